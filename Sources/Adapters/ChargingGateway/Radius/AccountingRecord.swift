import Charging
import Operations
import Primitives

/// What an Accounting-Request means to charging.
struct AccountingRecord: Sendable {
  enum Status: Sendable, Equatable {
    case session(ChargingRequest)
    /// The server began or ended its work: every session of it that had begun by then is over, as it says.
    case restart(at: Instant)
    /// Nothing that is charged: tunnels and links, and what is not known.
    case other
  }

  var status: Status
  /// What the names of all sessions of its server begin with.
  var scope: String
  /// How many seconds the session had lasted; `nil` when it is not said.
  var lasted: UInt32?

  private static let longestCount: UInt64 = 1 << 50
  /// A server without a clock counts from 1970; such times are not believed.
  private static let earliest = Instant(seconds: 1_262_304_000)

  /// - Returns: `nil` when what it must have is missing or no value.
  init?(_ packet: RadiusPacket, of client: RadiusClient, from address: String, _ settings: RadiusSettings, now: Instant) {
    guard let word = packet.number(RadiusType.status) else { return nil }
    scope = "radius:\(client.name)/\(AccountingRecord.server(packet) ?? address)/"
    let delayed = now.adding(seconds: 0 - Int64(packet.number(RadiusType.delay) ?? 0))
    let said = packet.number(RadiusType.eventTimestamp).map { Instant(seconds: Int64($0)) }.flatMap { $0 < AccountingRecord.earliest ? nil : $0 }
    let at = said ?? delayed
    let kind: ChargingRequest.Kind
    switch word {
    case 1: kind = .initial
    case 2: kind = .terminate
    case 3: kind = .update
    case 7, 8:
      status = .restart(at: at)
      return
    default:
      status = .other
      return
    }
    guard let session = packet[RadiusType.session]?.bytes, !session.isEmpty else { return nil }
    // Without one, a session that is known goes on; nobody uses another.
    let subject = AccountingRecord.subject(packet, settings.subject) ?? ""
    var services: [ServiceUnits] = []
    for service in settings.services {
      guard let count = AccountingRecord.count(packet, service.counter), count <= AccountingRecord.longestCount else { return nil }
      services.append(ServiceUnits(service: service.name, requested: kind == .terminate ? 0 : nil, used: kind == .initial ? 0 : Int64(count)))
    }
    self.lasted = packet.number(RadiusType.sessionTime)
    let lasted = Int64(kind == .initial ? 0 : self.lasted ?? 0)
    let begun = kind == .initial || packet[RadiusType.sessionTime] != nil ? said?.adding(seconds: 0 - lasted) : nil
    status = .session(
      ChargingRequest(
        session: scope + AccountingRecord.plain(session), kind: kind, subject: subject, at: at, services: services,
        running: RunningCount(begunAt: begun, saidAt: at, heardAt: delayed)))
  }

  /// `nil` when the counter is there and is no number.
  private static func count(_ packet: RadiusPacket, _ counter: RadiusService.Counter) -> UInt64? {
    func number(_ type: UInt8) -> UInt64? {
      guard let attribute = packet[type] else { return 0 }
      return attribute.number.map { UInt64($0) }
    }
    func octets(_ low: UInt8, _ high: UInt8) -> UInt64? {
      guard let low = number(low), let high = number(high) else { return nil }
      return high << 32 | low
    }
    let input = octets(RadiusType.inputOctets, RadiusType.inputGigawords)
    let output = octets(RadiusType.outputOctets, RadiusType.outputGigawords)
    switch counter {
    case .octets:
      guard let input, let output, input <= longestCount, output <= longestCount else { return nil }
      return input + output
    case .inputOctets: return input
    case .outputOctets: return output
    case .seconds: return number(RadiusType.sessionTime)
    }
  }

  private static func subject(_ packet: RadiusPacket, _ source: SubjectSource) -> String? {
    switch source {
    case .userName: packet[RadiusType.userName]?.text
    case .callingStation: packet[RadiusType.callingStation]?.text
    case .imsi: packet.attributes.lazy.compactMap { $0.text(vendor: 10_415, 1) }.first
    }
  }

  /// The server's own name; of one behind a proxy too.
  private static func server(_ packet: RadiusPacket) -> String? {
    if let name = packet[RadiusType.nasIdentifier]?.bytes, !name.isEmpty { return plain(name) }
    return [RadiusType.nasAddress, RadiusType.nasAddressSix].lazy.compactMap { packet[$0].flatMap { NetworkAddress(bytes: $0.bytes)?.description } }.first
  }

  /// Bytes as a name in which no part can be taken for another.
  private static func plain(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in bytes {
      if byte > 0x20, byte < 0x7F, byte != 0x2F, byte != 0x25 { out.append(byte) } else { out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
