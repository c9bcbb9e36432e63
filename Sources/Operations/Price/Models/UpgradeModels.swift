import Catalog
import Parties
import Primitives
import Rating
import Subscriptions
import Taxation

/// Scenarios of moving to another plan, with fees paid in advance and charges of the plan.
enum UpgradeModels {
  static func upgrade(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    inputs["old_plan"] == nil ? try several(inputs) : try one(inputs)
  }

  /// From one plan to another of its own interval; the new one keeps the anniversary.
  private static func one(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let subscribed = try inputs.day("subscribed_on")
    let upgraded = try inputs.day("upgraded_on")
    let calendar = inputs.says("alignment", "calendar")
    func left(_ plan: PriceInputs) throws(Rejection) -> RatedPrice {
      let unit = try CommitmentModels.cycle(plan, subscribed).unit
      let period = CommitmentModels.cycle(unit, isCalendar: calendar, subscribed).period(containing: upgraded)
      let share = Proration.fraction(of: ServicePeriod(start: upgraded, end: period.end), in: period, by: .byDay)
      return try ProrationModels.prorated(try plan.number("amount"), share)
    }
    let credit = try left(try inputs.required("old_plan"))
    let fee = try left(try inputs.required("new_plan"))
    return PriceOutcome(
      [
        "credit_for_unused_day": .cents(credit.amount.exact), "credit": .cents(credit.amount.exact), "new_plan_fee": .cents(fee.amount.exact),
      ], fee.explanation)
  }

  /// Through several plans of one interval; each change gives back the unused part with its tax.
  private static func several(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let key = inputs.keys.first { $0.hasPrefix("plans_") } ?? "plans_monthly_in_advance"
    let plans = try inputs.numbers(key)
    let percent = try inputs.optionalNumber("tax_percent") ?? .zero
    let subscribed = try inputs.day("subscribed_on")
    let unit: BillCycle.Unit = key.contains("year") ? .year : key.contains("quarter") ? .quarter : key.contains("week") ? .week : .month
    let cycle = CommitmentModels.cycle(unit, isCalendar: inputs.says("alignment", "calendar"), subscribed)
    guard var current = plans.first else { throw try inputs.required(key).refused("there is no plan", "write at least one price") }
    func part(_ amount: Exact, from day: Day) throws(Rejection) -> RatedPrice {
      let period = cycle.period(containing: day)
      return try ProrationModels.prorated(amount, Proration.fraction(of: ServicePeriod(start: day, end: period.end), in: period, by: .byDay))
    }
    let first = try part(current, from: subscribed)
    var outcome = PriceOutcome(["first_fee": .cents(first.amount.exact)], first.explanation)
    var fees: [Exact] = []
    var credits: [Exact] = []
    for change in try inputs.list("upgrades") {
      let day = try change.day("on")
      let credit = try part(current, from: day).amount
      let tax = try taxed(credit.amountMinor, percent)
      credits.append(Exact(unscaled: credit.amountMinor + tax, scale: 2))
      current = try change.number("to")
      let fee = try part(current, from: day)
      fees.append(fee.amount.exact)
      outcome.explanation.steps += fee.explanation.steps
    }
    outcome.set("upgrade_fees_excl_tax", .cents(fees))
    outcome.set("credits_incl_tax", .cents(credits))
    return outcome
  }

  static func taxed(_ netMinor: Int64, _ percent: Exact) throws(Rejection) -> Int64 {
    if let tax = TaxArithmetic.tax(onMinor: netMinor, percent: percent) { return tax }
    throw Rejection(Problem(.wrongValue, "\(percent) is not a usable tax rate", remedy: "write a plain percentage, such as 20"))
  }

  // MARK: - Charges of a plan, paid in advance and prorated

  static func fixedCharges(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let subscribed = try inputs.day("subscribed_on")
    let upgraded = try inputs.day("upgraded_on")
    let cycle = CommitmentModels.cycle(.month, isCalendar: inputs.says("alignment", "calendar"), subscribed)
    let old = try inputs.required("old_plan")
    let new = try inputs.required("new_plan")
    var outcome = PriceOutcome()
    /// What was paid per code for the period the change falls in, and for how many of its days.
    var paid: [String: (amountMinor: Int64, days: Int)] = [:]
    func bill(_ plan: PriceInputs, on day: Day, period: ServicePeriod, giveBack: Bool) throws(Rejection) -> [PriceAnswer.Field] {
      var fields: [PriceAnswer.Field] = []
      let part = ServicePeriod(start: day, end: period.end)
      for charge in try plan.list("fixed_charges") {
        let code = try charge.text("code")
        let full = (try charge.number("unit")) * (try charge.number("units"))
        let price = try ProrationModels.prorated(full, Proration.fraction(of: part, in: period, by: .byDay)).amount
        var amount = price.amountMinor
        if giveBack, let before = paid[code] { amount -= Repair.shareMinor(of: before.amountMinor, part.days, before.days) }
        if !giveBack { paid[code] = (price.amountMinor, part.days) }
        fields.append(.init(key: code, value: .cents(minor: amount)))
      }
      return fields
    }
    for period in cycle.periods(from: subscribed, through: upgraded) {
      let day = max(subscribed, period.start)
      outcome.set(day.description, .map(try bill(old, on: day, period: period, giveBack: false)))
    }
    let current = cycle.period(containing: upgraded)
    var fields: [PriceAnswer.Field] = []
    if let fee = try old.optionalNumber("fee_arrears") {
      let used = ServicePeriod(start: max(subscribed, current.start), end: upgraded)
      let price = try ProrationModels.prorated(fee, Proration.fraction(of: used, in: current, by: .byDay))
      fields.append(.init(key: "old_plan_fee", value: .cents(price.amount.exact)))
    }
    fields += try bill(new, on: upgraded, period: current, giveBack: true)
    outcome.set(upgraded.description, .map(fields))
    let next = cycle.period(containing: current.end)
    outcome.set(next.start.description, .map(try bill(new, on: next.start, period: next, giveBack: false)))
    return outcome
  }

  // MARK: - Minimum of a charge, subscription ended inside the period

  static func chargeMinimum(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let plan = try ProrationModels.plan(inputs)
    let percent = try inputs.optionalNumber("tax_percent") ?? .zero
    let subscribed = try inputs.day("subscribed_on")
    let cycle = CommitmentModels.cycle(plan.unit, isCalendar: inputs.says("alignment", "calendar"), subscribed)
    let lastDay = try inputs.day("terminated_on")
    let period = cycle.period(containing: lastDay)
    let used = ServicePeriod(start: max(subscribed, period.start), end: lastDay.adding(days: 1))
    let share = Proration.fraction(of: used, in: period, by: .byDay)
    let charge = try inputs.required("charge")
    let filters = try charge["filters"].map { _ throws(Rejection) in try charge.numbersByName("filters") } ?? []
    let usage = try inputs.required("usage")
    var fees = [try Pricing.exact(.perUnit(PerUnit(unit: try charge.number("unit"))), try usage.optionalNumber("other") ?? .zero).amount]
    for filter in filters {
      fees.append(try Pricing.exact(.perUnit(PerUnit(unit: filter.value)), try usage.optionalNumber(filter.name) ?? .zero).amount)
    }
    let spent = fees.reduce(.zero, +)
    let rater = try Pricing.rater(.flat(Flat(amount: .zero)), adjustments: [.commitment(Commitment(amount: try charge.number("minimum")))])
    let price = try rater.rate(RatingRequest(period: used, share: Share(share.numerator, share.denominator), countedSpend: spent))
    let trueUp = price.trueUp?.amount.amountMinor ?? 0
    let total = try Pricing.minor(spent) + trueUp
    let tax = try taxed(total, percent)
    let unused = Proration.fraction(of: ServicePeriod(start: used.end, end: period.end), in: period, by: .byDay)
    let back = Repair.shareMinor(of: try Pricing.minor(plan.price), unused.numerator, unused.denominator)
    let credit = try back + taxed(back, percent)
    return PriceOutcome(
      [
        "usage_fees": .cents(fees), "true_up": .cents(minor: trueUp), "true_up_tax": .cents(minor: try taxed(trueUp, percent)),
        "fees": .cents(minor: total), "tax": .cents(minor: tax), "credit_note": .cents(minor: credit), "total": .cents(minor: total + tax - credit),
      ], price.trueUp?.explanation ?? price.explanation)
  }
}
