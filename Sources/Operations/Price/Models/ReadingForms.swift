import Catalog
import Primitives

/// Price forms as peers write them in scenarios.
extension PriceInputs {
  /// `tiers` with `up_to`, or `from` and `to`; `unit` and `flat`.
  func tiers(_ key: String = "tiers") throws(Rejection) -> Tiered {
    var tiers: [Tiered.Tier] = []
    for tier in try list(key) {
      tiers.append(
        .init(
          upTo: try tier.optionalNumber("up_to", "to"),
          unit: try tier.optionalNumber("unit", "price") ?? .zero, flat: try tier.optionalNumber("flat") ?? .zero))
    }
    if tiers.isEmpty { throw refused("`\(key)` is empty", "write at least one tier") }
    return Tiered(tiers: tiers)
  }

  func percentTiers() throws(Rejection) -> GraduatedPercentage {
    var tiers: [GraduatedPercentage.Tier] = []
    for tier in try list("tiers") {
      tiers.append(
        .init(
          upTo: try tier.optionalNumber("up_to", "to"), percent: try tier.first("rate_percent", "percent").asNumber(),
          flat: try tier.optionalNumber("flat") ?? .zero))
    }
    return GraduatedPercentage(tiers: tiers)
  }

  func package() throws(Rejection) -> Package {
    Package(
      size: try positive("package_size"), price: try optionalNumber("package_price") ?? .zero,
      freeUnits: try optionalNumber("free_units") ?? .zero, rounding: says("rounding", "down") ? .down : .up)
  }

  func positive(_ key: String) throws(Rejection) -> Exact {
    let value = try number(key)
    if value.isPositive { return value }
    throw try required(key).refused("`\(key)` is \(value), and nothing can be counted in parts of that", "write a number above zero")
  }

  func percentage() throws(Rejection) -> Percentage {
    Percentage(
      percent: try number("rate_percent"), fixedPerEvent: try optionalNumber("fixed_per_event") ?? .zero,
      minimumPerEvent: try optionalNumber("min_per_transaction"), maximumPerEvent: try optionalNumber("max_per_transaction"),
      freeEvents: try optionalInteger("free_events"), freeAmount: try optionalNumber("free_amount"))
  }

  /// `steps` of `{width_from, width_to, price, interval}` and `access`.
  func steppedIntervals() throws(Rejection) -> SteppedIntervals {
    var steps: [SteppedIntervals.Step] = []
    for step in try list("steps") {
      let from = try step.optionalNumber("width_from") ?? .zero
      steps.append(
        .init(width: try step.optionalNumber("width_to").map { $0 - from }, price: try step.number("price"), interval: try step.positive("interval")))
    }
    return SteppedIntervals(connectFee: try optionalNumber("access") ?? .zero, steps: steps)
  }

  func blockTiers(policy: BlockTiers.Policy) throws(Rejection) -> BlockTiers {
    var tiers: [BlockTiers.Tier] = []
    for tier in try items() {
      tiers.append(
        .init(block: try tier.positive("block"), maximumBlocks: try tier.optionalNumber("max_blocks"), price: try tier.number("price")))
    }
    return BlockTiers(policy: policy, tiers: tiers)
  }

  /// A rate in words, a plan in words, or a rate as a map; `rounding` beside it counts when it names none.
  func rateForm(_ key: String, maximumCost: Exact? = nil) throws(Rejection) -> PriceForm {
    let rate = try required(key)
    var rounding: Rounding?
    if let words = self["rounding"] { rounding = try RatePhrase("0 per s, \(try words.asText())", at: words).rounding }
    if rate.isMap { return try RatePhrase(rate).form(rounding: rounding, maximumCost: maximumCost) }
    let text = try rate.asText()
    let isPlan = text.contains(":") || text.contains("prefix") || text.contains(" to ") && !text.contains("decimal")
    if isPlan { return try PlanPhrase(text, at: rate).form(zone: "UTC", calendar: "dates", maximumCost: maximumCost) }
    return try RatePhrase(text, at: rate).form(rounding: rounding, maximumCost: maximumCost)
  }
}
