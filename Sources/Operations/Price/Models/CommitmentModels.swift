import Catalog
import Parties
import Primitives
import Rating
import Subscriptions

/// Scenarios of promised spend: by window of time, and by period with proration.
enum CommitmentModels {
  static func windows(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let trueUp = inputs.says("true_up", "true")
    if inputs["window_usage"] != nil {
      let commitment = Commitment(
        amount: try inputs.number("commitment_per_window"), overageFactor: try inputs.optionalNumber("overage_factor") ?? .one, trueUp: trueUp)
      var costs: [Exact] = []
      for used in try inputs.numbers("window_usage") { costs.append(used * (try inputs.number("unit"))) }
      return answer(CommitmentWindows(costs, commitment), parts: [])
    }
    let bucket = try inputs.required("bucket")
    let hours = try bucket.text("hours").split(separator: "-").map { Int($0) }
    guard hours.count == 2, let first = hours[0], let last = hours[1] else {
      throw try bucket.required("hours").refused("\"\(try bucket.text("hours"))\" are not hours", "write them like `09-12`")
    }
    let unit = try bucket.number("unit")
    let promised: Exact
    if let amount = try bucket.optionalNumber("commitment") { promised = amount } else { promised = try bucket.number("commitment_units") * unit }
    let commitment = Commitment(amount: promised, overageFactor: try bucket.optionalNumber("overage_factor") ?? .one, trueUp: trueUp)
    let other = try inputs.required("else").number("unit")
    var windows = CommitmentWindows()
    var parts: [PriceAnswer.Field] = []
    for used in try inputs.numbersByName("usage") {
      guard let clock = PlanPhrase.clock(used.name) else { throw try inputs.required("usage").refused("\"\(used.name)\" is not a time", "write it like 09:00") }
      let inside = first <= clock / 3600 && clock / 3600 < last
      let cost = windows.add(used.value * (inside ? unit : other), inside ? commitment : nil)
      parts.append(.init(key: used.name, value: .exact(cost)))
    }
    return answer(windows, parts: parts)
  }

  private static func answer(_ windows: CommitmentWindows, parts: [PriceAnswer.Field]) -> PriceOutcome {
    let steps = [
      ExplanationStep(.units, amount: windows.utilized), ExplanationStep(.commitment, label: "overage", amount: windows.overage),
      ExplanationStep(.commitment, label: "true-up", amount: windows.trueUp),
    ]
    var outcome = PriceOutcome(
      [
        "amount": .exact(windows.amount), "utilized": .exact(windows.utilized), "overage": .exact(windows.overage),
        "true_up": .exact(windows.trueUp),
      ], Explanation(steps.filter { !$0.amount.isZero }))
    if !parts.isEmpty { outcome.set("parts", .map(parts)) }
    return outcome
  }

  // MARK: - By period

  static func minimum(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    if inputs["bill_runs"] != nil { return try billRuns(inputs) }
    if inputs.keys.contains(where: { $0.hasPrefix("spend_period_") }) { return try spendByPeriod(inputs) }
    let subscribed = try inputs.day("subscribed_on")
    let period = try cycle(inputs, subscribed).period(containing: try inputs.day("billed_on").adding(days: -1))
    let share = Proration.fraction(of: ServicePeriod(start: max(subscribed, period.start), end: period.end), in: period, by: .byDay)
    let price = try rate(inputs, share: share, spend: try inputs.optionalNumber("usage") ?? .zero)
    var outcome = PriceOutcome(["true_up": price.trueUp.map { .cents($0.amount.exact) } ?? .null], price.trueUp?.explanation ?? price.explanation)
    outcome.set("plan_fee", .cents(price.amount.exact))
    outcome.set("prorated_by", .text(share.isWhole ? "1" : share.description))
    return outcome
  }

  /// The plan fee with its commitment, through the engine.
  private static func rate(_ inputs: PriceInputs, share: Fraction, spend: Exact) throws(Rejection) -> RatedPrice {
    let fee = PriceForm.flat(Flat(amount: try inputs.number("plan_fee")))
    let rater = try Pricing.rater(fee, adjustments: [.commitment(Commitment(amount: try inputs.number("minimum_commitment")))])
    return try rater.rate(
      RatingRequest(period: Pricing.month, share: Share(share.numerator, share.denominator), countedSpend: spend))
  }

  static func cycle(_ inputs: PriceInputs, _ anchor: Day) throws(Rejection) -> BillCycle {
    let word = try inputs.optionalText("interval") ?? "month"
    let units: [String: BillCycle.Unit] = [
      "week": .week, "weekly": .week, "month": .month, "monthly": .month, "quarter": .quarter, "quarterly": .quarter,
      "half-year": .halfYear, "semiannual": .halfYear, "year": .year, "yearly": .year,
    ]
    guard let unit = units[word] else { throw try inputs.required("interval").refused("\"\(word)\" is not an interval", "write week, month, quarter or year") }
    return cycle(unit, isCalendar: inputs.says("alignment", "calendar"), anchor)
  }

  static func cycle(_ unit: BillCycle.Unit, isCalendar: Bool, _ anchor: Day) -> BillCycle {
    if isCalendar { return BillCycle(unit: unit, anchorDay: 1) }
    return BillCycle(unit: unit, anchorDay: unit == .week ? anchor.weekday : anchor.dayOfMonth, anchorMonth: anchor.month)
  }

  private static func billRuns(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let subscribed = try inputs.day("subscribed_on")
    let cycle = try cycle(inputs, subscribed)
    let changed = try inputs.optionalDay("downgrade_requested_on")
    var outcome = PriceOutcome()
    var totals: [Exact] = []
    for run in try inputs.list("bill_runs") {
      // A change takes effect when its period ends, so the period it was asked in keeps the whole commitment.
      let period = cycle.period(containing: try run.asDay().adding(days: -1))
      let share = Proration.fraction(of: ServicePeriod(start: max(subscribed, period.start), end: period.end), in: period, by: .byDay)
      let price = try rate(inputs, share: share, spend: .zero)
      totals.append(price.amount.exact + (price.trueUp?.amount.exact ?? .zero))
      guard let changed, period.contains(changed) else { continue }
      let name = Months.names[period.start.month - 1].prefix(period.start.month == 5 ? 3 : 9)
      outcome.set("\(name)_plan_fee", .cents(price.amount.exact))
      outcome.set("\(name)_true_up", price.trueUp.map { .cents($0.amount.exact) } ?? .null)
      let range = InstantRange(start: Zone.utc.start(of: period.start), end: Zone.utc.start(of: period.end))
      outcome.set("\(name)_period", .list([.text(range.start.description), .text(range.end.adding(seconds: -1).description)]))
      outcome.explanation = price.trueUp?.explanation ?? price.explanation
    }
    outcome.set("invoice_totals", .cents(totals))
    return outcome
  }

  private static func spendByPeriod(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    var outcome = PriceOutcome()
    var number = 1
    while let list = inputs["spend_period_\(number)"] {
      var spend = Exact.zero
      for charge in try list.items() { spend += try charge.number("amount") }
      let price = try rate(inputs, share: try ratio(inputs["ratio_period_\(number)"]), spend: spend)
      outcome.set("true_up_period_\(number)", price.trueUp.map { .cents($0.amount.exact) } ?? .null)
      outcome.explanation.steps += price.trueUp?.explanation.steps ?? []
      number += 1
    }
    return outcome
  }

  /// `1`, or a fraction like `5/7`.
  private static func ratio(_ inputs: PriceInputs?) throws(Rejection) -> Fraction {
    guard let inputs else { return .whole }
    let parts = try inputs.asText().split(separator: "/").map { Int($0) }
    if parts.count == 1, parts[0] == 1 { return .whole }
    if parts.count == 2, let n = parts[0], let d = parts[1], d > 0 { return Fraction(n, d) }
    throw inputs.refused("\"\(try inputs.asText())\" is not a fraction", "write it like `5/7`")
  }
}
