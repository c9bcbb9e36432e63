import Catalog
import Parties
import Primitives
import Rating
import Subscriptions

/// Scenarios of parts of periods: stubs, cycles, changes in the middle, credits, trials.
enum ProrationModels {
  /// `plan_monthly`, `active_days: 14 of 31`, `vat_percent`; kept unrounded as the source does.
  static func withTax(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let days = try inputs.text("active_days").split(separator: " ").compactMap { Int($0) }
    guard days.count == 2, days[1] > 0 else { throw try inputs.required("active_days").refused("not a part of a period", "write it like `14 of 31`") }
    let rater = try Pricing.rater(.flat(Flat(amount: try inputs.number("plan_monthly"))))
    let price = rater.exact(RatingRequest(period: Pricing.month, share: Share(days[0], days[1])))
    let total = price.amount * (.one + (try inputs.number("vat_percent")) * QuantityModels.cent)
    return PriceOutcome(
      [
        "vatable": .exact(price.amount), "total": .exact(total), "vatable_2dp": .cents(price.amount), "total_2dp": .cents(total),
      ], price.explanation)
  }

  // MARK: - Cycles

  /// Every period begun by the target date, the first and the last in part.
  static func cycles(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let start = try inputs.day("start")
    let target = try inputs.day("target")
    let end = try inputs.optionalDay("end")
    let units: [String: BillCycle.Unit] = ["week": .week, "month": .month, "quarter": .quarter, "half-year": .halfYear, "year": .year]
    guard let unit = units[try inputs.text("period")] else { throw try inputs.required("period").refused("not a period", "write month, quarter or year") }
    let cycle = BillCycle(unit: unit, anchorDay: try inputs.integer("billing_day"), anchorMonth: start.month)
    var terms: [String] = []
    var whole = 0
    var sum = Exact.zero
    var steps: [ExplanationStep] = []
    for period in cycle.periods(from: start, through: max(start, target)) {
      let used = ServicePeriod(start: max(start, period.start), end: min(end ?? period.end, period.end))
      guard !used.isEmpty, used.start <= target else { continue }
      let share = Proration.fraction(of: used, in: period, by: .byDay)
      sum += share.exact
      steps.append(ExplanationStep(.proration, numerator: share.numerator, denominator: share.denominator, period: used, amount: share.exact))
      if share.isWhole {
        whole += 1
      } else {
        if whole > 0 { terms.append(String(whole)); whole = 0 }
        terms.append(share.description)
      }
    }
    if whole > 0 || terms.isEmpty { terms.append(String(whole)) }
    return PriceOutcome(
      ["cycles": .text(terms.joined(separator: " + ")), "cycles_9dp": .text(sum.rounded(9, .halfUp).description)], Explanation(steps))
  }

  static func monthAnchor(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let cycle = BillCycle(unit: .month, anchorDay: try inputs.integer("anchor_day"))
    return PriceOutcome(["next": .text(cycle.next(after: try inputs.day("from")).description)])
  }

  static func calendarDays(_ inputs: PriceInputs, _ context: PriceContext) throws(Rejection) -> PriceOutcome {
    let name = try inputs.text("timezone")
    guard let zone = context.zones[name] else {
      throw try inputs.required("timezone").refused("there is no time zone \"\(name)\"", "write an IANA name, such as Europe/Madrid")
    }
    let days = Proration.localDays(from: try inputs.required("from").asInstant(), to: try inputs.required("to").asInstant(), in: zone)
    return PriceOutcome(["days": .number(days)])
  }

  // MARK: - A change in the middle of a paid period

  static func change(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let days = try inputs.list("period")
    guard days.count == 2 else { throw try inputs.required("period").refused("a period has two days", "write `[start, end]`") }
    let inclusive = inputs.says("convention", "both ends counted")
    let end = try days[1].asDay()
    let period = ServicePeriod(start: try days[0].asDay(), end: inclusive ? end.adding(days: 1) : end)
    let share = Proration.fraction(of: ServicePeriod(start: try inputs.day("changed_on"), end: period.end), in: period, by: .byDay)
    let old = try product(try inputs.required("old"))
    let paid = try Pricing.minor(try inputs.optionalNumber("paid") ?? old)
    let credit = Repair.capped(-Repair.shareMinor(of: try Pricing.minor(old), share.numerator, share.denominator), left: paid).amountMinor
    var steps = [
      ExplanationStep(.credit, numerator: share.numerator, denominator: share.denominator, period: period, amount: Exact(unscaled: credit, scale: 2))
    ]
    var outcome = PriceOutcome(["credit": .cents(minor: credit)])
    var charge: Int64 = 0
    if let new = inputs["new"] {
      charge = Repair.shareMinor(of: try Pricing.minor(try product(new)), share.numerator, share.denominator)
      outcome.set("charge", .cents(minor: charge))
      steps.append(
        ExplanationStep(.flat, numerator: share.numerator, denominator: share.denominator, period: period, amount: Exact(unscaled: charge, scale: 2)))
    }
    outcome.set("net", .cents(minor: credit + charge))
    outcome.explanation = Explanation(steps)
    return outcome
  }

  /// `5 seats x 10`, `2 x 50` or `100`.
  private static func product(_ inputs: PriceInputs) throws(Rejection) -> Exact {
    var result: Exact?
    for part in try inputs.asText().split(separator: "x") {
      guard let number = part.split(separator: " ").lazy.compactMap({ Exact($0) }).first else { continue }
      result = (result ?? .one) * number
    }
    if let result { return result }
    throw inputs.refused("\"\(try inputs.asText())\" is not a price", "write it like `5 seats x 10`, or as a number")
  }

  static func fixed30(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let price = try Pricing.minor(try inputs.number("monthly_price"))
    let whole = try inputs.optionalInteger("period_days_fixed") ?? 30
    func part(_ from: Day, _ to: Day) -> (minor: Int64, steps: Explanation) {
      let days = Proration.weight(of: ServicePeriod(start: from, end: to), by: .fixed30)
      let minor = Repair.shareMinor(of: price, days, whole)
      return (minor, Explanation([ExplanationStep(.proration, numerator: days, denominator: whole, amount: Exact(unscaled: minor, scale: 2))]))
    }
    if inputs["paid_period"] != nil {
      let days = try inputs.list("paid_period")
      guard days.count == 2 else { throw try inputs.required("paid_period").refused("a period has two days", "write `[start, end]`") }
      let credit = part(try inputs.day("cancelled_on"), try days[1].asDay())
      return PriceOutcome(["paid": .cents(minor: price), "credit": .cents(minor: credit.minor)], credit.steps)
    }
    let stub = part(try inputs.day("start"), try inputs.day("first_billing_date"))
    return PriceOutcome(["stub": .cents(minor: stub.minor)], stub.steps)
  }

  static func blockedCredit(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let days = try inputs.day("blocked_from").days(until: try inputs.day("unblocked_on"))
    let whole = try inputs.integer("period_days")
    let credit = Repair.shareMinor(of: try Pricing.minor(try inputs.number("monthly_price")), days, whole)
    return PriceOutcome(
      ["credit": .cents(minor: credit)],
      Explanation([ExplanationStep(.credit, numerator: days, denominator: whole, amount: Exact(unscaled: credit, scale: 2))]))
  }

  static func repair(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let days = try inputs.list("period")
    guard days.count == 2 else { throw try inputs.required("period").refused("a period has two days", "write `[start, end]`") }
    let period = ServicePeriod(start: try days[0].asDay(), end: try days[1].asDay())
    let share = Proration.fraction(of: ServicePeriod(start: try inputs.day("changed_on"), end: period.end), in: period, by: .byDay)
    let paid = try Pricing.minor(try leading(inputs, "plan"))
    let left = try paid + Pricing.minor(try inputs.optionalNumber("item_adjustment") ?? .zero)
    let item = Repair.shareMinor(of: try Pricing.minor(try leading(inputs, "new_plan")), share.numerator, share.denominator)
    let back = Repair.capped(-Repair.shareMinor(of: paid, share.numerator, share.denominator), left: left).amountMinor
    let steps = [
      ExplanationStep(.flat, numerator: share.numerator, denominator: share.denominator, amount: Exact(unscaled: item, scale: 2)),
      ExplanationStep(.credit, numerator: share.numerator, denominator: share.denominator, amount: Exact(unscaled: back, scale: 2)),
    ]
    return PriceOutcome(
      [
        "new_item": .cents(minor: item), "repair": .cents(minor: back), "account_credit": .cents(minor: max(0, -(item + back))),
      ], Explanation(steps))
  }

  /// The number a text begins with: `249.95 monthly in advance`.
  private static func leading(_ inputs: PriceInputs, _ key: String) throws(Rejection) -> Exact {
    let value = try inputs.required(key)
    if let number = try value.asText().split(separator: " ").first.flatMap({ Exact($0) }) { return number }
    throw value.refused("\"\(try value.asText())\" does not begin with a price", "write it like `249.95 monthly`")
  }

  static func creditCap(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let left = try Pricing.minor(try inputs.number("amount_paid")) - Pricing.minor(try inputs.number("earlier_credits"))
    let wanted = try Pricing.minor(try inputs.number("potential_credit"))
    let credit = -Repair.capped(-max(0, wanted), left: max(0, left)).amountMinor
    return PriceOutcome(["credit": .exact(Exact(unscaled: credit, scale: 2))])
  }

  // MARK: - Beginning and end of a subscription

  /// `plan_<interval>_arrears` or `plan_<interval>_in_advance` with its price.
  static func plan(_ inputs: PriceInputs) throws(Rejection) -> (price: Exact, unit: BillCycle.Unit) {
    let words: [String: BillCycle.Unit] = [
      "weekly": .week, "monthly": .month, "quarterly": .quarter, "semiannual": .halfYear, "yearly": .year,
    ]
    for key in inputs.keys where key.hasPrefix("plan_") {
      for (word, unit) in words where key.contains("_" + word) { return (try inputs.number(key), unit) }
    }
    throw inputs.refused("there is no plan", "write its price in a field like `plan_monthly_arrears`")
  }

  private static func firstDay(_ inputs: PriceInputs) throws(Rejection) -> Day {
    try inputs.first("anniversary_from", "subscribed_on", "subscribed_at", "started_on").asDay()
  }

  /// The last day is used, too.
  static func termination(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let plan = try plan(inputs)
    let started = try inputs.first("started_on", "subscribed_on").asDay()
    let ended = try inputs.day("terminated_on").adding(days: 1)
    let cycle = CommitmentModels.cycle(plan.unit, isCalendar: inputs.says("alignment", "calendar"), try firstDay(inputs))
    let period = cycle.period(containing: ended.adding(days: -1))
    let share = Proration.fraction(of: ServicePeriod(start: max(started, period.start), end: ended), in: period, by: .byDay)
    let price = try prorated(plan.price, share)
    return PriceOutcome(["fee": .cents(price.amount.exact), "ratio": .text(share.description)], price.explanation)
  }

  static func prorated(_ amount: Exact, _ share: Fraction) throws(Rejection) -> RatedPrice {
    try Pricing.rater(.flat(Flat(amount: amount))).rate(
      RatingRequest(period: Pricing.month, share: Share(share.numerator, share.denominator)))
  }

  /// Paid in advance, due when the free days are over, for what is left of the period then.
  static func trial(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let plan = try plan(inputs)
    let started = try firstDay(inputs)
    let days = try inputs.integer("trial_days")
    let cycle = CommitmentModels.cycle(plan.unit, isCalendar: inputs.says("alignment", "calendar"), started)
    let period = cycle.period(containing: started.adding(days: days))
    let held = Proration.fraction(of: ServicePeriod(start: max(started, period.start), end: period.end), in: period, by: .byDay)
    let rater = try Pricing.rater(.flat(Flat(amount: plan.price)), adjustments: days > 0 ? [.trial(Trial(days: days))] : [])
    let used = ServicePeriod(start: max(started, period.start), end: period.end)
    let price = try rater.rate(RatingRequest(period: used, share: Share(held.numerator, held.denominator), subscribedOn: started))
    let end = try inputs.first("subscribed_at", "subscribed_on").asInstant().adding(seconds: Int64(days) * 86_400)
    return PriceOutcome(
      ["fee_at_trial_end": .cents(price.amount.exact), "trial_ends_at": .text(end.description)], price.explanation)
  }
}
