import Charging
import Primitives

/// What time it is in the world, and how many seconds the gateway has been at work: retries wait for the latter.
struct GatewayTime: Sendable {
  var now: Instant
  var second: Int
}

/// What networks are told when nothing is left, or something may not be used (RFC 5176): sent until it is answered or too often, as a value.
struct NetworkOrders: Sendable {
  struct Order: Sendable {
    var request: RadiusPacket
    var client: RadiusClient
    var to: RadiusEndpoint
    var session: String
    /// What names the session to the network.
    var names: [RadiusAttribute]
    var isChange: Bool
    var attempts: Int
    /// When it is sent again, in seconds of the gateway, and how long after the last time.
    var nextAt: Int
    var waitSeconds: Int
  }

  private struct Key: Hashable {
    var to: RadiusEndpoint
    var identifier: UInt8
  }

  /// A session that an order waits for, or that was changed and is not changed again.
  private struct Told {
    /// `nil`: it was changed.
    var order: Key?
    /// When it began and when it was heard of last, by the network's own clock: it uses names again.
    var count: RunningCount?

    /// Whether an end is its own: not when it was told before the session began, or before the last that is known of it. Where nobody says when
    /// something happened, it is reckoned in whole seconds.
    func isEnded(by end: RunningCount) -> Bool {
      guard let count else { return true }
      if let begunAt = count.begunAt, end.saidAt < begunAt { return false }
      return end.saidAt.adding(seconds: 1) >= count.saidAt
    }
  }

  private let settings: RadiusSettings
  private var waiting: [Key: Order] = [:]
  private var sessions: [String: Told] = [:]
  private var next: UInt8 = 0

  /// Beyond so many nothing is remembered any more, so that nobody fills the memory.
  private static let most = 100_000
  private static let naming: Set<UInt8> = [
    RadiusType.userName, RadiusType.nasAddress, RadiusType.framedAddress, RadiusType.callingStation, RadiusType.nasIdentifier, RadiusType.session, RadiusType.nasAddressSix,
  ]

  init(_ settings: RadiusSettings) { self.settings = settings }

  /// Tells the network that nothing is left for a session.
  mutating func exhausted(
    _ request: ChargingRequest, _ record: RadiusPacket, _ client: RadiusClient, from address: String, _ time: GatewayTime
  ) -> [AccountingGateway.Action] {
    let session = request.session
    if let known = sessions[session] {
      guard let count = request.running, let before = known.count else { return [] }
      guard count.isAfter(before) else {
        sessions[session]?.count?.saidAt = max(before.saidAt, count.saidAt)
        if let heard = count.heardAt, let known = before.heardAt { sessions[session]?.count?.heardAt = max(known, heard) }
        return []
      }
      // The end of the one that had the name was lost.
      forget(session)
    }
    let to = RadiusEndpoint(address, Int(client.authorizationPort))
    let names = record.attributes.filter { NetworkOrders.naming.contains($0.type) }
    switch client.onExhaustion {
    case .nothing: return []
    case .disconnect: return send(RadiusCode.disconnectRequest, [], session, request.running, names, client, to, time)
    case .change(let attributes): return send(RadiusCode.changeRequest, attributes, session, request.running, names, client, to, time)
    }
  }

  /// Tells the network to end a session that may not be used, also when it was asked to change it or has done so: money makes no difference to that.
  mutating func denied(
    _ request: ChargingRequest, _ record: RadiusPacket, _ client: RadiusClient, from address: String, _ time: GatewayTime
  ) -> [AccountingGateway.Action] {
    if client.onExhaustion == .nothing { return [] }
    if let known = sessions[request.session] {
      let isEnding = known.order.flatMap { waiting[$0] }.map { !$0.isChange } ?? false
      if !isEnding { forget(request.session) }
    }
    var client = client
    client.onExhaustion = .disconnect
    return exhausted(request, record, client, from: address, time)
  }

  /// A session ended; not the one that has its name by now, when that is another one.
  mutating func ended(_ request: ChargingRequest) {
    if let end = request.running, let known = sessions[request.session], !known.isEnded(by: end) { return }
    forget(request.session)
  }

  /// A session ended, or has something to spend again.
  mutating func forget(_ session: String) {
    if let key = sessions.removeValue(forKey: session)?.order { waiting[key] = nil }
  }

  private mutating func send(
    _ code: UInt8, _ attributes: [RadiusAttribute], _ session: String, _ count: RunningCount?, _ names: [RadiusAttribute], _ client: RadiusClient,
    _ to: RadiusEndpoint, _ time: GatewayTime
  ) -> [AccountingGateway.Action] {
    guard waiting.count < NetworkOrders.most, let identifier = free(to) else { return [.count(.tooBusy)] }
    let stamp = RadiusAttribute(RadiusType.eventTimestamp, UInt32(clamping: time.now.seconds))
    let packet = RadiusPacket(
      code, identifier: identifier, attributes: names + attributes + [stamp, RadiusAttribute(RadiusType.messageAuthenticator, bytes: RadiusPacket.zeros)])
    guard let request = client.secret.signed(packet) else { return [.count(.unrecorded)] }
    let key = Key(to: to, identifier: identifier)
    let isChange = code == RadiusCode.changeRequest
    waiting[key] = Order(
      request: request, client: client, to: to, session: session, names: names, isChange: isChange, attempts: 1,
      nextAt: time.second + settings.firstRetrySeconds, waitSeconds: settings.firstRetrySeconds)
    sessions[session] = Told(order: key, count: count)
    return [.send(request.encoded, to: to), .count(isChange ? .changeAsked : .disconnectAsked)]
  }

  /// An identifier that no order to there waits under.
  private mutating func free(_ to: RadiusEndpoint) -> UInt8? {
    for _ in 0..<256 {
      next &+= 1
      if waiting[Key(to: to, identifier: next)] == nil { return next }
    }
    return nil
  }

  /// The network's answer.
  mutating func answered(_ answer: RadiusPacket, from: RadiusEndpoint, _ time: GatewayTime) -> [AccountingGateway.Action] {
    let key = Key(to: from, identifier: answer.identifier)
    guard let order = waiting[key] else { return [.count(.unexpected)] }
    guard order.client.secret.isGenuine(answer, to: order.request) else { return [.count(.wrongAuthenticator)] }
    switch (order.isChange, answer.code) {
    case (false, RadiusCode.disconnectAccepted), (false, RadiusCode.disconnectRefused):
      settle(key, order)
      return [.count(answer.code == RadiusCode.disconnectAccepted ? .disconnectAccepted : .disconnectRefused)]
    case (true, RadiusCode.changeAccepted):
      waiting[key] = nil
      if sessions.count > NetworkOrders.most { sessions[order.session] = nil } else { sessions[order.session]?.order = nil }
      return [.count(.changeAccepted)]
    case (true, RadiusCode.changeRefused):
      let count = sessions[order.session]?.count
      settle(key, order)
      // Who cannot be changed is ended, or it would be used on and on.
      return [.count(.changeRefused)] + send(RadiusCode.disconnectRequest, [], order.session, count, order.names, order.client, order.to, time)
    default: return [.count(.unexpected)]
    }
  }

  private mutating func settle(_ key: Key, _ order: Order) {
    waiting[key] = nil
    sessions[order.session] = nil
  }

  /// Sends again what was not answered, each time after twice as long.
  mutating func tick(_ time: GatewayTime) -> [AccountingGateway.Action] {
    var actions: [AccountingGateway.Action] = []
    for (key, order) in waiting where order.nextAt <= time.second {
      if order.attempts >= settings.attempts {
        settle(key, order)
        actions.append(.count(.unanswered))
        continue
      }
      waiting[key]?.attempts += 1
      waiting[key]?.waitSeconds *= 2
      waiting[key]?.nextAt = time.second + order.waitSeconds * 2
      actions.append(.send(order.request.encoded, to: order.to))
    }
    return actions
  }
}

extension RunningCount {
  /// Whether it is of a session that began after the last that is known of another one.
  fileprivate func isAfter(_ other: RunningCount) -> Bool {
    guard let begunAt else { return false }
    return other.begunAt == nil ? begunAt > other.saidAt.adding(seconds: 2 * RunningCount.slackSeconds) : begunAt > other.saidAt && begins(apartFrom: other)
  }
}
