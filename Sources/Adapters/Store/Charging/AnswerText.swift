import Balances
import Charging
import Foundation
import Primitives

/// An answer with what the request took, as one text: written with every request, read for repeats, statements and proofs.
///
/// The first line is the answer, then a line for each charge (`c`). Where every service simply succeeded and took its charge, there is
/// nothing more to say; else a line for each service follows (`s`), which names its charge, or has one behind it that was not taken (`d`).
enum AnswerText {
  private static let charge = UInt8(ascii: "c"), service = UInt8(ascii: "s"), untaken = UInt8(ascii: "d"), none = UInt8(ascii: "-")

  /// - Parameters:
  ///   - taken: the charges of the request, in their order.
  ///   - json: room for an explanation.
  static func write(_ answer: ChargingAnswer, taking taken: [ChargedService], into text: FieldText, _ json: inout JSONText) {
    text.field(Int64(answer.result.rawValue))
    text.field(answer.available?.currency.code ?? "")
    text.field(answer.available?.amountMinor)
    text.field(optional: answer.reason)
    for charged in taken {
      text.line(charge)
      write(charged, into: text, &json)
    }
    if says(taken, all: answer.services) { return }
    if answer.services.isEmpty { return text.line(none) }
    for one in answer.services {
      text.line(service)
      text.field(one.ratingGroup)
      text.field(one.service)
      text.field(Int64(one.result.rawValue))
      text.field(one.unit?.text ?? "")
      text.field(one.granted)
      text.field(one.validitySeconds)
      text.field(Int64(one.isFinal ? 1 : 0))
      text.field(one.finalAction == .terminate ? "" : one.finalAction.text)
      text.field(optional: one.reason)
      let number = one.charged.flatMap { charged in taken.firstIndex { isSame($0, charged) } }
      text.field(number.map { Int64($0 + 1) } as Int64?)
      guard number == nil, let charged = one.charged else { continue }
      text.line(untaken)
      write(charged, into: text, &json)
    }
  }

  /// Whether the charges say everything that the services of the answer do.
  private static func says(_ taken: [ChargedService], all services: [ServiceAnswer]) -> Bool {
    guard taken.count == services.count else { return false }
    for (one, charged) in zip(services, taken) {
      guard one.result == .success, one.granted == nil, one.validitySeconds == nil, !one.isFinal, one.finalAction == .terminate, one.reason == nil,
        one.ratingGroup == charged.ratingGroup, one.service == charged.service, one.unit == charged.unit, let said = one.charged, isSame(charged, said)
      else { return false }
    }
    return true
  }

  /// An answer says nothing of what limits counted.
  private static func isSame(_ taken: ChargedService, _ said: ChargedService) -> Bool {
    if taken.counted.isEmpty { return taken == said }
    var plain = taken
    plain.counted = []
    return plain == said
  }

  private static func write(_ charged: ChargedService, into text: FieldText, _ json: inout JSONText) {
    text.field(charged.ratingGroup)
    text.field(charged.service)
    text.field(optional: charged.destination)
    text.field(charged.price.text)
    text.field(Int64(charged.periodStart.number))
    text.field(charged.revenueAccount.text)
    text.field(charged.unit.text)
    text.field(charged.units)
    text.field(charged.unitsFromBuckets)
    text.field(charged.netMinor)
    text.field(charged.taxMinor)
    text.field(charged.uncollectedMinor)
    text.field(charged.exact)
    text.field(charged.allowanceTaken)
    text.field(charged.parts)
    json.removeAll()
    json.value(charged.explanation)
    // Control characters are escaped within JSON.
    json.withBytes { text.field(plain: $0) }
  }

  // MARK: reading

  /// Whether it is one of these texts, not of those that earlier versions wrote.
  static func isOne(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.first.map { $0 != 0x7B } ?? false }

  /// - Throws: when the text is damaged.
  static func answer(_ text: String, request: Int64) throws -> ChargingAnswer {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let head = lines.first?.split(separator: "\t", omittingEmptySubsequences: false) ?? []
    guard head.count == 4, let result = Int(head[0]).flatMap({ ChargingResult(rawValue: $0) }) else { throw damaged(request) }
    let available = Currency(String(head[1])).flatMap { currency in Int64(head[2]).map { Money(amountMinor: $0, currency: currency) } }
    let taken = try charges(lines, request, isExplained: true)
    var services: [ServiceAnswer] = []
    var isSaid = false
    for line in lines.dropFirst() {
      let kind = line.utf8.first
      if kind == charge { continue }
      isSaid = true
      if kind == service { services.append(try self.service(line.dropFirst(), taken, request)) }
      if kind == untaken, !services.isEmpty { services[services.count - 1].charged = try charged(line.dropFirst(), request, isExplained: true) }
    }
    if !isSaid {
      services = taken.map { ServiceAnswer(ratingGroup: $0.ratingGroup, service: $0.service, .success, unit: $0.unit, charged: $0) }
    }
    return ChargingAnswer(result, services: services, available: available, reason: FieldText.optional(head[3]))
  }

  /// What the request took.
  ///
  /// - Parameter isExplained: whether the explanations are wanted, which take longest to read.
  static func charges(_ text: String, request: Int64, isExplained: Bool) throws -> [ChargedService] {
    try charges(text.split(separator: "\n", omittingEmptySubsequences: false), request, isExplained: isExplained)
  }

  private static func charges(_ lines: [Substring], _ request: Int64, isExplained: Bool) throws -> [ChargedService] {
    try lines.dropFirst().filter { $0.utf8.first == charge }.map { try charged($0.dropFirst(), request, isExplained: isExplained) }
  }

  private static func service(_ line: Substring, _ taken: [ChargedService], _ request: Int64) throws -> ServiceAnswer {
    let f = line.split(separator: "\t", omittingEmptySubsequences: false).dropFirst()
    let at = f.startIndex
    guard f.count == 10, let group = Int64(f[at]), let result = Int(f[at + 2]).flatMap({ ChargingResult(rawValue: $0) }) else { throw damaged(request) }
    let number = Int(f[at + 9]).map { $0 - 1 }
    if let number, !taken.indices.contains(number) { throw damaged(request) }
    return ServiceAnswer(
      ratingGroup: group, service: FieldText.plain(f[at + 1]), result, unit: BalanceUnit(FieldText.plain(f[at + 3])), granted: Int64(f[at + 4]),
      validitySeconds: Int64(f[at + 5]), isFinal: f[at + 6] == "1", finalAction: FinalUnitAction(FieldText.plain(f[at + 7])) ?? .terminate,
      charged: number.map { taken[$0].answered }, reason: FieldText.optional(f[at + 8]))
  }

  private static func charged(_ line: Substring, _ request: Int64, isExplained: Bool) throws -> ChargedService {
    let f = line.split(separator: "\t", omittingEmptySubsequences: false).dropFirst()
    let at = f.startIndex
    guard f.count == 16, let group = Int64(f[at]), let start = Int32(f[at + 4]), let unit = BalanceUnit(FieldText.plain(f[at + 6])),
      let units = Int64(f[at + 7]), let fromBuckets = Int64(f[at + 8]), let net = Int64(f[at + 9]), let tax = Int64(f[at + 10]),
      let uncollected = Int64(f[at + 11]), let exact = Exact(f[at + 12]), let allowance = Exact(f[at + 13]), let parts = SessionText.parts(f[at + 14])
    else { throw damaged(request) }
    return ChargedService(
      ratingGroup: group, service: FieldText.plain(f[at + 1]), destination: FieldText.optional(f[at + 2]), price: PriceCode(FieldText.plain(f[at + 3])),
      periodStart: Day(number: start), revenueAccount: LedgerAccountCode(FieldText.plain(f[at + 5])), unit: unit, units: units,
      unitsFromBuckets: fromBuckets, netMinor: net, taxMinor: tax, uncollectedMinor: uncollected, exact: exact, allowanceTaken: allowance,
      explanation: isExplained ? Explanation(try JSONColumn.value([ExplanationStep].self, Array(f[at + 15].utf8))) : Explanation(), parts: parts)
  }

  private static func damaged(_ request: Int64) -> DamagedRow {
    DamagedRow(table: "charging_request", row: request, what: "the answer in it cannot be read")
  }
}

extension ChargedService {
  /// As an answer says it: without what limits counted.
  fileprivate var answered: ChargedService {
    var answered = self
    answered.counted = []
    return answered
  }
}
