import Catalog
import Primitives
import Rating
import Usage

/// Scenarios that price events, each at its own position in the period.
enum EventModels {
  static func graduated(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try fees(.graduated(try inputs.tiers()), Pricing.inOrder(try inputs.numbers("events")))
  }

  static func volume(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try fees(.volume(try inputs.tiers()), Pricing.inOrder(try inputs.numbers("events")))
  }

  static func graduatedPercentage(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try fees(.graduatedPercentage(try inputs.percentTiers()), Pricing.inOrder(try inputs.numbers("events")))
  }

  static func package(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try fees(.package(try inputs.package()), Pricing.inOrder(try inputs.numbers("events")))
  }

  static func percentage(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try fees(.percentage(try inputs.percentage()), Pricing.inOrder(try inputs.numbers("events")))
  }

  static func standard(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try fees(.perUnit(PerUnit(unit: try inputs.number("unit"))), Pricing.inOrder(try inputs.numbers("events")))
  }

  static func dynamic(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    var usage = Pricing.inOrder(try inputs.numbers("event_amounts_minor"))
    for index in usage.indices { usage[index].attributes["amount"] = usage[index].quantity.description }
    return try fees(.dynamic(Dynamic(factor: QuantityModels.cent)), usage)
  }

  /// Events in words: `add id_1`, `remove id_1`, `add id_2 again`.
  static func uniqueCount(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let events = try inputs.list("events")
    var usage = Pricing.inOrder(events.map { _ in .one })
    for (index, event) in events.enumerated() {
      let words = try event.asText().split(separator: " ").map(String.init)
      guard words.count >= 2, ["add", "remove"].contains(words[0]) else {
        throw event.refused("\"\(try event.asText())\" is no event", "write `add` or `remove` and an id")
      }
      usage[index].attributes = ["operation": words[0], "id": words[1]]
    }
    return try fees(.perUnit(PerUnit(unit: try inputs.number("unit"))), usage, Pricing.meter(.uniqueCount))
  }

  private static func fees(_ form: PriceForm, _ usage: [MeteredUsage], _ meter: Meter = Pricing.meter()) throws(Rejection) -> PriceOutcome {
    let price = try Pricing.events(form, usage, meter: meter)
    return PriceOutcome(["fee_per_event": .cents(price.events.map(\.amount))], price.explanation)
  }

  // MARK: - Percentage of many events

  static func percentage(ofMany inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let values = try percentageValues(inputs)
    let price = try Pricing.events(.percentage(try inputs.percentage()), Pricing.inOrder(values), meter: Pricing.meter())
    func part(_ kinds: ExplanationStep.Kind...) -> Exact {
      price.explanation.steps.filter { kinds.contains($0.kind) }.reduce(Exact.zero) { $0 + $1.amount }
    }
    var outcome = PriceOutcome(
      [
        "amount": .exact(price.amount), "percent_part": .exact(part(.percent)), "fixed_part": .exact(part(.fixed)),
        "parts": .exacts(price.events.map(\.amount)),
      ], price.explanation)
    let total = values.reduce(Exact.zero, +)
    if !total.isZero { outcome.set("effective_unit_amount", .exact(price.amount / total)) }
    return outcome
  }

  /// The events' values; when only their number and sum are known, the running totals of the first ones and an equal
  /// share of the rest for the others.
  private static func percentageValues(_ inputs: PriceInputs) throws(Rejection) -> [Exact] {
    if inputs["event_values"] != nil { return try inputs.numbers("event_values") }
    let count = try inputs.integer("events")
    let total = try inputs.number("total")
    guard count > 0 else { return [] }
    var values: [Exact] = []
    var running = Exact.zero
    if inputs["running_totals_of_free_candidates"] != nil {
      for next in try inputs.numbers("running_totals_of_free_candidates").prefix(count) {
        values.append(next - running)
        running = next
      }
    }
    let rest = count - values.count
    if rest > 0 { values += Array(repeating: (total - running) / Exact(rest), count: rest) }
    return values
  }

  // MARK: - Units weighted by time

  static func graduatedProrated(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let full = try inputs.numbers("events_full_units")
    let prorated = try inputs.numbers("events_prorated_units")
    guard full.count == prorated.count else {
      throw inputs.refused("there are \(full.count) full and \(prorated.count) prorated units", "write both for each event")
    }
    let steps = try inputs.tiers().graduatedProrated(zip(full, prorated).map { ProratedUnits(full: $0, prorated: $1) })
    let explanation = Explanation(steps)
    return PriceOutcome(["amount_2dp": .cents(explanation.amount), "amount": .exact(explanation.amount)], explanation)
  }

  static func volumeProrated(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    var steps: [ExplanationStep] = []
    try inputs.tiers().volume(full: try inputs.number("full_units"), priced: try inputs.number("prorated_units"), into: &steps)
    return PriceOutcome(["amount": .exact(Explanation(steps).amount)], Explanation(steps))
  }

  /// Units that stay from one period into the next: each period begins where the one before ended.
  static func graduatedRecurring(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let tiers = try inputs.tiers()
    var outcome = PriceOutcome()
    var level = Exact.zero
    var number = 1
    while inputs["period_\(number)"] != nil {
      level += try inputs.numbers("period_\(number)").reduce(.zero, +)
      let price = try Pricing.exact(.graduated(tiers), level)
      outcome.set("period_\(number)_units", .exact(level))
      outcome.set("period_\(number)_total", .cents(max(.zero, price.amount)))
      outcome.explanation = price.explanation
      number += 1
    }
    return outcome
  }

  /// A late event of a billed period counts in the level the next one begins with.
  static func lateEvent(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    var outcome = PriceOutcome()
    var level = Exact.zero
    var number = 1
    while inputs["period_\(number)_events"] != nil {
      level += try inputs.numbers("period_\(number)_events").reduce(.zero, +)
      level += try inputs.optionalNumber("late_event_in_period_\(number)") ?? .zero
      outcome.set("period_\(number)_units", .exact(level))
      number += 1
    }
    return outcome
  }

  // MARK: - Time-weighted sums and buckets

  static func weightedSum(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let unit = try inputs.number("unit")
    let month = try inputs.text("month")
    guard let first = Day(month + "-01") else { throw try inputs.required("month").refused("\"\(month)\" is not a month", "write it like 2023-03") }
    var outcome = PriceOutcome()
    var level = MeterState.empty
    var start = first
    var key = "events"
    repeat {
      var usage: [MeteredUsage] = []
      for event in try inputs.list(key) {
        usage.append(MeteredUsage(at: try event.required("at").asInstant(), quantity: try event.number("value")))
      }
      let period = ServicePeriod(start: start, end: start.adding(months: 1))
      let meter = Pricing.meter(.timeWeightedSum)
      let range = InstantRange(start: Zone.utc.start(of: period.start), end: Zone.utc.start(of: period.end))
      let reading = meter.aggregate(usage.sorted { $0.at < $1.at }, over: range, carriedIn: level)
      let price = try Pricing.exact(.perUnit(PerUnit(unit: unit)), reading.quantity)
      let name = Months.names[start.month - 1]
      outcome.set("\(name)_units", .exact(reading.quantity))
      outcome.set("\(name)_amount", .cents(price.amount))
      outcome.explanation.steps += price.explanation.steps
      level = reading.carriedOut
      start = period.end
      key = "\(Months.names[start.month - 1])_events"
    } while inputs[key] != nil
    return outcome
  }

  static func bucketedMaximum(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let form: PriceForm =
      if inputs["volume_tiers"] != nil {
        .volume(try inputs.tiers("volume_tiers"))
      } else if inputs["graduated_tiers"] != nil {
        .graduated(try inputs.tiers("graduated_tiers"))
      } else if inputs["package_size"] != nil {
        .package(try inputs.package())
      } else {
        .perUnit(PerUnit(unit: try inputs.number("unit")))
      }
    var usage = Pricing.inOrder(try inputs.numbers("bucket_maxima"))
    for index in usage.indices { usage[index].at = usage[0].at.adding(seconds: Int64(index) * 3600) }
    let price = try Pricing.events(form, usage, meter: Pricing.meter(.bucketedMaximum), perEvent: false)
    var parts: [Exact] = []
    for event in usage { parts.append(try Pricing.exact(form, event.quantity).amount) }
    return PriceOutcome(["amount": .exact(price.amount), "parts": .exacts(parts)], price.explanation)
  }
}
