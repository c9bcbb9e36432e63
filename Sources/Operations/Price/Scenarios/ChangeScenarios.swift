import Catalog
import Primitives
import Subscriptions

/// Models about changing, blocking or ending something that was billed in advance.
enum ChangeScenarios {
  /// `2 x 50`, `5 seats x 10` or `100`: quantity times price.
  private static func amount(_ text: String) -> Exact? {
    let factors = text.split(separator: "x").map { $0.split(separator: " ").compactMap { Exact($0) }.first }
    return factors.reduce(Exact.one) { product, factor in factor.flatMap { f in product.map { $0 * f } } }
  }

  private static func amount(_ key: String, _ reader: inout SourceReader) -> Exact? {
    guard let text = reader.optionalText(key) else { return nil }
    if let amount = amount(text) { return amount }
    reader.refuse(key, "\"\(text)\" is not a quantity times a price", remedy: "write `2 x 50`, `5 seats x 10` or `100`")
    return nil
  }

  /// `proration_change`: `old` gives place to `new` on `changed_on` of the paid `period` → `credit`, `charge`, `net`.
  ///
  /// The convention says whether the last day named belongs to the period (`both ends counted`) or not (`end exclusive`).
  static func change(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let old = amount("old", &reader)
    let new = amount("new", &reader)
    let paid = reader.optionalNumber("paid")
    let given = reader.optionalNumber("previous_credits") ?? .zero
    let convention = reader.optionalText("convention") ?? ""
    guard let (first, last) = reader.days("period"), let changed = reader.day("changed_on") else { throw reader.missing() }
    try reader.finish()
    let period = ServicePeriod(start: first, end: convention.contains("exclusive") ? last : last.adding(days: 1))
    let left = Proration.fraction(of: ServicePeriod(start: changed, end: period.end), in: period, by: .byDay)
    var values: [(key: String, value: ScenarioValue)] = []
    var steps: [ExplanationStep] = []
    func add(_ key: String, _ kind: ExplanationStep.Kind, _ amount: Exact) {
      values.append((key, .number(amount)))
      steps.append(ExplanationStep(kind, numerator: left.numerator, denominator: left.denominator, amount: amount))
    }
    if let old {
      let most = (paid ?? old) - given.magnitude
      let share = (old * left.exact).cents
      add("credit", .credit, -min(share, most.isNegative ? .zero : most.cents))
    }
    if let new { add("charge", .proration, (new * left.exact).cents) }
    let net = steps.reduce(Exact.zero) { $0 + $1.amount }
    return ScenarioResult(values + [("net", .number(net))], explanation: Explanation(steps))
  }

  /// `proration_fixed_30`: a stub before the first billing day, or the unused part of a paid period, on months of 30 days.
  static func fixedThirty(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let price = reader.number("monthly_price")
    if let days = reader.optionalInteger("period_days_fixed"), days != 30 {
      reader.refuse("period_days_fixed", "months of \(days) fixed days are no convention here", remedy: "use 30")
    }
    if reader.node["paid_period"] != nil {
      guard let price, let (first, end) = reader.days("paid_period"), let cancelled = reader.day("cancelled_on") else {
        throw reader.missing()
      }
      try reader.finish()
      let period = ServicePeriod(start: first, end: end)
      let unused = Proration.fraction(of: ServicePeriod(start: cancelled, end: end), in: period, by: .fixed30)
      return ScenarioResult(
        [("paid", .number(price.cents)), ("credit", .number((price * unused.exact).cents))],
        explanation: explained(.credit, unused, (price * unused.exact).cents))
    }
    guard let price, let start = reader.day("start"), let first = reader.day("first_billing_date") else { throw reader.missing() }
    let anchor = reader.optionalInteger("billing_day") ?? first.dayOfMonth
    try reader.finish()
    let period = ServicePeriod(start: first.adding(months: -1, anchorDay: anchor), end: first)
    let used = Proration.fraction(of: ServicePeriod(start: start, end: first), in: period, by: .fixed30)
    let stub = (price * used.exact).cents
    return ScenarioResult([("stub", .number(stub))], explanation: explained(.proration, used, stub))
  }

  /// `blocked_period_credit`: the blocked days of a paid month are given back.
  static func blocked(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    guard let price = reader.number("monthly_price"), let from = reader.day("blocked_from"), let until = reader.day("unblocked_on")
    else { throw reader.missing() }
    let days = reader.optionalInteger("period_days") ?? Day.length(ofMonth: from.month, year: from.year)
    try reader.finish()
    let share = Fraction(min(days, max(0, from.days(until: until))), days)
    let credit = (price * share.exact).cents
    return ScenarioResult([("credit", .number(credit))], explanation: explained(.credit, share, -credit))
  }

  /// `plan_change_repair`: a paid period, lowered by an adjustment, is repaired when the plan changes.
  static func repair(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let old = reader.leadingNumber("plan")
    let new = reader.node["new_plan"] == nil ? nil : reader.leadingNumber("new_plan")
    let adjustment = reader.optionalNumber("item_adjustment") ?? .zero
    guard let old, let (first, end) = reader.days("period"), let changed = reader.day("changed_on") else { throw reader.missing() }
    try reader.finish()
    let period = ServicePeriod(start: first, end: end)
    let unused = Proration.fraction(of: ServicePeriod(start: changed, end: end), in: period, by: .byDay)
    let billed = old.minorUnits(digits: 2, mode: .halfUp) ?? 0
    let left = billed - ((adjustment.magnitude).minorUnits(digits: 2, mode: .halfUp) ?? 0)
    let share = Repair.shareMinor(of: billed, unused.numerator, unused.denominator)
    let repair = Exact(unscaled: Repair.capped(-share, left: left).amountMinor, scale: 2)
    let item = new.map { ($0 * unused.exact).cents }
    var values: [(key: String, value: ScenarioValue)] = item.map { [("new_item", .number($0))] } ?? []
    values.append(("repair", .number(repair)))
    // What the new item does not use up stays with the customer.
    let rest = -(repair + (item ?? .zero))
    values.append(("account_credit", .number(rest.isNegative ? Exact.zero.cents : rest)))
    return ScenarioResult(values, explanation: explained(.credit, unused, repair))
  }

  static func explained(_ kind: ExplanationStep.Kind, _ share: Fraction, _ amount: Exact) -> Explanation {
    Explanation([ExplanationStep(kind, numerator: share.numerator, denominator: share.denominator, amount: amount)])
  }
}
