import Operations
import Primitives
import Testing

@testable import ChargingGateway

/// What networks are told unasked over Nchf, event by event.
@Suite struct NchfNoticesTests {
  private func text(_ actions: [NchfNotices.Action]) -> String {
    actions.map { action in
      switch action {
      case .post(let number, let to, _): "post \(number) to \(to.target)"
      case .count(let kind, let outcome): "\(kind.rawValue) \(outcome.rawValue)"
      }
    }.joined(separator: ", ")
  }

  private func notices() -> NchfNotices {
    var notices = NchfNotices(NchfSettings())
    _ = notices.handle(.heard(session: "nchf:s", notifyURI: "http://10.50.0.1:8080/n/1"))
    _ = notices.handle(.decided(session: "nchf:s", goesOn: true))
    return notices
  }

  /// How many sessions are known, and of how many a request is being decided.
  private func known(_ notices: NchfNotices) -> [Int] { [notices.known.sessions, notices.known.deciding] }

  private let order = NetworkOrder(.reauthorise, session: "nchf:s", ratingGroups: [10])

  @Test(arguments: [
    (204, "reauthorise accepted", ""), (200, "reauthorise accepted", ""), (404, "reauthorise unknown-session", ""), (400, "reauthorise refused", ""), (307, "reauthorise refused", ""),
    (503, "", "post 1 to /n/1"), (429, "", "post 1 to /n/1"), (nil, "", "post 1 to /n/1"),
  ] as [(Int?, String, String)])
  func answersAreHeard(_ status: Int?, _ outcome: String, _ later: String) {
    var notices = notices()
    #expect(text(notices.handle(.ordered(order))) == "reauthorise asked, post 1 to /n/1")
    #expect(text(notices.handle(.ordered(order))) == "")
    #expect(text(notices.handle(.answered(1, status: status))) == outcome)
    for _ in 1...3 { #expect(text(notices.handle(.tick)) == "") }
    #expect(text(notices.handle(.tick)) == later)
  }

  @Test func retriesAreBounded() {
    var notices = notices()
    var sent: [Int: String] = [0: text(notices.handle(.ordered(NetworkOrder(.abort, session: "nchf:s"))))]
    for second in 1...100 {
      var actions = text(notices.handle(.answered(1, status: nil)))
      actions += text(notices.handle(.tick))
      if !actions.isEmpty { sent[second] = actions }
    }
    #expect(sent.count == 5 && sent.values.count { $0.contains("post 1") } == 4 && sent.values.contains("abort unanswered"), "\(sent)")
  }

  @Test func onlyWhoCanBeReachedIsTold() {
    var notices = notices()
    // Another protocol's session; one of ours without an address; one that ended; one whose address may not be reached.
    #expect(text(notices.handle(.ordered(NetworkOrder(.abort, session: "pgw;1;2")))) == "")
    _ = notices.handle(.heard(session: "nchf:t", notifyURI: "not an address"))
    #expect(text(notices.handle(.ordered(NetworkOrder(.abort, session: "nchf:t")))) == "abort unroutable")
    #expect(text(notices.handle(.ordered(order))) == "reauthorise asked, post 1 to /n/1")
    #expect(text(notices.handle(.refusedAddress(1))) == "reauthorise unroutable")
    #expect(text(notices.handle(.ordered(order))) == "reauthorise unroutable")
    // A later request may say another address.
    _ = notices.handle(.heard(session: "nchf:s", notifyURI: "http://10.50.0.1:8080/n/2"))
    #expect(text(notices.handle(.ordered(NetworkOrder(.abort, session: "nchf:s")))) == "abort asked, post 2 to /n/2")
    _ = notices.handle(.decided(session: "nchf:s", goesOn: false))
    #expect(text(notices.handle(.answered(2, status: nil))) == "abort unanswered")
    for _ in 1...50 { #expect(text(notices.handle(.tick)) == "") }
  }

  /// The request that ends the session may come before the answer to the call that asked for it.
  @Test func obeyedBeforeAnswered() {
    var notices = notices()
    #expect(text(notices.handle(.ordered(NetworkOrder(.abort, session: "nchf:s")))) == "abort asked, post 1 to /n/1")
    _ = notices.handle(.decided(session: "nchf:s", goesOn: false))
    #expect(text(notices.handle(.answered(1, status: 204))) == "abort accepted")
    // One that waits to be told again is forgotten.
    _ = notices.handle(.heard(session: "nchf:s", notifyURI: "http://10.50.0.1:8080/n/1"))
    #expect(text(notices.handle(.ordered(order))) == "reauthorise asked, post 2 to /n/1")
    #expect(text(notices.handle(.answered(2, status: 503))) == "")
    _ = notices.handle(.decided(session: "nchf:s", goesOn: false))
    for _ in 1...50 { #expect(text(notices.handle(.tick)) == "") }
  }

  /// What no session goes on behind is not remembered; while it is decided, its way is known.
  @Test func onlyWhatGoesOnIsRemembered() {
    var notices = notices()
    for goesOn in [false, nil] {
      _ = notices.handle(.heard(session: "nchf:t", notifyURI: "http://10.50.0.1:8080/n/t"))
      #expect(known(notices) == [1, 1])
      _ = notices.handle(.decided(session: "nchf:t", goesOn: goesOn))
      _ = notices.handle(.heard(session: "nchf:s", notifyURI: "http://10.50.0.1:8080/n/other"))
      _ = notices.handle(.decided(session: "nchf:s", goesOn: nil))
    }
    #expect(known(notices) == [1, 0])
    #expect(text(notices.handle(.ordered(order))) == "reauthorise asked, post 1 to /n/1")
    #expect(text(notices.handle(.answered(1, status: 204))) == "reauthorise accepted")
    // A request that goes on and says no other address leaves it as it is.
    _ = notices.handle(.heard(session: "nchf:s", notifyURI: nil))
    _ = notices.handle(.decided(session: "nchf:s", goesOn: true))
    for _ in 1...61 { _ = notices.handle(.tick) }
    var silent = notices.silent()
    #expect(silent == ["nchf:s"])
    #expect(text(notices.handle(.ordered(order))) == "reauthorise asked, post 2 to /n/1")
    silent = notices.silent()
    #expect(silent == [])
    #expect(text(notices.handle(.answered(2, status: 204))) == "reauthorise accepted")
    notices.forget(["nchf:s"])
    #expect(known(notices) == [0, 0])
  }

  /// However many orders there are, so many calls are under way.
  @Test func callsWaitForTheirTurn() {
    var notices = NchfNotices(NchfSettings())
    var posts = 0
    for number in 1...200 {
      _ = notices.handle(.heard(session: "nchf:\(number)", notifyURI: "http://10.50.0.1/n"))
      posts += notices.handle(.ordered(NetworkOrder(.abort, session: "nchf:\(number)"))).count { if case .post = $0 { true } else { false } }
    }
    #expect(posts == NchfNotices.mostUnderWay)
    for number in 1...200 { posts += notices.handle(.answered(number, status: 204)).count { if case .post = $0 { true } else { false } } }
    #expect(posts == 200)
  }

  @Test func saysWhatTheSpecificationSays() {
    #expect(NchfNotices.body(order) == #"{"notificationType":"REAUTHORIZATION","reauthorizationDetails":[{"ratingGroup":10,"quotaManagementIndicator":"ONLINE_CHARGING"}]}"#)
    #expect(NchfNotices.body(NetworkOrder(.reauthorise, session: "nchf:s")) == #"{"notificationType":"REAUTHORIZATION"}"#)
    #expect(NchfNotices.body(NetworkOrder(.abort, session: "nchf:s", ratingGroups: [10])) == #"{"notificationType":"ABORT_CHARGING"}"#)
  }
}
