import Parties
import Primitives
import Subscriptions

/// Models about credit notes and what stands on a last bill.
enum CreditNoteScenarios {
  private struct Taxed {
    var net: Exact
    var tax: Exact
    var total: Exact { net + tax }

    /// Net and tax each rounded on their own.
    init(_ net: Exact, percent: Exact) {
      self.net = net.cents
      tax = (net.cents * percent * .hundredth).cents
    }

    var value: ScenarioValue { .map(["net": .number(net), "tax": .number(tax), "total": .number(total)]) }
  }

  /// `credit_note_rounding`: parts of an invoice given back one by one, or a plan ended on the day it began, the day
  /// used being kept.
  static func rounding(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    if inputs["credit_notes_net"] != nil {
      let parts = reader.numbers("credit_notes_net") ?? []
      var percent: Exact?
      if let node = reader.required("invoice") {
        var invoice = SourceReader(node)
        percent = invoice.number("tax_percent")
        reader.problems += invoice.problems
      }
      guard let percent, reader.problems.isEmpty else { throw reader.missing() }
      let notes = parts.map { Taxed($0, percent: percent) }
      return ScenarioResult(
        [("credit_notes", .list(notes.map(\.value))), ("sum", .number(notes.reduce(.zero) { $0 + $1.total }))],
        explanation: Explanation(
          notes.flatMap { [ExplanationStep(.credit, amount: $0.net), ExplanationStep(.tax, label: "\(percent)", amount: $0.tax)] }))
    }
    let plan = reader.leadingNumber("plan_in_advance")
    let percent = reader.number("tax_percent")
    let day = reader.dayOfMoment("subscribed_and_terminated_on")
    guard let plan, let percent, let day else { throw reader.missing() }
    let unit = reader.interval("interval") ?? .month
    let period = reader.calendar(unit, begun: day).period(containing: day)
    try reader.finish()
    let billed = ServicePeriod(start: day, end: period.end)
    let fee = plan * .ratio(billed.days, period.days)
    let invoice = Taxed(fee, percent: percent)
    let note = Taxed(plan * .ratio(billed.days - 1, period.days), percent: percent)
    return ScenarioResult(
      [("invoice", invoice.value), ("credit_note", note.value)],
      explanation: Explanation([
        ExplanationStep(.credit, numerator: billed.days - 1, denominator: period.days, amount: note.net),
        ExplanationStep(.tax, label: "\(percent)", amount: note.tax),
      ]))
  }

  /// `charge_minimum`: usage by filter with a minimum for the period, prorated with the days held (the last counts),
  /// beside a plan paid in advance whose unused days are given back.
  static func chargeMinimum(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let plan = reader.leadingNumber("plan_monthly_in_advance")
    let percent = reader.optionalNumber("tax_percent") ?? .zero
    let begun = reader.dayOfMoment("subscribed_on")
    let ended = reader.node["terminated_on"] == nil ? nil : reader.dayOfMoment("terminated_on")
    let billed = reader.node["billed_on"] == nil ? nil : reader.dayOfMoment("billed_on")
    let charge = charge(&reader)
    guard let plan, let begun, let charge else { throw reader.missing() }
    guard let last = ended ?? billed?.adding(days: -1) else {
      reader.refuse("terminated_on", "neither `terminated_on` nor `billed_on` is given", remedy: "say when the period was billed")
      throw reader.missing()
    }
    let period = reader.calendar(.month, begun: begun).period(containing: last)
    try reader.finish()
    let held = ServicePeriod(start: max(begun, period.start), end: ended.map { $0.adding(days: 1) } ?? period.end)
    let usage = charge.fees.reduce(Exact.zero, +)
    let missing = (charge.minimum * .ratio(held.days, period.days)).cents - usage
    let trueUp = missing.isPositive ? missing : .zero
    let fees = usage + trueUp
    let tax = (fees * percent * .hundredth).cents
    let unused = Taxed(plan * .ratio(held.end.days(until: period.end), period.days), percent: percent)
    return ScenarioResult(
      [
        ("usage_fees", .numbers(charge.fees)), ("true_up", .number(trueUp)), ("true_up_tax", .number((trueUp * percent * .hundredth).cents)),
        ("fees", .number(fees)), ("tax", .number(tax)), ("credit_note", .number(unused.total)), ("total", .number(fees + tax - unused.total)),
      ],
      explanation: Explanation(
        charge.fees.map { ExplanationStep(.units, amount: $0) } + [
          ExplanationStep(.minimumSpend, numerator: held.days, denominator: period.days, amount: trueUp),
          ExplanationStep(.tax, label: "\(percent)", amount: tax), ExplanationStep(.credit, amount: -unused.total),
        ].filter { !$0.amount.isZero }))
  }

  private struct Charge {
    var minimum: Exact
    /// What no filter took, then each filter in its order.
    var fees: [Exact]
  }

  private static func charge(_ reader: inout SourceReader) -> Charge? {
    guard let node = reader.required("charge"), let used = reader.required("usage") else { return nil }
    var charge = SourceReader(node)
    var usage = SourceReader(used)
    let minimum = charge.number("minimum")
    let unit = charge.optionalNumber("unit") ?? .zero
    var rest = Exact.zero
    var byFilter: [Exact] = []
    let filters = charge.optional("filters")
    for name in used.keys where filters?[name] == nil { rest += usage.number(name) ?? .zero }
    if let filters {
      var prices = SourceReader(filters)
      for name in filters.keys { byFilter.append(((prices.number(name) ?? .zero) * (usage.optionalNumber(name) ?? .zero)).cents) }
      reader.problems += prices.problems
    }
    reader.problems += charge.problems + usage.problems
    return minimum.map { Charge(minimum: $0, fees: [(rest * unit).cents] + byFilter) }
  }
}
