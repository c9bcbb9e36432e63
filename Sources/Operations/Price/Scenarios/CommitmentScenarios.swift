import Catalog
import Parties
import Primitives
import Subscriptions

/// `minimum_commitment`: a promised spend per period, prorated with the days the plan was held; what is missing is
/// billed as a true-up.
enum CommitmentScenarios {
  static func minimum(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    guard let fee = reader.number("plan_fee"), let commitment = reader.number("minimum_commitment"),
      let begun = reader.dayOfMoment("subscribed_on")
    else { throw reader.missing() }
    let unit = reader.interval("interval") ?? .month
    let calendar = reader.calendar(unit, begun: begun)
    let terms = Terms(fee: fee, commitment: commitment)
    if reader.node.keys.contains(where: { $0.hasPrefix("spend_period_") }) { return try byPeriod(terms, &reader) }
    if reader.node["downgrade_requested_on"] != nil { return try downgraded(terms, calendar, begun, &reader) }
    let ended = reader.node["terminated_on"] == nil ? nil : reader.dayOfMoment("terminated_on")
    let usage = reader.optionalNumber("usage") ?? .zero
    let billed = reader.node["billed_on"] == nil ? nil : reader.dayOfMoment("billed_on")
    guard let last = ended ?? billed?.adding(days: -1) else {
      reader.refuse("billed_on", "neither `billed_on` nor `terminated_on` is given", remedy: "say when the period was billed")
      throw reader.missing()
    }
    try reader.finish()
    let period = calendar.period(containing: last)
    let active = ServicePeriod(start: begun, end: ended.map { $0.adding(days: 1) } ?? period.end)
    let ratio = Proration.fraction(of: active, in: period, by: .byDay)
    let trueUp = terms.trueUp(ratio.exact, spent: usage)
    return ScenarioResult(
      [
        ("true_up", trueUp.map { .number($0) } ?? .none),
        ("prorated_by", .text(ratio.isWhole ? "1" : ratio.description)),
      ],
      explanation: ChangeScenarios.explained(.commitment, ratio, trueUp ?? .zero))
  }

  struct Terms {
    var fee: Exact
    var commitment: Exact

    /// What is missing; `nil` when the commitment is reached.
    func trueUp(_ ratio: Exact, spent: Exact) -> Exact? {
      let missing = (commitment * ratio).cents - (fee * ratio).cents - spent
      return missing.isPositive ? missing.cents : nil
    }
  }

  /// Spend given period by period: the fields `spend_period_1`, `spend_period_2` …, each with its `ratio_period_…`.
  private static func byPeriod(_ terms: Terms, _ reader: inout SourceReader) throws(Rejection) -> ScenarioResult {
    var values: [(key: String, value: ScenarioValue)] = []
    for key in reader.node.keys where key.hasPrefix("spend_period_") {
      let number = key.dropFirst("spend_period_".count)
      var spent = Exact.zero
      for node in reader.list(key) {
        var line = SourceReader(node)
        spent += line.number("amount") ?? .zero
        reader.problems += line.problems
      }
      let ratio = reader.optionalText("ratio_period_\(number)").flatMap { share($0) } ?? .one
      values.append(("true_up_period_\(number)", terms.trueUp(ratio, spent: spent).map { .number($0) } ?? .none))
    }
    try reader.finish()
    return ScenarioResult(values)
  }

  /// `5/7` or `0.5`.
  private static func share(_ text: String) -> Exact? {
    let parts = text.split(separator: "/").map { Exact($0) }
    if parts.count == 2, let upper = parts[0], let lower = parts[1] { return upper / lower }
    return parts.count == 1 ? parts[0] : nil
  }

  /// A downgrade waits for the end of its period, so that period is owed in full.
  private static func downgraded(
    _ terms: Terms, _ calendar: BillCycle, _ begun: Day, _ reader: inout SourceReader
  ) throws(Rejection) -> ScenarioResult {
    guard let asked = reader.dayOfMoment("downgrade_requested_on") else { throw reader.missing() }
    var totals: [ScenarioValue] = []
    for node in reader.list("bill_runs") {
      guard let text = reader.text(node), let run = Day(String(text.prefix(10))) else { continue }
      let period = calendar.period(containing: run.adding(days: -1))
      let ratio = Proration.fraction(of: ServicePeriod(start: begun, end: period.end), in: period, by: .byDay).exact
      totals.append(.number(((terms.fee * ratio).cents + (terms.trueUp(ratio, spent: .zero) ?? .zero)).cents))
    }
    try reader.finish()
    let period = calendar.period(containing: asked)
    let ratio = Proration.fraction(of: ServicePeriod(start: begun, end: period.end), in: period, by: .byDay).exact
    let month = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"][period.start.month - 1]
    return ScenarioResult([
      ("invoice_totals", .list(totals)), ("\(month)_plan_fee", .number((terms.fee * ratio).cents)),
      ("\(month)_true_up", terms.trueUp(ratio, spent: .zero).map { .number($0) } ?? .none),
      ("\(month)_period", .list([.text("\(period.start)T00:00:00Z"), .text("\(period.lastDay)T23:59:59Z")])),
    ])
  }
}
