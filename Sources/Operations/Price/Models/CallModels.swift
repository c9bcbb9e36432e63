import Catalog
import Primitives
import Rating
import Usage

/// Scenarios of telephony, messages and data with rates in words.
enum CallModels {
  /// `rate` (words or a map) or `plan` with named `rates`; a call of `seconds`, or `units`.
  static func cost(_ inputs: PriceInputs, _ context: PriceContext) throws(Rejection) -> PriceOutcome {
    let start = try start(inputs)
    var maximum: Exact?
    // A cap that cuts the session does not reach a finished record; only a free rest does.
    if let cap = try inputs.optionalNumber("max_cost"), !inputs.says("strategy", "disconnect") { maximum = cap }
    var context = context
    let form: PriceForm
    if inputs["plan"] != nil {
      var rates: [String: RatePhrase] = [:]
      if let named = inputs["rates"] { for name in named.keys { rates[name] = try RatePhrase(try named.required(name)) } }
      let plan = try PlanPhrase(try inputs.text("plan"), rates: rates, at: try inputs.required("plan"))
      let dates = plan.dates(around: start.utcDay.year)
      context.calendars["dates"] = HolidayCalendar(code: "dates", zoneName: "UTC", holidays: dates)
      context.zones["UTC"] = .utc
      form = plan.form(zone: try inputs.optionalText("timezone") ?? "UTC", calendar: "dates", maximumCost: maximum)
    } else {
      form = try inputs.rateForm("rate", maximumCost: maximum)
    }
    let isCall = inputs["units"] == nil
    var event = MeteredUsage(at: start, quantity: try quantity(inputs, start))
    if let to = try inputs.optionalText("destination", "to"), Instant(to) == nil { event.attributes["destination"] = to }
    if let account = try inputs.optionalText("account", "from"), Instant(account) == nil {
      event.attributes["account"] = account
    }
    let day = start.utcDay
    let price = try Pricing.events(
      form, [event], meter: Pricing.meter(unit: isCall ? "s" : "unit"), period: ServicePeriod(start: day, end: day.adding(days: 31)),
      context: context)
    if let unrated = price.unrated.first { return refusal(unrated) }
    return PriceOutcome(["cost": .exact(price.amount)], price.explanation)
  }

  private static func refusal(_ unrated: UnratedUsage) -> PriceOutcome {
    var outcome = PriceOutcome()
    switch unrated.reason {
    case .blockedDestination, .unknownDestination: outcome.set("error", .text("unauthorized destination"))
    default: outcome.set("error", .text(unrated.problem.message))
    }
    outcome.set("code", .text(unrated.problem.code.rawValue))
    outcome.set("remedy", .text(unrated.problem.remedy))
    return outcome
  }

  private static func start(_ inputs: PriceInputs) throws(Rejection) -> Instant {
    let ordinary = Pricing.month.start.adding(days: 5)
    if let at = inputs["at"] {
      if let clock = PlanPhrase.clock(try at.asText()) { return Zone.utc.instant(of: ordinary, secondOfDay: clock) }
      return try at.asInstant()
    }
    if let setup = inputs["setup"] ?? inputs["answer"] { return try setup.asInstant() }
    if let from = inputs["from"], Instant(try from.asText()) != nil { return try from.asInstant() }
    return Zone.utc.instant(of: ordinary, secondOfDay: 43_200)
  }

  private static func quantity(_ inputs: PriceInputs, _ start: Instant) throws(Rejection) -> Exact {
    if let units = try inputs.optionalNumber("units") { return units }
    if let seconds = try inputs.optionalNumber("seconds") { return seconds }
    let end = try inputs.required("to").asInstant()
    guard start <= end else { throw inputs.refused("the call ends before it begins", "write `to` after `from`") }
    return InstantRange(start: start, end: end).seconds
  }

  /// Units included, then a price for what is over; each use is priced on its own.
  static func includedUnits(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let over = try inputs.required("over_price")
    let phrase = try RatePhrase(try over.asText(), at: over)
    // A bare price, or one per unit that does not say "started", is for parts of units, too.
    let isWhole = try over.asText().contains("started") || phrase.steps.count > 1
    let form: PriceForm = isWhole ? phrase.form() : .perUnit(PerUnit(unit: phrase.steps.first.map { $0.price / $0.interval } ?? .zero))
    let uses = Pricing.inOrder(try inputs.first("calls", "uses").items().numbers())
    var buckets: [AllowanceBucket] = []
    if let included = inputs["included"] {
      let text = try included.asText()
      guard let units = text.split(separator: " ").first.flatMap({ Exact($0) }) else {
        throw included.refused("\"\(text)\" is not an amount of units", "write it like `40 minutes`")
      }
      buckets.append(AllowanceBucket(code: "included", grantedOn: Pricing.month.start, expiresOn: Pricing.month.end, granted: units))
    }
    var outcome = PriceOutcome()
    var inGroup: [Exact] = []
    var beyond: [Exact] = []
    var prices: [Exact] = []
    for use in uses {
      let before = buckets.reduce(Exact.zero) { $0 + $1.left }
      let price = try Pricing.events(form, [use], meter: Pricing.meter(), allowances: buckets)
      if !buckets.isEmpty { buckets = price.allowances }
      let taken = before - buckets.reduce(Exact.zero) { $0 + $1.left }
      inGroup.append(taken)
      beyond.append(use.quantity - taken)
      prices.append(price.amount)
      outcome.explanation.steps += price.explanation.steps
    }
    outcome.set("in_group", .exacts(inGroup))
    outcome.set("over", .exacts(beyond))
    outcome.set("price", .exacts(prices))
    return outcome
  }
}

extension [PriceInputs] {
  func numbers() throws(Rejection) -> [Exact] {
    var values: [Exact] = []
    for item in self { values.append(try item.asNumber()) }
    return values
  }
}
