import Catalog
import Primitives
import Rating
import Subscriptions
import Usage

/// Scenarios that price one quantity.
enum QuantityModels {
  static func standard(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try amount(.perUnit(PerUnit(unit: try inputs.number("unit"))), inputs)
  }

  static func graduated(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try amount(.graduated(try inputs.tiers()), inputs)
  }

  static func volume(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try amount(.volume(try inputs.tiers()), inputs)
  }

  static func package(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try amount(.package(try inputs.package()), inputs)
  }

  static func packageCount(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    PriceOutcome(["packages": .exact(try inputs.package().count(try inputs.number("quantity")))])
  }

  static func graduatedPercentage(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let price = try Pricing.exact(.graduatedPercentage(try inputs.percentTiers()), try inputs.first("amount_base", "quantity").asNumber())
    return PriceOutcome(["amount": .exact(price.amount)], price.explanation)
  }

  static func steppedIntervals(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let price = try Pricing.exact(.steppedIntervals(try inputs.steppedIntervals()), try inputs.first("volume", "quantity").asNumber())
    return PriceOutcome(["amount": .exact(price.amount)], price.explanation)
  }

  static func capacity(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    var tiers: [Capacity.Tier] = []
    for tier in try inputs.list("tiers") {
      let limits = try tier["limits"].map { limits throws(Rejection) in try tier.numbersByName("limits") } ?? []
      tiers.append(.init(limits: Dictionary(limits.map { ($0.name, $0.value) }) { $1 }, amount: try tier.first("price", "amount").asNumber()))
    }
    let used = try inputs.required("used_max").keys.isEmpty ? [] : inputs.numbersByName("used_max")
    let usage = used.enumerated().map { index, unit in
      var event = Pricing.inOrder([unit.value])[0]
      event.event = Int64(index)
      event.attributes = ["unit": unit.name]
      return event
    }
    let price = try Pricing.events(
      .capacity(Capacity(tiers: tiers, dimension: "unit")), usage, meter: Pricing.meter(.maximum), perEvent: false)
    return PriceOutcome(["amount": .exact(price.amount)], price.explanation)
  }

  static func blockTiers(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let policy: BlockTiers.Policy = inputs.says("policy", "top") ? .topTier : .allTiers
    var explanation = Explanation()
    var usages: [(form: BlockTiers, used: Exact)] = []
    if inputs["usages"] != nil {
      for usage in try inputs.list("usages") {
        let tier = BlockTiers.Tier(block: try usage.positive("block"), price: try usage.number("price"))
        usages.append((BlockTiers(policy: policy, tiers: [tier]), try usage.number("used")))
      }
    } else if let byUnit = inputs["tiers"], byUnit.isMap {
      for used in try inputs.numbersByName("used") {
        usages.append((try byUnit.required(used.name).blockTiers(policy: policy), used.value))
      }
    } else {
      usages.append((try inputs.required("tiers").blockTiers(policy: policy), try inputs.first("units", "quantity").asNumber()))
    }
    for usage in usages { explanation.steps += try Pricing.exact(.blockTiers(usage.form), usage.used).explanation.steps }
    return PriceOutcome(
      ["amount": .exact(explanation.amount), "parts": .exacts(explanation.steps.map(\.amount))], explanation)
  }

  static func dynamic(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    var event = Pricing.inOrder([try inputs.number("quantity")])[0]
    event.attributes["amount"] = try inputs.text("sum_of_event_amounts_minor")
    let price = try Pricing.events(.dynamic(Dynamic(factor: cent)), [event], meter: Pricing.meter())
    var outcome = PriceOutcome(["amount": .exact(price.amount)], price.explanation)
    if !event.quantity.isZero { outcome.set("effective_unit_amount", .exact(price.amount / event.quantity)) }
    return outcome
  }

  static let cent = Exact(unscaled: 1, scale: 2)

  // MARK: - Parts of a period, minimum and maximum

  static func graduatedSplit(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try parts(.graduated(try inputs.tiers()), inputs)
  }

  static func packageSplit(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try parts(.package(try inputs.package()), inputs)
  }

  static func volumeSplit(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try parts(.volume(try inputs.tiers()), inputs)
  }

  private static func parts(_ form: PriceForm, _ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let before = try inputs.optionalNumber("already_billed_quantity").map { AlreadyBilled(quantity: $0) }
    let price = try Pricing.exact(form, try inputs.number("quantity"), alreadyBilled: before)
    return PriceOutcome(
      ["amount": .exact(price.amount), "parts": .exacts(price.explanation.steps.map(\.amount))], price.explanation)
  }

  /// The cap is used up by what was billed before, then by this part's steps in order.
  private static func maximum(_ form: PriceForm, _ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let maximum = try inputs.number("maximum")
    let billed = AlreadyBilled(
      quantity: try inputs.optionalNumber("already_billed_quantity") ?? .zero, amount: try inputs.optionalNumber("already_billed_amount") ?? .zero)
    let first = billed.quantity.isZero && billed.amount.isZero
    let price = try Pricing.exact(
      form, try inputs.number("quantity"), adjustments: [.maximumSpend(maximum)], alreadyBilled: first ? nil : billed)
    var room = max(.zero, maximum - billed.amount)
    var parts: [PriceAnswer] = []
    for step in price.explanation.steps where step.kind != .maximumSpend {
      let net = min(step.amount, room)
      room -= net
      parts.append(PriceOutcome(["gross": .exact(step.amount), "discount": .exact(step.amount - net), "net": .exact(net)]).asAnswer)
    }
    return PriceOutcome(["parts": .list(parts), "amount": .exact(price.amount)], price.explanation)
  }

  static func graduatedMaximum(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try maximum(.graduated(try inputs.tiers()), inputs)
  }

  static func volumeMaximum(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try maximum(.volume(try inputs.tiers()), inputs)
  }

  static func packageMaximum(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try maximum(.package(try inputs.package()), inputs)
  }

  static func graduatedMinimum(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try minimum(.graduated(try inputs.tiers()), inputs)
  }

  static func volumeMinimum(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try minimum(.volume(try inputs.tiers()), inputs)
  }

  static func packageMinimum(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    try minimum(.package(try inputs.package()), inputs)
  }

  private static func minimum(_ form: PriceForm, _ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let billedAmount = try inputs.optionalNumber("already_billed_amount")
    let billedQuantity = try inputs.optionalNumber("already_billed_quantity")
    let billed = billedAmount == nil && billedQuantity == nil
      ? nil : AlreadyBilled(quantity: billedQuantity ?? .zero, amount: billedAmount ?? .zero)
    let isLast = inputs["last_part_of_period"] == nil || inputs.says("last_part_of_period", "true")
    let price = try Pricing.exact(
      form, try inputs.number("quantity"), adjustments: [.minimumSpend(try inputs.number("minimum"))], alreadyBilled: billed, isLastPart: isLast)
    let trueUp = price.explanation.steps.filter { $0.kind == .minimumSpend }.reduce(Exact.zero) { $0 + $1.amount }
    return PriceOutcome(
      ["usage": .exact(price.amount - trueUp), "true_up": .exact(trueUp), "amount": .exact(price.amount)], price.explanation)
  }

  /// A credit never gives back more than is left of what was paid.
  static func creditCap(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let left = try Pricing.minor(try inputs.number("amount_paid")) - Pricing.minor(try inputs.optionalNumber("earlier_credits") ?? .zero)
    let wanted = try Pricing.minor(try inputs.number("potential_credit"))
    let credit = Exact(unscaled: -Repair.capped(-max(0, wanted), left: max(0, left)).amountMinor, scale: 2)
    return PriceOutcome(["credit": .exact(credit)], Explanation([ExplanationStep(.credit, amount: credit)]))
  }

  private static func amount(_ form: PriceForm, _ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let quantity = try inputs.number("quantity")
    let price = try Pricing.exact(form, quantity)
    var outcome = PriceOutcome(["amount": .exact(price.amount)], price.explanation)
    let effective = quantity.isZero ? .zero : price.amount / quantity
    outcome.set("effective_unit_amount", .exact(effective))
    outcome.set("effective_unit_amount_2dp", .cents(effective))
    return outcome
  }
}

extension PriceOutcome {
  var asAnswer: PriceAnswer { .map(fields) }
}
