import Balances
import Charging
import Primitives

/// A session packed into one text: read and written with every request, so without a parser for anything more general.
///
/// Fields are parted by tabs, services by line feeds; `%` escapes both within names. Lines behind a service say what
/// its units are (`=`), up to when and by which request it is counted (`@`) and what limits keep for it (`!`). A line before the first service says
/// when the session was first and last heard of (`^`).
enum SessionText {
  static func pack(_ session: ChargingSession) -> String {
    var text = "\(escaped(session.subject))\t\(session.subscription)\t\(session.balance)\t\(session.lastNumber)\t\(session.begunAt.microseconds)"
    if let saidAt = session.saidAt {
      text += "\t\(saidAt.microseconds)"
      if let from = session.countedFrom { text += "\t\(from.microseconds)" + (session.firstNumber.map { "\t\($0)" } ?? "") }
    }
    if let heardAt = session.heardAt { text += "\n^\(session.heardFrom.map { "\($0.microseconds)" } ?? "")\t\(heardAt.microseconds)" }
    for service in session.services {
      text += "\n\(service.ratingGroup)\t\(escaped(service.service))\t\(service.destination.map { "+" + escaped($0) } ?? "")\t"
      text += service.attributes.sorted { $0.key < $1.key }.map { "\(escaped($0.key))=\(escaped($0.value))" }.joined(separator: "&")
      text += "\t\(service.used)\t\(service.since.map { "\($0.microseconds)" } ?? "")\t\(service.perMeterUnit)\t\(service.granted)"
      text += "\t\(service.grantedUntil.microseconds)\t\(service.isFinal ? 1 : 0)\t\(pack(service.unitParts))\t\(pack(service.moneyParts))"
      text += "\t\(service.price.map { escaped($0.text) } ?? "")\t\(service.periodStart.map { "\($0.number)" } ?? "")"
      if let metering = service.metering {
        text += "\t\(metering.since.microseconds)\t\(metering.units)\t\(metering.exact)\t\(metering.basis)\t\(metering.allowanceTaken)"
      }
      // Only where counters run.
      if session.saidAt != nil { text += "\t\(service.total)" }
      if let unit = service.unit { text += "\n=\(unit.text)" }
      if let until = service.countedUntil, let last = service.lastNumber { text += "\n@\(until.microseconds)\t\(last)" }
      if service.countParts.isEmpty { continue }
      text += "\n!" + service.countParts.map { "\(escaped($0.code))\t\($0.windowStart.microseconds)\t\($0.amount)" }.joined(separator: "\t")
    }
    return text
  }

  /// `nil` when the text is damaged.
  static func unpack(_ text: String, reference: String, state: ChargingSession.State, validUntil: Instant) -> ChargingSession? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let head = lines.first?.split(separator: "\t", omittingEmptySubsequences: false), 5...8 ~= head.count, let subscription = Int64(head[1]),
      let balance = Int64(head[2]), let last = Int64(head[3]), let begun = Int64(head[4])
    else { return nil }
    let counted = head.dropFirst(5).compactMap { Int64($0) }
    guard counted.count == head.count - 5 else { return nil }
    let saidAt = counted.first.map { Instant(microseconds: $0) }
    var services: [SessionService] = []
    var (heardFrom, heardAt): (Instant?, Instant?) = (nil, nil)
    for line in lines.dropFirst() {
      if line.utf8.first == 0x5E, services.isEmpty {
        let fields = line.dropFirst().split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 2, let last = Int64(fields[1]), fields[0].isEmpty || Int64(fields[0]) != nil else { return nil }
        heardFrom = Int64(fields[0]).map { Instant(microseconds: $0) }
        heardAt = Instant(microseconds: last)
        continue
      }
      if line.utf8.first == 0x3D, !services.isEmpty {
        services[services.count - 1].unit = BalanceUnit(String(line.dropFirst()))
        continue
      }
      if line.utf8.first == 0x40, !services.isEmpty {
        let fields = line.dropFirst().split(separator: "\t").compactMap { Int64($0) }
        guard fields.count == 2 else { return nil }
        services[services.count - 1].countedUntil = Instant(microseconds: fields[0])
        services[services.count - 1].lastNumber = fields[1]
        continue
      }
      if line.utf8.first == 0x21, !services.isEmpty {
        guard let kept = counts(line.dropFirst()) else { return nil }
        services[services.count - 1].countParts = kept
        continue
      }
      var fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      let total = saidAt == nil ? 0 : fields.popLast().flatMap { Int64($0) }
      guard let total, var service = service(fields) else { return nil }
      service.total = total
      services.append(service)
    }
    return ChargingSession(
      reference: reference, subject: plain(head[0]), subscription: SubscriptionID(subscription), balance: CustomerBalanceID(balance), state: state,
      lastNumber: last, firstNumber: counted.count > 2 ? counted[2] : nil, begunAt: Instant(microseconds: begun), validUntil: validUntil,
      countedFrom: counted.count > 1 ? Instant(microseconds: counted[1]) : nil, saidAt: saidAt, heardFrom: heardFrom, heardAt: heardAt, services: services)
  }

  private static func counts(_ text: Substring) -> [CountPart]? {
    let fields = text.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count.isMultiple(of: 3) else { return nil }
    var found: [CountPart] = []
    for index in stride(from: 0, to: fields.count, by: 3) {
      guard let start = Int64(fields[index + 1]), let amount = Int64(fields[index + 2]) else { return nil }
      found.append(CountPart(code: plain(fields[index]), windowStart: Instant(microseconds: start), amount: amount))
    }
    return found
  }

  private static func service(_ f: [Substring]) -> SessionService? {
    guard f.count == 14 || f.count == 19, let group = Int64(f[0]), let used = Int64(f[4]), let per = Int64(f[6]), let granted = Int64(f[7]),
      let until = Int64(f[8]), let unitParts = parts(f[10]), let moneyParts = parts(f[11])
    else { return nil }
    var attributes: [String: String] = [:]
    for pair in f[3].split(separator: "&") {
      let equals = pair.firstIndex(of: "=") ?? pair.endIndex
      attributes[plain(pair[..<equals])] = plain(pair[equals...].dropFirst())
    }
    var service = SessionService(
      ratingGroup: group, service: plain(f[1]), destination: f[2].isEmpty ? nil : plain(f[2].dropFirst()), attributes: attributes, used: used,
      since: Int64(f[5]).map { Instant(microseconds: $0) }, perMeterUnit: per, granted: granted, grantedUntil: Instant(microseconds: until),
      isFinal: f[9] == "1", unitParts: unitParts, moneyParts: moneyParts, price: f[12].isEmpty ? nil : PriceCode(plain(f[12])),
      periodStart: Int32(f[13]).map { Day(number: $0) })
    if f.count == 19 {
      guard let since = Int64(f[14]), let units = Int64(f[15]), let exact = Exact(f[16]), let basis = Int64(f[17]), let taken = Exact(f[18]) else { return nil }
      service.metering = Metering(since: Instant(microseconds: since), units: units, exact: exact, basis: basis, allowanceTaken: taken)
    }
    return service
  }

  /// `bucket:taken:covered` with commas between them.
  static func pack(_ parts: [Consumption.Part]) -> String { parts.map { "\($0.bucket):\($0.taken):\($0.covered)" }.joined(separator: ",") }

  static func parts(_ text: some StringProtocol) -> [Consumption.Part]? {
    var found: [Consumption.Part] = []
    for part in text.split(separator: ",") {
      let numbers = part.split(separator: ":").compactMap { Int64($0) }
      guard numbers.count == 3 else { return nil }
      found.append(Consumption.Part(bucket: Int(numbers[0]), taken: numbers[1], covered: numbers[2]))
    }
    return found
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x25, 0x09, 0x0A, 0x26, 0x3D].contains($0) }) else { return text }
    return text.replacing("%", with: "%25").replacing("\t", with: "%09").replacing("\n", with: "%0A").replacing("&", with: "%26").replacing("=", with: "%3D")
  }

  private static func plain(_ text: some StringProtocol) -> String {
    guard text.utf8.contains(0x25) else { return String(text) }
    return String(text).replacing("%09", with: "\t").replacing("%0A", with: "\n").replacing("%26", with: "&").replacing("%3D", with: "=").replacing("%25", with: "%")
  }
}
