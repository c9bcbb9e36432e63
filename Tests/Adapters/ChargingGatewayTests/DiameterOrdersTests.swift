import Operations
import Primitives
import Testing

@testable import ChargingGateway

/// What networks are told unasked, event by event.
@Suite struct DiameterOrdersTests {
  private static let client = DiameterNode(host: "pgw.example", realm: "example")

  private func text(_ actions: [DiameterOrders.Action]) -> String {
    actions.map { action in
      switch action {
      case .send(let message, let connection): "\(message.command)#\(message.hopByHop)\(message.isRetransmitted ? "T" : "") over \(connection)"
      case .count(let kind, let outcome): "\(kind.rawValue) \(outcome.rawValue)"
      }
    }.joined(separator: ", ")
  }

  private func orders() -> DiameterOrders {
    var orders = DiameterOrders(DiameterSettings(originHost: "ocs.florin.example", originRealm: "florin.example"), first: 6)
    _ = orders.handle(.opened(connection: 1, peer: "relay.example"))
    _ = orders.handle(.heard(session: "s", from: Self.client, connection: 1))
    _ = orders.handle(.decided(session: "s", goesOn: true))
    return orders
  }

  /// How many sessions are known, and of how many a request is being decided.
  private func known(_ orders: DiameterOrders) -> [Int] { [orders.known.sessions, orders.known.deciding] }

  private func answer(_ command: UInt32, _ hop: UInt32, _ result: UInt32) -> DiameterOrders.Event {
    .answered(DiameterMessage(command, application: 4, isRequest: false, hopByHop: hop, endToEnd: hop, avps: [AVP(263, "s"), AVP(268, result)]), connection: 1)
  }

  @Test func saysWhoIsMeant() throws {
    var orders = orders()
    guard case .send(let message, 1)? = orders.handle(.ordered(NetworkOrder(.reauthorise, session: "s", ratingGroups: [10]))).first else {
      Issue.record("nothing was sent")
      return
    }
    #expect(message.command == 258 && message.application == 4 && message.isRequest && message.isProxiable && message.avps[0].code == 263)
    #expect(message[264]?.text == "ocs.florin.example" && message[296]?.text == "florin.example" && message[293]?.text == "pgw.example" && message[283]?.text == "example")
    #expect(message[258]?.number32 == 4 && message[285]?.number32 == 0 && message[432]?.number32 == 10)
    guard case .send(let abort, 1)? = orders.handle(.ordered(NetworkOrder(.abort, session: "s"))).first else {
      Issue.record("nothing was sent")
      return
    }
    #expect(abort.command == 274 && abort[285] == nil && abort[293]?.text == "pgw.example" && abort.endToEnd != message.endToEnd)
  }

  /// A sub-session is named by both of its names.
  @Test func saysWhichSubSessionIsMeant() throws {
    var orders = orders()
    let name = SessionName(session: "s", part: 2).name
    #expect(orders.handle(.ordered(NetworkOrder(.reauthorise, session: name))).isEmpty)
    _ = orders.handle(.heard(session: name, from: Self.client, connection: 1))
    guard case .send(let message, 1)? = orders.handle(.ordered(NetworkOrder(.reauthorise, session: name))).first else {
      Issue.record("nothing was sent")
      return
    }
    #expect(message.avps.prefix(2) == [AVP(263, "s"), AVP(419, UInt64(2))])
  }

  /// Each answer ends the order, or brings it again.
  @Test(arguments: [
    (2001, "reauthorise accepted", ""), (2002, "reauthorise accepted", ""), (5002, "reauthorise unknown-session", ""), (5012, "reauthorise refused", ""),
    (3002, "", "258#7T over 1"), (3004, "", "258#7T over 1"),
  ] as [(UInt32, String, String)])
  func answersAreHeard(_ result: UInt32, _ outcome: String, _ later: String) {
    var orders = orders()
    #expect(text(orders.handle(.ordered(NetworkOrder(.reauthorise, session: "s")))) == "258#7 over 1, reauthorise asked")
    // Of another command, or to nothing: passed over.
    #expect(text(orders.handle(answer(274, 7, 2001))) == "" && text(orders.handle(answer(258, 8, 2001))) == "")
    #expect(text(orders.handle(answer(258, 7, result))) == outcome)
    for _ in 1...3 { #expect(text(orders.handle(.tick)) == "") }
    #expect(text(orders.handle(.tick)) == later)
    // Who knows nothing of the session is told nothing more.
    #expect(text(orders.handle(.ordered(NetworkOrder(.abort, session: "s")))) == (result == 5002 ? "" : later.isEmpty ? "274#8 over 1, abort asked" : "274#8 over 1, abort asked"))
  }

  @Test func retriesAreBounded() {
    var orders = orders()
    _ = orders.handle(.ordered(NetworkOrder(.abort, session: "s")))
    var sent: [Int: String] = [:]
    for second in 1...100 {
      let actions = text(orders.handle(.tick))
      if !actions.isEmpty { sent[second] = actions }
    }
    #expect(sent == [4: "274#7T over 1", 12: "274#7T over 1", 28: "274#7T over 1", 60: "abort unanswered"])
  }

  /// One order a session is on its way; that it must not go on takes the place of asking again.
  @Test func oneAtATime() {
    var orders = orders()
    #expect(text(orders.handle(.ordered(NetworkOrder(.reauthorise, session: "s")))) == "258#7 over 1, reauthorise asked")
    #expect(text(orders.handle(.ordered(NetworkOrder(.reauthorise, session: "s")))) == "")
    #expect(text(orders.handle(.ordered(NetworkOrder(.abort, session: "s")))) == "274#8 over 1, abort asked")
    #expect(text(orders.handle(.ordered(NetworkOrder(.abort, session: "s")))) == "" && text(orders.handle(.ordered(NetworkOrder(.reauthorise, session: "s")))) == "")
    #expect(text(orders.handle(answer(258, 7, 2001))) == "" && text(orders.handle(answer(274, 8, 2001))) == "abort accepted")
  }

  @Test func goesWhereTheSessionIs() {
    var orders = orders()
    // Another session, one that ended, and one that nobody here has.
    _ = orders.handle(.heard(session: "t", from: Self.client, connection: 1))
    _ = orders.handle(.decided(session: "t", goesOn: false))
    for name in ["t", "elsewhere"] { #expect(text(orders.handle(.ordered(NetworkOrder(.abort, session: name)))) == "") }
    // The connection is gone and the peer came again; then only the host itself is connected; then nobody.
    _ = orders.handle(.closed(connection: 1))
    #expect(text(orders.handle(.ordered(NetworkOrder(.reauthorise, session: "s")))) == "reauthorise unroutable")
    _ = orders.handle(.opened(connection: 2, peer: "relay.example"))
    #expect(text(orders.handle(.ordered(NetworkOrder(.reauthorise, session: "s")))) == "258#7 over 2, reauthorise asked")
    _ = orders.handle(.closed(connection: 2))
    _ = orders.handle(.opened(connection: 3, peer: "pgw.example"))
    for _ in 1...3 { _ = orders.handle(.tick) }
    #expect(text(orders.handle(.tick)) == "258#7T over 3")
    // An order for a session that ended is not sent again.
    _ = orders.handle(.decided(session: "s", goesOn: false))
    #expect((1...100).map { _ in text(orders.handle(.tick)) }.filter { !$0.isEmpty } == ["reauthorise unanswered"])
  }

  /// What no session goes on behind is not remembered, and what was known of a session of that name stays.
  @Test func onlyWhatGoesOnIsRemembered() {
    var orders = orders()
    _ = orders.handle(.opened(connection: 2, peer: "stranger.example"))
    let stranger = DiameterNode(host: "stranger.example", realm: "example")
    // Requests of sessions that do not exist, could not be decided, or were not looked at.
    for (number, goesOn) in [false, nil, nil].enumerated() {
      _ = orders.handle(.heard(session: "none-\(number)", from: stranger, connection: 2))
      _ = orders.handle(.decided(session: "none-\(number)", goesOn: goesOn))
      _ = orders.handle(.heard(session: "s", from: stranger, connection: 2))
      _ = orders.handle(.decided(session: "s", goesOn: nil))
    }
    #expect(known(orders) == [1, 0])
    #expect(text(orders.handle(.ordered(NetworkOrder(.reauthorise, session: "none-1")))) == "")
    #expect(text(orders.handle(.ordered(NetworkOrder(.reauthorise, session: "s")))) == "258#7 over 1, reauthorise asked")
    // Where it goes on, that is the way from then on.
    _ = orders.handle(.heard(session: "s", from: stranger, connection: 2))
    _ = orders.handle(.decided(session: "s", goesOn: true))
    #expect(text(orders.handle(.ordered(NetworkOrder(.abort, session: "s")))) == "274#8 over 2, abort asked")
  }

  /// An order may come before the answer that the session begins with; and one request of a session may end while another is being decided.
  @Test func theWayIsKnownWhileItIsDecided() {
    var orders = orders()
    _ = orders.handle(.heard(session: "t", from: Self.client, connection: 1))
    #expect(text(orders.handle(.ordered(NetworkOrder(.reauthorise, session: "t")))) == "258#7 over 1, reauthorise asked")
    _ = orders.handle(.heard(session: "t", from: Self.client, connection: 1))
    #expect(known(orders) == [1, 1])
    _ = orders.handle(.decided(session: "t", goesOn: nil))
    #expect(text(orders.handle(.ordered(NetworkOrder(.abort, session: "t")))) == "274#8 over 1, abort asked")
    // The connection goes while the request is decided: another one of the peer leads there.
    _ = orders.handle(.closed(connection: 1))
    _ = orders.handle(.decided(session: "t", goesOn: true))
    _ = orders.handle(.opened(connection: 2, peer: "relay.example"))
    #expect(known(orders) == [2, 0])
    #expect((1...4).map { _ in text(orders.handle(.tick)) }.last == "274#8T over 2")
  }

  /// A session that ended elsewhere is dropped once nothing was heard of it for a minute, but not while an order is on its way.
  @Test func whatIsOverIsForgotten() {
    var orders = orders()
    for second in 1...61 {
      let silent = orders.silent()
      #expect(silent == [], "\(second)")
      _ = orders.handle(.tick)
    }
    var silent = orders.silent()
    #expect(silent == ["s"])
    // Heard of meanwhile: whoever says that it is over said so before.
    _ = orders.handle(.heard(session: "s", from: Self.client, connection: 1))
    _ = orders.handle(.decided(session: "s", goesOn: true))
    orders.forget(["s", "t"])
    #expect(known(orders) == [1, 0])
    for _ in 1...61 { _ = orders.handle(.tick) }
    #expect(text(orders.handle(.ordered(NetworkOrder(.abort, session: "s")))) == "274#7 over 1, abort asked")
    orders.forget(["s"])
    silent = orders.silent()
    #expect(silent == [] && known(orders) == [1, 0])
    #expect(text(orders.handle(answer(274, 7, 2001))) == "abort accepted")
    silent = orders.silent()
    #expect(silent == ["s"])
    orders.forget(silent)
    silent = orders.silent()
    #expect(silent == [] && known(orders) == [0, 0])
  }

  /// A connection that says again who it is is one connection all the same, and gone when it is closed.
  @Test func aConnectionIsOneConnection() {
    var orders = orders()
    for name in ["relay.example", "pgw.example", "relay.example"] { #expect(text(orders.handle(.opened(connection: 1, peer: name))) == "") }
    _ = orders.handle(.closed(connection: 1))
    #expect(text(orders.handle(.ordered(NetworkOrder(.reauthorise, session: "s")))) == "reauthorise unroutable")
  }

  /// The request that ends the session may come before the answer to the order that asked for it.
  @Test func obeyedBeforeAnswered() {
    var orders = orders()
    _ = orders.handle(.ordered(NetworkOrder(.abort, session: "s")))
    _ = orders.handle(.decided(session: "s", goesOn: false))
    #expect(text(orders.handle(answer(274, 7, 2001))) == "abort accepted")
  }
}
