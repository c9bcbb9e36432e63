import Operations

/// What networks are told unasked (RFC 6733, sections 8.3 and 8.5; RFC 8506, section 5.5), as a value: orders and answers go in,
/// messages come out.
///
/// A session is reached over the connection its last request came by; when that is gone, over another one of the same peer,
/// or of the host that has the session. Its way is remembered while it goes on.
public struct DiameterOrders: Sendable {
  /// What happens.
  public enum Event: Sendable {
    /// A peer said who it is.
    case opened(connection: Int, peer: String)
    case closed(connection: Int)
    /// A request of a session came, and is being decided.
    case heard(session: String, from: DiameterNode, connection: Int)
    /// It was decided, and whether the session goes on behind it; `nil`: as before. Each request that was heard is decided once.
    case decided(session: String, goesOn: Bool?)
    case ordered(NetworkOrder)
    /// A peer answered something.
    case answered(DiameterMessage, connection: Int)
    /// A second has passed.
    case tick
  }

  /// What is to be done about it.
  public enum Action: Sendable {
    case send(DiameterMessage, connection: Int)
    case count(NetworkOrder.Kind, OrderOutcome)
  }

  private struct Route {
    var node: DiameterNode
    var peer: String
    var connection: Int
  }

  private struct Waiting {
    var order: NetworkOrder
    var message: DiameterMessage
    var attempts: Int
    var nextAt: Int
  }

  private let settings: DiameterSettings
  private var connections: [Int: String] = [:]
  private var ofPeer: [String: [Int]] = [:]
  private var routes = SessionWays<Route>()
  private var waiting: [UInt32: Waiting] = [:]
  /// Sessions that an order waits for.
  private var pending: [String: UInt32] = [:]
  private var second = 0
  private var last: UInt32

  /// So many orders wait; nobody fills the memory.
  static let mostWaiting = 100_000

  /// - Parameter first: where identifiers of messages begin: they must be others than before a restart.
  public init(_ settings: DiameterSettings, first: UInt32) {
    self.settings = settings
    last = first
  }

  /// What is to be done about an event, in order.
  public mutating func handle(_ event: Event) -> [Action] {
    switch event {
    case .opened(let connection, let peer):
      // Who it is, a connection says once.
      if connections[connection] != nil { return [] }
      connections[connection] = peer
      ofPeer[peer, default: []].append(connection)
    case .closed(let connection):
      guard let peer = connections.removeValue(forKey: connection) else { return [] }
      ofPeer[peer]?.removeAll { $0 == connection }
      if ofPeer[peer]?.isEmpty == true { ofPeer[peer] = nil }
    case .heard(let session, let node, let connection):
      routes.heard(session, by: connections[connection].map { Route(node: node, peer: $0, connection: connection) })
    case .decided(let session, let goesOn):
      // What is on its way to one that ended may be answered behind the request that obeyed it: it is waited for, and not sent again.
      routes.decided(session, goesOn: goesOn, at: second)
    case .ordered(let order): return ordered(order)
    case .answered(let answer, _): return answered(answer)
    case .tick: return tick()
    }
    return []
  }

  /// How many sessions can be told something, and of how many a request is being decided.
  var known: (sessions: Int, deciding: Int) { (routes.count, routes.comingCount) }

  /// Some of the sessions that can be told something, that nothing was heard of for a while and that no order waits for; others each time.
  mutating func silent() -> [String] { routes.silent(at: second).filter { pending[$0] == nil } }

  /// These are over, as far as nothing was heard of them since.
  mutating func forget(_ sessions: [String]) {
    for session in sessions where pending[session] == nil && routes.isSilent(session, at: second) { routes.forget(session) }
  }

  private mutating func ordered(_ order: NetworkOrder) -> [Action] {
    guard let route = route(to: order.session) else { return [] }
    if let hop = pending[order.session], let before = waiting[hop] {
      // That the session must not go on is told in any case; what is on its way otherwise is enough.
      if order.kind == .reauthorise || before.order.kind == .abort { return [] }
      waiting[hop] = nil
    }
    guard waiting.count < DiameterOrders.mostWaiting, let connection = connection(route) else { return [.count(order.kind, .unroutable)] }
    last &+= 1
    let message = message(order, route.node, last)
    waiting[last] = Waiting(order: order, message: message, attempts: 1, nextAt: second + settings.orderRetrySeconds)
    pending[order.session] = last
    return [.send(message, connection: connection), .count(order.kind, .asked)]
  }

  /// One that leads somewhere, where there is one.
  private func route(to session: String) -> Route? {
    let known = routes[session]
    return known.first { connection($0) != nil } ?? known.first
  }

  private func connection(_ route: Route) -> Int? {
    connections[route.connection] == route.peer ? route.connection : ofPeer[route.peer]?.last ?? ofPeer[route.node.host]?.last
  }

  private func message(_ order: NetworkOrder, _ node: DiameterNode, _ identifier: UInt32) -> DiameterMessage {
    var avps = SessionName(order.session).avps
    avps += [
      AVP(Code.originHost, settings.originHost), AVP(Code.originRealm, settings.originRealm),
      AVP(Code.destinationRealm, node.realm), AVP(Code.destinationHost, node.host), AVP(Code.authApplication, Application.creditControl),
    ]
    if order.kind == .reauthorise {
      // 0, authorize only: who it is stands.
      avps.append(AVP(Code.reAuthRequestType, UInt32(0)))
      // One of them can be named; of several, the session as a whole is asked about.
      if order.ratingGroups.count == 1, let group = UInt32(exactly: order.ratingGroups[0]) { avps.append(AVP(Code.ratingGroup, group)) }
    }
    return DiameterMessage(
      order.kind == .abort ? Command.abortSession : Command.reAuth, application: Application.creditControl, isRequest: true, isProxiable: true,
      hopByHop: identifier, endToEnd: identifier, avps: avps)
  }

  private mutating func answered(_ answer: DiameterMessage) -> [Action] {
    guard let asked = waiting[answer.hopByHop], asked.message.command == answer.command else { return [] }
    let order = asked.order
    switch answer[Code.resultCode]?.number32 {
    // Limited success: it will say what was used, and ask again.
    case 2001?, 2002?:
      settle(answer.hopByHop, order)
      return [.count(order.kind, .accepted)]
    case DiameterResult.unknownSession.rawValue?:
      settle(answer.hopByHop, order)
      routes.forget(order.session)
      return [.count(order.kind, .unknownSession)]
    // Not delivered, too busy, out of space: it may go better later.
    case 3002?, 3004?, 4002?:
      waiting[answer.hopByHop]?.nextAt = second + settings.orderRetrySeconds
      return []
    default:
      settle(answer.hopByHop, order)
      return [.count(order.kind, .refused)]
    }
  }

  private mutating func settle(_ hop: UInt32, _ order: NetworkOrder) {
    waiting[hop] = nil
    if pending[order.session] == hop { pending[order.session] = nil }
  }

  /// Sends again what was not answered, each time after twice as long, over the connection that leads there by then.
  private mutating func tick() -> [Action] {
    second += 1
    var actions: [Action] = []
    for (hop, asked) in waiting.sorted(by: { $0.key < $1.key }) where asked.nextAt <= second {
      guard asked.attempts < settings.orderAttempts, let route = route(to: asked.order.session) else {
        settle(hop, asked.order)
        actions.append(.count(asked.order.kind, .unanswered))
        continue
      }
      waiting[hop]?.attempts += 1
      waiting[hop]?.nextAt = second + settings.orderRetrySeconds << asked.attempts
      guard let connection = connection(route) else { continue }
      var message = asked.message
      message.isRetransmitted = true
      actions.append(.send(message, connection: connection))
    }
    return actions
  }
}
