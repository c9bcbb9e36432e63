import Operations
import Primitives
import Seeds
import Testing

@Suite struct RetryTests {
  private let start = Instant(seconds: 1_800_000_000)

  /// Draws the same every time: the middle of every range, its beginning, or its end.
  private struct Draw: RandomNumberGenerator {
    var value: UInt64
    mutating func next() -> UInt64 { value }
  }

  /// Every attempt of a delivery that never succeeds, as seconds after the first.
  private func attempts(_ draw: UInt64) -> [Int64] {
    var random = Draw(value: draw)
    var now = start
    var found: [Int64] = [0]
    while let next = RetrySchedule.standard.next(attempts: found.count, firstAt: start, now: now, random: &random) {
      now = next
      found.append((now.microseconds - start.microseconds) / 1_000_000)
      if found.count > 100 { break }
    }
    return found
  }

  @Test func waitsGrowOverThreeDays() {
    let middle = attempts(1 << 63)
    #expect(middle.count == 10)
    let waits = zip(middle.dropFirst(), middle).map { $0 - $1 }
    // Seconds, give or take the rounding of the middle of the jitter.
    for (wait, expected) in zip(waits, [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000] as [Int64]) { #expect(abs(wait - expected) <= expected / 500 + 1) }
    #expect((257_000...259_200).contains(middle.last ?? 0))
  }

  @Test func jitterIsATenthAndThreeDaysAreTheEnd() {
    let (early, late) = (attempts(1 << 40), attempts(.max))
    #expect(early[1] == 4 && late[1] == 5)
    #expect(early[2] - early[1] == 270 && (329...330).contains(late[2] - late[1]))
    // However late each attempt is drawn, none is later than three days after the first.
    #expect(late.last == 259_200 && late.count == 10)
    #expect(late.allSatisfy { $0 <= 259_200 })
    var random = Seed(7)
    for _ in 0..<200 {
      let due = RetrySchedule.standard.next(attempts: 4, firstAt: start, now: start, random: &random)
      #expect((6_480...7_920).contains(((due ?? start).microseconds - start.microseconds) / 1_000_000))
    }
  }

  @Test func retryAfterIsHeededWhereItIsLonger() throws {
    var random = Draw(value: 1 << 63)
    func due(_ asked: Int64?, attempts: Int = 1, after: Int64 = 0) -> Int64? {
      RetrySchedule.standard.next(attempts: attempts, firstAt: start, now: start.adding(seconds: after), retryAfterSeconds: asked, random: &random).map {
        ($0.microseconds - start.microseconds) / 1_000_000
      }
    }
    #expect(due(3600) == 3600)
    #expect(due(1) == due(nil))
    #expect(due(-5) == due(nil))
    // Asked for longer than there is time: once more at the very end, and not again after it.
    #expect(due(.max) == 259_200)
    #expect(due(nil, attempts: 9, after: 259_199) == 259_200)
    #expect(due(nil, attempts: 5, after: 259_200) == nil)
    #expect(due(nil, attempts: 10) == nil)
  }

  @Test(arguments: [
    ("120", 120), ("0", 0), (" 7", 7), ("99999999999999999999", Int64.max), ("Fri, 15 Jan 2027 08:01:40 GMT", 100), ("Fri, 15 Jan 2027 07:59:00 GMT", 0),
    ("-1", nil), ("1.5", nil), ("soon", nil), ("", nil), ("Fri, 32 Jan 2027 08:00:00 GMT", nil), ("Fri, 15 Jan 2027 08:00:00 CET", nil), ("Fri, 15 Foo 2027 08:00:00 GMT", nil),
  ] as [(String, Int64?)])
  func readsRetryAfter(_ text: String, _ seconds: Int64?) {
    #expect(start.description == "2027-01-15T08:00:00Z")
    #expect(RetryAfter.seconds(text, from: start) == seconds)
  }

  @Test(arguments: [
    (AttemptResult(status: 200), "delivered"), (.init(status: 204), "delivered"), (.init(status: 299), "delivered"), (.init(status: 410), "gone"), (.init(status: 301), "retry"),
    (.init(status: 400), "retry"), (.init(status: 404), "retry"), (.init(status: 429), "retry"), (.init(status: 500), "retry"), (.init(fault: .timedOut), "retry"),
    (.init(fault: .refusedAddress), "retry"), (.init(fault: .insecure), "retry"),
  ] as [(AttemptResult, String)])
  func verdictsFollowFromTheAnswer(_ result: AttemptResult, _ word: String) {
    func verdict(_ attempts: Int) -> String {
      var random = Draw(value: 1 << 40)
      return switch DeliveryVerdict(result, attempts: attempts, firstAt: start, now: start, schedule: .standard, random: &random) {
      case .delivered: "delivered"
      case .retry: "retry"
      case .givenUp: "given up"
      case .gone: "gone"
      }
    }
    #expect(verdict(1) == word)
    #expect(verdict(10) == (word == "retry" ? "given up" : word))
  }

  @Test func anEndpointThatFailsIsLeftAloneEverLonger() {
    var health = WebhookHealth()
    let failed = AttemptResult(status: 500)
    var pauses: [Int64] = []
    var now = start
    for _ in 0..<14 {
      health.note(.retry(at: now), failed, at: now)
      pauses.append(health.pausedUntil.map { $0.seconds - now.seconds } ?? 0)
      now = max(now, health.pausedUntil ?? now)
    }
    #expect(pauses == [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300])
    #expect(health.width == 1 && health.state == .active)
    health.note(.givenUp, failed, at: now)
    #expect(health.state == .failing && health.reason == "the last delivery that was given up: answered 500")
    health.note(.delivered, AttemptResult(status: 200), at: now)
    #expect(health == WebhookHealth() && health.width == 16)
    health.note(.retry(at: now), AttemptResult(status: 429, retryAfterSeconds: 90), at: now)
    #expect(health.pausedUntil == now.adding(seconds: 90))
    health.note(.gone, AttemptResult(status: 410), at: now)
    #expect(health.state == .disabled)
    health.note(.givenUp, failed, at: now)
    #expect(health.state == .disabled)
  }

  @Test func anEventIsACloudEvent() {
    let event = WebhookEvent(
      id: 1, name: WebhookEventType.invoiceIssued.name(17), type: .invoiceIssued, subject: "invoices/A-1", recordedAt: start, data: #"{"gross":"1.20"}"#)
    #expect(
      String(decoding: event.cloudEvent(source: "urn:florin"), as: UTF8.self)
        == #"{"specversion":"1.0","id":"invoice_issued_17","source":"urn:florin","type":"invoice.issued","subject":"invoices/A-1","time":"2027-01-15T08:00:00Z","datacontenttype":"application/json","data":{"gross":"1.20"}}"#)
    // The signed text joins id, time and body with full stops: an id must hold none.
    #expect(WebhookEventType.allCases.allSatisfy { !$0.name(1).contains(".") })
    #expect(Set(WebhookEventType.allCases.map { $0.name(1) }).count == WebhookEventType.allCases.count)
  }
}
