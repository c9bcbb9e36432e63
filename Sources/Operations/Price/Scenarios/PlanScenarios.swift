import Catalog
import Parties
import Primitives
import Subscriptions

/// Models about plans on a calendar: ended, upgraded, begun with a trial.
enum PlanScenarios {
  /// A field such as `plan_quarterly_arrears` or `plan_monthly_in_advance`: its interval, timing and amount.
  private static func plan(_ reader: inout SourceReader) -> (unit: BillCycle.Unit, inAdvance: Bool, amount: Exact)? {
    for key in reader.node.keys where key.hasPrefix("plan_") {
      let words = key.split(separator: "_").map(String.init)
      guard words.count >= 3, let unit = BillCycle.Unit(word: words[1]), let amount = reader.number(key) else { continue }
      return (unit, words.contains("advance"), amount)
    }
    reader.refuse(
      "plan_monthly_arrears", "no plan is given", remedy: "write a field such as `plan_monthly_arrears: 31.00`")
    return nil
  }

  /// `proration_termination`: what is owed (arrears) or given back (advance) when a plan ends; the last day counts.
  static func termination(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    guard let plan = plan(&reader), let started = reader.dayOfMoment("started_on"), let ended = reader.dayOfMoment("terminated_on")
    else { throw reader.missing() }
    let anniversary = reader.optionalDay("anniversary_from")
    let calendar = anniversary.map { BillCycle(unit: plan.unit, anniversaryOf: $0) } ?? reader.calendar(plan.unit, begun: started)
    try reader.finish()
    let period = calendar.period(containing: ended)
    let used = ServicePeriod(start: max(started, period.start), end: ended)
    let share = Proration.fraction(
      of: used.isEmpty ? ServicePeriod(start: ended, end: ended.adding(days: 1)) : used, in: period,
      by: used.isEmpty ? .byDay : .byDayInclusive)
    if plan.inAdvance {
      let unused = Fraction(ended.adding(days: 1).days(until: period.end), period.days)
      let credit = (plan.amount * unused.exact).cents
      return ScenarioResult([("credit", .number(credit))], explanation: ChangeScenarios.explained(.credit, unused, -credit))
    }
    let fee = (plan.amount * share.exact).cents
    return ScenarioResult([("fee", .number(fee))], explanation: ChangeScenarios.explained(.proration, share, fee))
  }

  /// `free_trial`: the first fee, for what is left of the period when the trial ends.
  static func trial(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    guard let plan = plan(&reader), let days = reader.integer("trial_days"), let begun = reader.dayOfMoment("subscribed_at")
    else { throw reader.missing() }
    let calendar = reader.calendar(plan.unit, begun: begun)
    try reader.finish()
    let end = begun.adding(days: days)
    let period = calendar.period(containing: end)
    let share = Proration.fraction(of: ServicePeriod(start: end, end: period.end), in: period, by: .byDay)
    let fee = (plan.amount * share.exact).cents
    return ScenarioResult(
      [
        ("trial_ends_on", .text(end.description)), ("invoices_before_trial_ends", .text("none")),
        ("fee_at_trial_end", .number(fee)), ("working", .text(share.description)),
      ],
      explanation: ChangeScenarios.explained(.proration, share, fee))
  }

  /// `proration_upgrade`: from one plan to another, each on its own periods counted from the same beginning; or
  /// through several plans of one interval, with the credits of what was billed and not used, tax on top.
  static func upgrade(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    guard let begun = reader.dayOfMoment("subscribed_on") else { throw reader.missing() }
    if reader.node.keys.contains(where: { $0.hasPrefix("plans_") }) { return try severalUpgrades(&reader, begun: begun) }
    guard let old = plan("old_plan", &reader), let new = plan("new_plan", &reader), let on = reader.dayOfMoment("upgraded_on")
    else { throw reader.missing() }
    let oldPeriod = reader.calendar(old.unit, begun: begun).period(containing: on)
    let newPeriod = reader.calendar(new.unit, begun: begun).period(containing: on)
    try reader.finish()
    var values: [(key: String, value: ScenarioValue)] = []
    let unused = Proration.fraction(of: ServicePeriod(start: on, end: oldPeriod.end), in: oldPeriod, by: .byDay)
    if old.inAdvance {
      values.append(("credit_for_unused_day", .number((old.amount * unused.exact).cents)))
    } else {
      let used = Proration.fraction(of: ServicePeriod(start: max(begun, oldPeriod.start), end: on), in: oldPeriod, by: .byDay)
      values.append(("old_plan_fee", .number((old.amount * used.exact).cents)))
    }
    let ahead = Proration.fraction(of: ServicePeriod(start: on, end: newPeriod.end), in: newPeriod, by: .byDay)
    let fee = (new.amount * ahead.exact).cents
    if new.inAdvance { values.append(("new_plan_fee", .number(fee))) }
    return ScenarioResult(values, explanation: ChangeScenarios.explained(.proration, ahead, fee))
  }

  private static func plan(_ key: String, _ reader: inout SourceReader) -> (unit: BillCycle.Unit, inAdvance: Bool, amount: Exact)? {
    guard let node = reader.required(key) else { return nil }
    var plan = SourceReader(node)
    let amount = plan.number("amount")
    let unit = plan.interval("interval") ?? .month
    let inAdvance = plan.optionalFlag("in_advance") ?? false
    reader.problems += plan.problems
    return amount.map { (unit, inAdvance, $0) }
  }

  private static func severalUpgrades(_ reader: inout SourceReader, begun: Day) throws(Rejection) -> ScenarioResult {
    var unit = BillCycle.Unit.month
    var first: Exact?
    for key in reader.node.keys where key.hasPrefix("plans_") {
      unit = key.split(separator: "_").lazy.compactMap { BillCycle.Unit(word: String($0)) }.first ?? .month
      first = reader.list(key).first.flatMap { reader.number($0) }
    }
    let tax = (reader.optionalNumber("tax_percent") ?? .zero) / 100 + 1
    let calendar = reader.calendar(unit, begun: begun)
    guard let first else { throw reader.missing() }
    var period = calendar.period(containing: begun)
    var billed = ServicePeriod(start: begun, end: period.end)
    var fee = (first * Proration.fraction(of: billed, in: period, by: .byDay).exact).cents
    let firstFee = fee
    var price = first
    var fees: [ScenarioValue] = []
    var credits: [ScenarioValue] = []
    for node in reader.list("upgrades") {
      var upgrade = SourceReader(node)
      let on = upgrade.dayOfMoment("on")
      let to = upgrade.number("to")
      reader.problems += upgrade.problems
      guard let on, let to else { throw reader.missing() }
      while on >= period.end {
        period = calendar.period(containing: period.end)
        billed = period
        fee = price.cents
      }
      let left = ServicePeriod(start: on, end: period.end)
      let unused = Proration.fraction(of: left, in: billed, by: .byDay)
      credits.append(.number(((fee * unused.exact).cents * tax).cents))
      (billed, price) = (left, to)
      fee = (to * Proration.fraction(of: left, in: period, by: .byDay).exact).cents
      fees.append(.number(fee))
    }
    try reader.finish()
    return ScenarioResult([
      ("first_fee", .number(firstFee)), ("upgrade_fees_excl_tax", .list(fees)), ("credits_incl_tax", .list(credits)),
    ])
  }
}
