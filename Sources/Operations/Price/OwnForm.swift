import Catalog
import Primitives
import Rating
import Subscriptions
import Usage

/// A price in Florin's own words with what it should price.
///
///     {form: graduated, tiers: [{upTo: 100, unit: "0.05"}, {unit: "0.04"}], quantity: 250}
///
/// What may stand beside the form's fields is written in `Docs/price.md`.
enum OwnForm {
  private static let own: Set<String> = [
    "id", "quantity", "events", "meter", "perEvent", "period", "accountZone", "share", "alreadyBilled",
    "allowances", "adjustments", "currency", "lineRounding", "decks", "calendars", "convention", "expected", "note", "source", "countedSpend", "used",
  ]

  static func answer(_ node: SourceNode, _ context: PriceContext) throws(Rejection) -> PriceOutcome {
    var problems: [Problem] = []
    var reader = SourceReader(node)
    var formFields = node
    if case .map(let entries) = node.content {
      // A form may stand in a map of its own: `form: {form: flat, amount: 5}`.
      if let inner = node["form"], case .map = inner.content { formFields = inner } else {
        formFields = SourceNode(.map(entries.filter { !own.contains($0.key) }), place: node.place, path: node.path)
      }
    }
    let form = PriceForm(reading: formFields, problems: &problems)
    let adjustments = reader.list("adjustments").compactMap { Adjustment(reading: $0, problems: &problems) }
    let currencyText = reader.optionalText("currency") ?? "EUR"
    guard let currency = Currency(currencyText) else {
      throw Rejection(Problem(.wrongValue, at: node.place, path: node.path, "\"\(currencyText)\" is not a currency", remedy: "write its ISO 4217 code, such as EUR"))
    }
    let rounding = reader.optional("lineRounding").flatMap { entry -> Rounding? in
      var inner = SourceReader(entry)
      let digits = inner.integer("digits")
      let mode = inner.optionalChoice("mode", RoundingMode.self) ?? .halfUp
      problems += inner.problems
      return digits.map { Rounding(digits: $0, mode: mode) }
    }
    var question = Question(node: node, reader: reader)
    let request = question.request(context)
    let meter = question.meter()
    let perEvent = question.reader.optionalFlag("perEvent") ?? false
    problems += question.reader.problems
    guard problems.isEmpty, let form, let request else { throw Rejection(problems) }
    let version = PriceVersion(
      effective: EffectivePeriod(from: Day(number: 0)), currency: currency, form: form, adjustments: adjustments, rounding: rounding)
    let rater = try PriceRater(version, meter: meter, perEvent: perEvent, context: try tables(node, context))
    let rated = try rater.rate(request)
    let exact = rater.exact(request)
    var outcome = PriceOutcome(
      [
        "amount": .text(rated.amount.exact.description), "currency": .text(currency.code), "exactAmount": .exact(exact.amount),
        "quantity": .exact(rated.quantity),
      ], rated.explanation)
    if let trueUp = rated.trueUp { outcome.set("trueUp", .text(trueUp.amount.exact.description)) }
    if !rated.events.isEmpty { outcome.set("events", .exacts(rated.events.map(\.amount))) }
    if !rated.allowances.isEmpty { outcome.set("allowancesLeft", .exacts(rated.allowances.map(\.left))) }
    if !rated.unrated.isEmpty {
      outcome.set("unrated", .list(rated.unrated.map { unrated in
        PriceOutcome(["event": .number(Int(unrated.event)), "code": .text(unrated.problem.code.rawValue), "message": .text(unrated.problem.message), "remedy": .text(unrated.problem.remedy)]).asAnswer
      }))
    }
    return outcome
  }

  /// Decks and calendars written in the question: `decks: {code: [{prefix, price, …}]}`, `calendars: {code: [days]}`.
  private static func tables(_ node: SourceNode, _ context: PriceContext) throws(Rejection) -> PriceContext {
    var context = context
    let inputs = PriceInputs(node: node)
    if let calendars = inputs["calendars"] {
      for code in calendars.keys {
        var days: Set<Day> = []
        for day in try calendars.list(code) { days.insert(try day.asDay()) }
        context.calendars[CalendarCode(code)] = HolidayCalendar(code: CalendarCode(code), zoneName: "UTC", holidays: days)
      }
    }
    if let decks = inputs["decks"] {
      for code in decks.keys {
        var entries: [RateDeck.Entry] = []
        for row in try decks.list(code) {
          let prefix = try row.text("prefix")
          entries.append(
            .init(
              prefix: prefix, destination: try row.optionalText("destination") ?? prefix, pricePerUnit: try row.optionalNumber("price") ?? .zero,
              connectFee: try row.optionalNumber("connectFee") ?? .zero, perSeconds: try row.optionalInteger("perSeconds") ?? 60,
              firstIncrementSeconds: try row.optionalInteger("firstIncrementSeconds") ?? 60,
              incrementSeconds: try row.optionalInteger("incrementSeconds") ?? 60, blocked: row.says("blocked", "true")))
        }
        context.decks[RateDeckCode(code)] = CompiledDeck(RateDeck(code: RateDeckCode(code), entries: entries))
      }
    }
    return context
  }

  private struct Question {
    let node: SourceNode
    var reader: SourceReader

    mutating func request(_ context: PriceContext) -> RatingRequest? {
      let days = reader.list("period").compactMap { reader.day($0) }
      if !days.isEmpty, days.count != 2 || days[1] <= days[0], let at = node["period"] {
        reader.report(.wrongValue, at, "a period has two days, the second after the first", remedy: "write `[2026-01-01, 2026-02-01]`")
        return nil
      }
      let period = days.count == 2 ? ServicePeriod(start: days[0], end: days[1]) : Pricing.month
      let zone = reader.optionalText("accountZone").flatMap { context.zones[$0] } ?? .utc
      var request = RatingRequest(quantity: reader.optionalNumber("quantity") ?? (node["events"] == nil ? .one : .zero), period: period, zone: zone)
      request.usage = events(period, zone)
      if let share = reader.optional("share") { request.share = self.share(share) ?? .whole }
      if let used = used(period, zone) { request.share = used }
      request.countedSpend = reader.optionalNumber("countedSpend") ?? .zero
      if let billed = reader.optional("alreadyBilled") {
        var inner = SourceReader(billed)
        request.alreadyBilled = AlreadyBilled(quantity: inner.optionalNumber("quantity") ?? .zero, amount: inner.optionalNumber("amount") ?? .zero)
        reader.problems += inner.problems
      }
      for units in reader.list("allowances") {
        guard let number = reader.number(units) else { continue }
        request.allowances.append(AllowanceBucket(code: "allowance", grantedOn: period.start, expiresOn: period.end, granted: number))
      }
      return reader.problems.isEmpty ? request : nil
    }

    /// The part of the period in `used: [from, to]`, counted by `convention`.
    private mutating func used(_ period: ServicePeriod, _ zone: Zone) -> Share? {
      guard let at = reader.optional("used") else { return nil }
      let days = reader.list(at).compactMap { reader.day($0) }
      let convention = reader.optionalChoice("convention", ProrationConvention.self) ?? .byDay
      guard days.count == 2, days[0] <= days[1] else {
        reader.report(.wrongValue, at, "the part used has two days, the second not before the first", remedy: "write `[2026-01-18, 2026-02-01]`")
        return nil
      }
      let part = Proration.fraction(of: ServicePeriod(start: days[0], end: days[1]), in: period, by: convention, zone: zone)
      return Share(part.numerator, part.denominator)
    }

    private mutating func events(_ period: ServicePeriod, _ zone: Zone) -> [MeteredUsage] {
      let start = zone.start(of: period.start)
      var events: [MeteredUsage] = []
      for (index, entry) in reader.list("events").enumerated() {
        var event = MeteredUsage(event: Int64(index), at: start.adding(seconds: Int64(index)), quantity: .one)
        if case .map(let fields) = entry.content {
          for (key, value) in fields {
            switch key {
            case "at": event.at = reader.instant(value) ?? event.at
            case "quantity", "seconds", "value": event.quantity = reader.number(value) ?? .zero
            default: event.attributes[key] = reader.text(value)
            }
          }
        } else {
          event.quantity = reader.number(entry) ?? .zero
        }
        events.append(event)
      }
      return events.sorted { $0.at < $1.at }
    }

    private mutating func share(_ node: SourceNode) -> Share? {
      let parts = reader.text(node)?.split(separator: "/").map { Int($0) } ?? []
      if parts.count == 2, let n = parts[0], let d = parts[1], d > 0 { return Share(n, d) }
      if parts.count == 1, parts[0] == 1 { return .whole }
      reader.report(.wrongValue, node, "\(node.describedBriefly) is not a part of a period", remedy: "write it like `14/31`")
      return nil
    }

    /// `meter: {aggregation: sum, unit: s, …}`; events without a meter are summed.
    mutating func meter() -> Meter? {
      guard let entry = reader.optional("meter") else { return node["events"] == nil ? nil : Pricing.meter() }
      var inner = SourceReader(entry)
      let meter = Meter(
        code: "meter", name: "", eventType: "usage", valueField: inner.optionalText("valueField"), unit: inner.optionalText("unit") ?? "unit",
        aggregation: inner.optionalChoice("aggregation", Meter.Aggregation.self) ?? .sum, uniqueField: inner.optionalText("uniqueField"),
        bucketSeconds: inner.optionalInteger("bucketSeconds"), operationField: inner.optionalText("operationField"))
      inner.refuseUnknownFields()
      reader.problems += inner.problems
      return meter
    }
  }
}
