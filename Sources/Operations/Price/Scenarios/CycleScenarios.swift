import Parties
import Primitives
import Subscriptions

/// `proration_cycles`: how many periods, whole and parts, are billed in advance by a target date.
///
/// The convention measures a leading part against the period one whole unit before the first billing day, stepping
/// back from that day as it stands: from a clamped 28 February to 28 January, where Florin's own cycles say the 31st.
/// Where the two differ, `cycles_anchored_9dp` gives Florin's own.
enum CycleScenarios {
  static func cycles(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let unit = reader.interval("period") ?? .month
    guard let start = reader.day("start"), let target = reader.day("target") else { throw reader.missing() }
    let anchor = reader.optionalInteger("billing_day") ?? start.dayOfMonth
    let end = reader.optionalDay("end")
    let cycle = BillCycle(unit: unit == .week ? .month : unit, anchorDay: anchor)
    reader.problems += cycle.problems()
    try reader.finish()
    let steps = CycleSteps(unit: unit, anchorDay: anchor, first: CycleSteps.firstBilling(unit: unit, anchorDay: anchor, start: start))
    let parts = target < start ? [] : steps.parts(start: start, end: end, target: target)
    let total = parts.reduce(Exact.zero) { $0 + $1.exact }
    let text = parts.isEmpty ? "0" : parts.map { $0.denominator == 1 ? "\($0.numerator)" : "\($0)" }.joined(separator: " + ")
    var values: [(key: String, value: ScenarioValue)] = [
      ("cycles", .text(text)), ("cycles_9dp", .text(total.rounded(9, .halfUp).description)),
    ]
    let anchored = anchoredTotal(parts, start: start, steps)
    if anchored != total { values.append(("cycles_anchored_9dp", .text(anchored.rounded(9, .halfUp).description))) }
    return ScenarioResult(
      values,
      explanation: Explanation(
        parts.map { ExplanationStep(.proration, numerator: $0.numerator, denominator: $0.denominator, amount: $0.exact) }))
  }

  /// The same with the leading part measured as Florin bills it: against the period that keeps its anchor.
  private static func anchoredTotal(_ parts: [Fraction], start: Day, _ steps: CycleSteps) -> Exact {
    var parts = parts
    if start < steps.first, !parts.isEmpty { parts[0] = Fraction(parts[0].numerator, steps.billingDay(-1).days(until: steps.first)) }
    return parts.reduce(Exact.zero) { $0 + $1.exact }
  }
}

/// Billing days counted from a first one.
struct CycleSteps {
  var unit: BillCycle.Unit
  var anchorDay: Int
  var first: Day

  /// The billing day in the month of `start`, or the one a whole unit later when it has passed; weeks begin at once.
  static func firstBilling(unit: BillCycle.Unit, anchorDay: Int, start: Day) -> Day {
    if unit == .week { return start }
    let proposed = start.adding(months: 0, anchorDay: anchorDay)
    return proposed < start ? proposed.adding(months: unit.months, anchorDay: anchorDay) : proposed
  }

  /// The billing day `count` units after the first.
  func billingDay(_ count: Int) -> Day {
    unit == .week ? first.adding(days: 7 * count) : first.adding(months: unit.months * count, anchorDay: anchorDay)
  }

  /// A leading part, whole periods, a trailing part; those of them there are. Billed are the periods that start on
  /// or before `target`; a known end on or before it cuts the last.
  func parts(start: Day, end: Day?, target: Day) -> [Fraction] {
    var parts: [Fraction] = []
    let stop = end ?? .open
    if start < first {
      let before = unit == .week ? first.adding(days: -7) : first.adding(months: -unit.months)
      parts.append(Fraction(start.days(until: min(first, stop)), before.days(until: first)))
    }
    var whole = 0
    var count = 0
    while billingDay(count) <= target, billingDay(count) < stop {
      let (from, to) = (billingDay(count), billingDay(count + 1))
      if to <= stop {
        whole += 1
      } else {
        parts.append(Fraction(from.days(until: stop), from.days(until: to)))
      }
      count += 1
    }
    if whole > 0 { parts.insert(Fraction(whole, 1), at: start < first ? 1 : 0) }
    return parts.filter { !$0.isZero }
  }
}
