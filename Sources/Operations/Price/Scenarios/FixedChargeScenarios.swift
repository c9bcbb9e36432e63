import Catalog
import Parties
import Primitives
import Subscriptions

/// `proration_fixed_charge_upgrade`: charges in advance by code; when the plan changes, a code that goes on is charged
/// its new amount less the unused part of what was paid.
enum FixedChargeScenarios {
  private struct Plan {
    var fee: Exact?
    var charges: [(code: String, amount: Exact)]

    init(_ key: String, _ reader: inout SourceReader) {
      var plan = reader.required(key).map { SourceReader($0) } ?? SourceReader(SourceNode(.map([])))
      fee = plan.optionalNumber("fee_arrears")
      charges = []
      for node in plan.list("fixed_charges") {
        var charge = SourceReader(node)
        if let code = charge.text("code"), let unit = charge.number("unit"), let units = charge.number("units") {
          charges.append((code, unit * units))
        }
        plan.problems += charge.problems
      }
      reader.problems += plan.problems
    }
  }

  static func upgrade(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let old = Plan("old_plan", &reader)
    let new = Plan("new_plan", &reader)
    let unit = reader.interval("interval") ?? .month
    guard let begun = reader.dayOfMoment("subscribed_on"), let changed = reader.dayOfMoment("upgraded_on") else { throw reader.missing() }
    let calendar = reader.calendar(unit, begun: begun)
    try reader.finish()
    let period = calendar.period(containing: changed)
    var invoices: [(key: String, value: ScenarioValue)] = []
    // Every period of the old plan up to the change, the first from the day it began.
    var paid = ServicePeriod(start: begun, end: begun)
    var amounts: [String: Exact] = [:]
    for full in calendar.periods(from: begun, through: changed) {
      paid = ServicePeriod(start: max(begun, full.start), end: full.end)
      let share = Proration.fraction(of: paid, in: full, by: .byDay)
      for charge in old.charges { amounts[charge.code] = (charge.amount * share.exact).cents }
      if paid.start < changed || old.charges.isEmpty { invoices.append((paid.start.description, lines(old.charges.map { ($0.code, amounts[$0.code] ?? .zero) }))) }
    }
    let ahead = ServicePeriod(start: changed, end: period.end)
    let share = Proration.fraction(of: ahead, in: period, by: .byDay)
    var upgraded: [(String, Exact)] = []
    if let fee = old.fee {
      let used = Proration.fraction(of: ServicePeriod(start: max(begun, period.start), end: changed), in: period, by: .byDay)
      upgraded.append(("old_plan_fee", (fee * used.exact).cents))
    }
    for charge in new.charges {
      let unused = Proration.fraction(of: ahead, in: paid, by: .byDay)
      let back = ((amounts[charge.code] ?? .zero) * unused.exact).cents
      upgraded.append((charge.code, (charge.amount * share.exact).cents - back))
    }
    invoices.append((changed.description, lines(upgraded)))
    invoices.append((period.end.description, lines(new.charges.map { ($0.code, $0.amount.cents) })))
    return ScenarioResult(invoices)
  }

  private static func lines(_ amounts: [(String, Exact)]) -> ScenarioValue {
    .map(Dictionary(amounts.map { ($0.0, .number($0.1)) }) { _, last in last })
  }
}
