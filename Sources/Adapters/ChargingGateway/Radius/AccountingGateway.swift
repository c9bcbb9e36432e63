public import Charging
import Operations
public import Primitives

/// RADIUS accounting (RFC 2866, 2869) as a value: datagrams and decisions go in, what is to be done comes out.
///
/// Whoever is not known, or does not know the secret, is not answered; nothing of it is charged.
public struct AccountingGateway: Sendable {
  public enum Event: Sendable {
    case received([UInt8], from: RadiusEndpoint)
    /// A request was decided, and that is durable.
    case decided(Int, ChargingAnswer)
    /// What was set aside for the sessions of a server was let go, and that is durable.
    case reclaimed(Int)
    /// It could not be done: too much waits, or the world failed.
    case undecided(Int)
    /// A second has passed.
    case tick
  }

  public enum Action: Sendable, Hashable {
    case send([UInt8], to: RadiusEndpoint)
    /// Decide, and come back with the number.
    case charge(Int, ChargingRequest)
    /// Let go of what is set aside for sessions whose names begin so and that had begun by then, and come back with the number.
    case reclaim(Int, sessionsUnder: String, begunBy: Instant)
    case count(RadiusOutcome)
  }

  /// One packet, however often it comes.
  private struct PacketKey: Hashable {
    var from: RadiusEndpoint
    var identifier: UInt8
    var authenticator: [UInt8]
  }

  private enum Exchange {
    case deciding
    case answered([UInt8])
  }

  private struct Waiting {
    var key: PacketKey
    var packet: RadiusPacket
    var client: RadiusClient
    var request: ChargingRequest?
  }

  private let settings: RadiusSettings
  private var orders: NetworkOrders
  private var falling = FallingCounters()
  private var next = 0
  /// How often it was told that a second has passed.
  private var second = 0
  private var waiting: [Int: Waiting] = [:]
  /// What came lately.
  private var recent: [PacketKey: Exchange] = [:]
  private var recentOrder: [(at: Int, key: PacketKey)] = []
  private var oldest = 0

  /// So many are decided at once, and so many answers are kept.
  static let mostWaiting = 4_096
  static let mostRecent = 65_536

  public init(_ settings: RadiusSettings) {
    self.settings = settings
    orders = NetworkOrders(settings)
  }

  /// What is to be done about an event, in order.
  public mutating func handle(_ event: Event, now: Instant) -> [Action] {
    switch event {
    case .received(let bytes, let from): return received(bytes, from, now)
    case .decided(let number, let answer):
      guard let asked = waiting.removeValue(forKey: number) else { return [] }
      return decided(answer, asked, now)
    case .reclaimed(let number):
      guard let asked = waiting.removeValue(forKey: number) else { return [] }
      return answer(asked)
    case .undecided(let number):
      guard let asked = waiting.removeValue(forKey: number) else { return [] }
      recent[asked.key] = nil
      return [.count(.unrecorded)]
    case .tick:
      second += 1
      forgetOld()
      return orders.tick(GatewayTime(now: now, second: second))
    }
  }

  // MARK: - Packets

  private mutating func received(_ bytes: [UInt8], _ from: RadiusEndpoint, _ now: Instant) -> [Action] {
    guard let address = NetworkAddress(from.address), let client = settings.client(address) else { return [.count(.unknownClient)] }
    guard let packet = RadiusPacket(bytes) else { return [.count(.malformed)] }
    if RadiusCode.ofNetwork.contains(packet.code) { return orders.answered(packet, from: from, GatewayTime(now: now, second: second)) }
    guard packet.code == RadiusCode.accountingRequest else { return [.count(.unexpected)] }
    guard client.secret.isGenuine(packet) else { return [.count(.wrongAuthenticator)] }
    let key = PacketKey(from: from, identifier: packet.identifier, authenticator: packet.authenticator)
    switch recent[key] {
    case nil: break
    // Its answer is on the way.
    case .deciding: return [.count(.repeated)]
    case .answered(let answer): return [.send(answer, to: from), .count(.repeated)]
    }
    guard let record = AccountingRecord(packet, of: client, from: from.address, settings, now: now) else { return [.count(.malformed)] }
    guard waiting.count < AccountingGateway.mostWaiting else { return [.count(.tooBusy)] }
    remember(key)
    next += 1
    waiting[next] = Waiting(key: key, packet: packet, client: client)
    switch record.status {
    case .session(let request):
      waiting[next]?.request = request
      return [.charge(next, request)] + (falling.fall(request, lasted: record.lasted) ? [.count(.counterFell)] : [])
    case .restart(let at): return [.reclaim(next, sessionsUnder: record.scope, begunBy: at)]
    case .other: return handle(.reclaimed(next), now: now)
    }
  }

  private mutating func decided(_ answer: ChargingAnswer, _ asked: Waiting, _ now: Instant) -> [Action] {
    guard let request = asked.request else { return self.answer(asked) }
    if request.kind == .terminate {
      orders.ended(request)
      return self.answer(asked)
    }
    if answer.endsUse {
      return self.answer(asked) + orders.denied(request, asked.packet, asked.client, from: asked.key.from.address, GatewayTime(now: now, second: second))
    }
    if answer.result == .creditLimitReached || answer.services.contains(where: { $0.result == .creditLimitReached }) {
      return self.answer(asked) + orders.exhausted(request, asked.packet, asked.client, from: asked.key.from.address, GatewayTime(now: now, second: second))
    }
    if answer.services.contains(where: { $0.granted != nil }) { orders.forget(request.session) }
    return self.answer(asked)
  }

  private mutating func answer(_ asked: Waiting) -> [Action] {
    let response = RadiusPacket(
      RadiusCode.accountingResponse, identifier: asked.packet.identifier, attributes: asked.packet.attributes.filter { $0.type == RadiusType.proxyState })
    guard let signed = asked.client.secret.signed(response, to: asked.packet) else { return [.count(.unrecorded)] }
    if recent[asked.key] != nil { recent[asked.key] = .answered(signed.encoded) }
    return [.send(signed.encoded, to: asked.key.from), .count(.answered)]
  }

  // MARK: - What came lately

  private mutating func remember(_ key: PacketKey) {
    recent[key] = .deciding
    recentOrder.append((second, key))
    if recentOrder.count - oldest > AccountingGateway.mostRecent { forgetOldest() }
  }

  private mutating func forgetOld() {
    while oldest < recentOrder.count, recentOrder[oldest].at + settings.repeatSeconds <= second { forgetOldest() }
    if oldest > 1_024, oldest * 2 > recentOrder.count {
      recentOrder.removeFirst(oldest)
      oldest = 0
    }
  }

  private mutating func forgetOldest() {
    recent[recentOrder[oldest].key] = nil
    oldest += 1
  }
}
