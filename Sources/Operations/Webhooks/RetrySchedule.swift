public import Primitives

/// When a delivery that came to nothing is tried again: soon at first, then ever later, for three days.
public struct RetrySchedule: Sendable, Hashable {
  /// Seconds from one attempt to the next.
  public var waits: [Int64]
  /// After so long nothing is tried any more.
  public var longestSeconds: Int64
  /// By how much a wait may be shorter or longer, in thousandths, so that what failed together does not come back together.
  public var jitter: Int64

  public init(waits: [Int64], longestSeconds: Int64, jitter: Int64) {
    self.waits = waits
    self.longestSeconds = longestSeconds
    self.jitter = jitter
  }

  /// 5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 20 hours: ten attempts within 72 hours.
  public static let standard = RetrySchedule(
    waits: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000], longestSeconds: 3 * 86_400, jitter: 100)

  /// When to try again; `nil`: it is given up.
  ///
  /// - Parameters:
  ///   - attempts: how many there were, at least one.
  ///   - retryAfterSeconds: how long the endpoint asked to be left alone; heeded where it is longer, up to the last instant.
  public func next(
    attempts: Int, firstAt: Instant, now: Instant, retryAfterSeconds: Int64? = nil, random: inout some RandomNumberGenerator
  ) -> Instant? {
    let end = firstAt.adding(seconds: longestSeconds)
    guard attempts >= 1, attempts <= waits.count, now < end else { return nil }
    let milliseconds = waits[attempts - 1] * (1000 + Int64.random(in: -jitter...jitter, using: &random))
    let asked = max(0, min(retryAfterSeconds ?? 0, longestSeconds))
    let due = max(Instant(microseconds: now.microseconds + milliseconds * 1000), now.adding(seconds: asked))
    return min(due, end)
  }
}

/// What one attempt came to.
public struct AttemptResult: Sendable, Hashable {
  /// Of the answer; `nil` without one.
  public var status: Int?
  /// Why there was no answer.
  public var fault: OutboundFault.Kind?
  /// What more is known of the fault; it names no content.
  public var message: String?
  public var retryAfterSeconds: Int64?

  public init(status: Int? = nil, fault: OutboundFault.Kind? = nil, message: String? = nil, retryAfterSeconds: Int64? = nil) {
    self.status = status
    self.fault = fault
    self.message = message
    self.retryAfterSeconds = retryAfterSeconds
  }

  public init(_ fault: OutboundFault) { self.init(fault: fault.kind, message: String(fault.message.prefix(500))) }

  public init(_ answer: OutboundAnswer, at now: Instant) {
    self.init(status: answer.status, retryAfterSeconds: answer.header("retry-after").flatMap { RetryAfter.seconds($0, from: now) })
  }

  public var isGood: Bool { status.map { (200..<300).contains($0) } ?? false }

  /// For people.
  public var words: String { status.map { "answered \($0)" } ?? message ?? fault?.rawValue ?? "no answer" }

  /// For counters: few words, whatever happens.
  public var kind: String {
    guard let status else { return fault?.rawValue ?? OutboundFault.Kind.broken.rawValue }
    return isGood ? "delivered" : "answered-\(status / 100)xx"
  }
}

/// What follows from an attempt.
public enum DeliveryVerdict: Sendable, Hashable {
  case delivered
  case retry(at: Instant)
  case givenUp
  /// The endpoint wants nothing any more.
  case gone

  /// - Parameters:
  ///   - attempts: with this one.
  public init(
    _ result: AttemptResult, attempts: Int, firstAt: Instant, now: Instant, schedule: RetrySchedule, random: inout some RandomNumberGenerator
  ) {
    if result.isGood {
      self = .delivered
    } else if result.status == 410 {
      self = .gone
    } else if let due = schedule.next(attempts: attempts, firstAt: firstAt, now: now, retryAfterSeconds: result.retryAfterSeconds, random: &random) {
      self = .retry(at: due)
    } else {
      self = .givenUp
    }
  }
}
