import Balances
import Charging
import Operations
public import Primitives

/// A control as somebody wants it, in words.
public struct ControlWish: Sendable {
  public static let kinds = ["limit", "bar", "low", "exhaustion"]

  public var code: String
  /// One of `kinds`.
  public var kind: String
  /// In the unit.
  public var amount: Exact?
  /// The balance's currency when left out.
  public var unit: String?
  /// One of `SpendingLimit.Window`.
  public var window: String?
  public var services: [String]
  public var ratingGroups: [Int]
  public var destinations: [String]
  /// `name=value`.
  public var attributes: [String]
  /// In hundredths.
  public var warnAt: [Int]
  /// Nothing is refused, it is only told.
  public var onlyTells: Bool
  /// As `BarredHours` reads them.
  public var hours: [String]
  /// Of a bar for all balances that names neither what nor when: that this is meant.
  public var everything: Bool
  public var topUp: Exact?
  /// As `FinalUnitAction` reads it.
  public var action: String?
  public var mayBeLifted: Bool
  public var reason: String

  public init(
    code: String, kind: String, amount: Exact? = nil, unit: String? = nil, window: String? = nil, services: [String] = [], ratingGroups: [Int] = [],
    destinations: [String] = [], attributes: [String] = [], warnAt: [Int] = [], onlyTells: Bool = false, hours: [String] = [], everything: Bool = false,
    topUp: Exact? = nil, action: String? = nil, mayBeLifted: Bool = false, reason: String = ""
  ) {
    self.code = code
    self.kind = kind
    self.amount = amount
    self.unit = unit
    self.window = window
    self.services = services
    self.ratingGroups = ratingGroups
    self.destinations = destinations
    self.attributes = attributes
    self.warnAt = warnAt
    self.onlyTells = onlyTells
    self.hours = hours
    self.everything = everything
    self.topUp = topUp
    self.action = action
    self.mayBeLifted = mayBeLifted
    self.reason = reason
  }

  /// What it says.
  ///
  /// - Parameter currency: of the balance; `nil` for all balances.
  /// - Throws: `Rejection` (`control.wrong-terms`) with everything that is wrong.
  func rule(currency: Currency?) throws(Rejection) -> SpendingControl.Rule {
    var problems: [Problem] = []
    func wrong(_ path: String, _ message: String, _ remedy: String) { problems.append(Problem(.controlTerms, path: path, message, remedy: remedy)) }
    let isCode = (1...60).contains(code.utf8.count) && code.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    if !isCode { wrong("code", "\"\(code)\" is no name of a control", "write small letters, digits and hyphens, such as `roaming`") }
    func unfit(_ field: String, _ isThere: Bool) { if isThere { wrong(field, "`\(field)` says nothing of a \(kind)", "leave it out") } }
    if kind != "limit" {
      unfit("window", window != nil)
      unfit("warnAt", !warnAt.isEmpty)
      unfit("onlyTells", onlyTells)
    }
    if kind != "limit", kind != "low" {
      unfit("amount", amount != nil)
      unfit("unit", unit != nil)
    }
    if kind != "bar" {
      unfit("hours", !hours.isEmpty)
      unfit("everything", everything)
    }
    if kind != "low" { unfit("topUp", topUp != nil) }
    if kind != "exhaustion" { unfit("action", action != nil) }
    if kind == "low" || kind == "exhaustion" { unfit("services", !(services.isEmpty && ratingGroups.isEmpty && destinations.isEmpty && attributes.isEmpty)) }

    let rule: SpendingControl.Rule?
    switch kind {
    case "limit":
      let (unit, amount) = quantity(currency, wrong)
      let window = window.flatMap(SpendingLimit.Window.init(rawValue:))
      if window == nil { wrong("window", "a limit holds in a stretch of time", "write \(SpendingLimit.Window.allCases.map(\.rawValue).joined(separator: ", "))") }
      if let level = warnAt.first(where: { !(1...99).contains($0) }) { wrong("warnAt", "\(level) is no level below the limit", "write hundredths from 1 to 99; the limit itself is told in any case") }
      let use = use(wrong)
      rule = unit.flatMap { unit in window.map { .limit(SpendingLimit(unit: unit, amount: amount, window: $0, use: use, warnAt: warnAt, blocks: !onlyTells)) } }
    case "bar":
      let read = hours.map { BarredHours($0) }
      for (index, one) in read.enumerated() where one == nil {
        wrong("hours[\(index)]", "\"\(hours[index])\" are no hours", "write 22:00-06:00, or 1-5 08:00-15:00 on some weekdays (1 is Monday)")
      }
      rule = .bar(SpendingBar(use: use(wrong), hours: read.compactMap { $0 }))
    case "low":
      let (unit, amount) = quantity(currency, wrong)
      let topUp = topUp.map { written in unit.flatMap { $0.amount(written) } }
      if let topUp, topUp.map({ $0 <= 0 }) ?? true { wrong("topUp", "that is no amount to pay in", "write an amount above zero in the unit") }
      rule = unit.map { .low(LowBalance(unit: $0, amount: amount, topUp: topUp ?? nil)) }
    case "exhaustion":
      let action = action.flatMap { FinalUnitAction($0) }
      if action == nil { wrong("action", "\"\(self.action ?? "")\" is nothing that a network does", "write terminate, redirect:https://pay.example, or restrict:FILTER,FILTER") }
      rule = action.map { .exhaustion($0) }
    default:
      wrong("kind", "\"\(kind)\" is no kind of control", "write \(ControlWish.kinds.joined(separator: ", "))")
      rule = nil
    }
    guard problems.isEmpty, let rule else { throw Rejection(problems) }
    return rule
  }

  private func quantity(_ currency: Currency?, _ wrong: (String, String, String) -> Void) -> (BalanceUnit?, Int64) {
    guard let unit = unit.map({ BalanceUnit($0) }) ?? currency.map({ .money($0) }) else {
      wrong("unit", unit.map { "\"\($0)\" is no unit" } ?? "a control for all balances names its unit", "write a currency, octets, seconds, messages, events, or a name of small letters, digits and hyphens")
      return (nil, 0)
    }
    if let currency, unit.isMoney, unit != .money(currency) {
      wrong("unit", "the balance holds \(currency), not \(unit.text)", "write \(currency), or leave it out")
    }
    guard let amount = amount.flatMap({ unit.amount($0) }), amount > 0, amount <= CustomerBalance.largestAmount else {
      wrong("amount", amount.map { "\($0) is no amount of \(unit.text) above zero" } ?? "the amount is missing", "write it with at most \(unit.digits) decimals")
      return (unit, 0)
    }
    return (unit, amount)
  }

  private func use(_ wrong: (String, String, String) -> Void) -> ControlledUse {
    var pairs: [String: String] = [:]
    for text in attributes {
      let parts = text.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { pairs[String(parts[0])] = String(parts[1]) } else { wrong("attributes", "\"\(text)\" is no attribute", "write name=value, such as roaming=yes") }
    }
    return ControlledUse(services: services.sorted(), ratingGroups: ratingGroups.map { Int64($0) }.sorted(), destinations: destinations.sorted(), attributes: pairs)
  }
}
