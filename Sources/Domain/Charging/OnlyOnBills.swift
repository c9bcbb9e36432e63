import Catalog
import Primitives
import Rating

/// What only a bill can know: where the pieces of a price do not come to what one bill of them says, no piece is charged.
extension ChargingTariff {
  /// Why the price cannot be charged while it is used; `nil` when it can.
  ///
  /// A price whose amount is due whether it is used or not stands on the bill, and its pieces cost nothing whatever is agreed or taken off.
  public var obstacle: String? {
    periodObstacle ?? (isDueWithoutUse ? nil : formObstacle ?? meterObstacle ?? reductionObstacle)
  }

  /// Whether the bill charges one amount for the period, used or not, so that pieces cost nothing.
  var isDueWithoutUse: Bool {
    if rater.perEvent { return false }
    switch rater.version.form {
    case .flat: return true
    case .capacity(let form): return form.tiers.count == 1
    default: return false
    }
  }

  /// Whether the meter counts events and their number decides what the next one costs: a counter knows units, so each event has to be one.
  var countsOneByOne: Bool { rater.meter?.aggregation == .count && parts.contains(where: \.dependsOnPosition) }

  /// The forms that price, without those that only choose between them.
  private var parts: [PriceForm] {
    var found: [PriceForm] = []
    rater.version.form.visit { form in
      switch form {
      case .byDimension, .byTime: break
      case .byPrefix(let byPrefix): if byPrefix.deck != nil { found.append(form) }
      default: found.append(form)
      }
    }
    return found
  }

  // MARK: - Why not

  private var periodObstacle: String? {
    var allowances = 0
    for adjustment in rater.version.adjustments {
      switch adjustment {
      case .discount, .trial, .maximumSpend: break
      case .minimumSpend: return "its minimum spend is only known at the end of the period"
      case .commitment: return "its commitment is only known at the end of the period"
      case .allowance(let allowance):
        allowances += 1
        if allowance.shared { return "its allowance is shared between subscriptions; use a balance of units instead" }
        if allowance.rolloverPeriods > 0 { return "its allowance rolls over with the bill; use a balance of units instead" }
        if allowances > 1 { return "it has several allowances" }
      }
    }
    switch rater.meter?.aggregation {
    case .sum, .count, nil: return nil
    case .some(let aggregation): return "its meter takes the \(aggregation.rawValue) of a period"
    }
  }

  private var formObstacle: String? {
    let parts = parts
    let isChosen = rater.version.form.isChoice
    for part in parts {
      switch part {
      case .capacity: return "the tier of its capacity is only known at the end of the period"
      case .percentage(let form) where form.isFreeAtFirst: return "its free events are counted on the bill"
      case .graduated(let form) where form.prorated && !isChosen && !rater.perEvent,
        .volume(let form) where form.prorated && !isChosen && !rater.perEvent:
        return "its tiers are prorated by the days that are left of the period, on the bill"
      default: break
      }
    }
    // The bill has such an amount without any use only where nothing has to be chosen by events.
    if isChosen || rater.perEvent, parts.contains(where: \.hasFirstFee) { return "it has an amount that is due once in the period" }
    let isCounted = parts.contains(where: \.dependsOnPosition)
    if isCounted, parts.count > 1 { return "its parts have tiers or packages of their own, and what was used is counted for all of them together" }
    if isCounted, isChosen, rater.perEvent { return "its tiers or packages are filled event by event, in the order in which events began" }
    return nil
  }

  private var meterObstacle: String? {
    guard let meter = rater.meter else { return nil }
    if let field = meter.valueField, parts.contains(where: \.dependsOnPosition) {
      return "its meter takes what was used from `\(field)`, and its tiers or packages depend on what was used before"
    }
    if countsOneByOne, measure.perMeterUnit != 1 { return "its meter counts events, and their number decides the price, but its unit is \(meter.unit)" }
    return nil
  }

  private var reductionObstacle: String? {
    if let agreement, !rater.version.form.isPerUnit {
      switch agreement {
      case .percentOff: break
      case .replace, .add: return "the amount agreed for it is that of the whole period"
      }
    }
    let parts = parts
    let mayFall = parts.contains(where: \.mayFall)
    for adjustment in rater.version.adjustments {
      switch adjustment {
      case .discount(let discount):
        switch discount.reduction {
        case .amount(let amount): if !amount.isZero { return "its discount of \(amount) is taken off once in the period" }
        case .percent: if mayFall { return "its discount is taken off the sum of the period, which may fall while more is used" }
        }
      case .maximumSpend:
        if mayFall { return "its maximum spend holds for the sum of the period, which may fall while more is used" }
        if parts.contains(where: \.hasFirstFee) { return "its maximum spend counts an amount that stands on the bill" }
      case .allowance, .minimumSpend, .commitment, .trial: break
      }
    }
    return nil
  }

  /// Why an event is not charged while it is used, by what it says of itself; `nil` when it may be.
  ///
  /// Prices are not below zero unless the catalog says so, and an event that is has a bill held until a person looked at it.
  func obstacle(to priced: ExactPrice, _ attributes: [String: String]) -> String? {
    if let field = rater.meter?.valueField, let value = attributes[field].flatMap({ Exact($0) }), value.isNegative {
      return "the price \(terms.price) takes what was used from `\(field)`, which says \(value), and there are no units below zero"
    }
    guard let step = priced.explanation.steps.first(where: { $0.kind == .dynamic && $0.amount.isNegative }) else { return nil }
    var givesBack = false
    rater.version.form.visit { form in
      if case .dynamic(let dynamic) = form, dynamic.factor.isNegative { givesBack = true }
    }
    return givesBack ? nil : "the price \(terms.price) takes its amount from the event, which says \(step.amount), and nothing is given back while it is used"
  }
}

// MARK: - What forms are like

extension PriceForm {
  fileprivate var isPerUnit: Bool { if case .perUnit = self { true } else { false } }

  fileprivate var isChoice: Bool {
    switch self {
    case .byDimension, .byPrefix, .byTime: true
    default: false
    }
  }

  /// Whether what a unit costs depends on how many came before it.
  fileprivate var dependsOnPosition: Bool {
    switch self {
    case .graduated(let form), .volume(let form): form.tiers.count > 1 || form.tiers.last?.upTo != nil
    case .graduatedPercentage(let form): form.tiers.count > 1 || form.tiers.last?.upTo != nil
    case .package, .blockTiers: true
    case .flat, .perUnit, .percentage, .steppedIntervals, .capacity, .dynamic, .byDimension, .byPrefix, .byTime: false
    }
  }

  /// Whether an amount is due once, however little is used.
  fileprivate var hasFirstFee: Bool {
    switch self {
    case .flat(let form): !form.amount.isZero
    case .graduated(let form), .volume(let form): form.tiers.first.map { !$0.flat.isZero } ?? false
    case .graduatedPercentage(let form): form.tiers.first.map { !$0.flat.isZero } ?? false
    default: false
    }
  }

  /// Whether the sum of a period may fall while more is used.
  fileprivate var mayFall: Bool {
    switch self {
    case .perUnit(let form): form.unit.isNegative
    case .graduated(let form): form.tiers.contains { $0.unit.isNegative || $0.flat.isNegative }
    case .volume(let form):
      form.tiers.contains { $0.unit.isNegative || $0.flat.isNegative }
        || zip(form.tiers, form.tiers.dropFirst()).contains { before, after in after.unit < before.unit || after.flat < before.flat }
    case .package(let form): form.price.isNegative
    case .blockTiers(let form): form.tiers.contains { $0.price.isNegative } || (form.policy == .topTier && form.tiers.count > 1)
    case .graduatedPercentage(let form): form.tiers.contains { $0.percent.isNegative || $0.flat.isNegative }
    case .percentage(let form): form.percent.isNegative || form.fixedPerEvent.isNegative || (form.maximumPerEvent?.isNegative ?? false)
    case .steppedIntervals(let form): form.connectFee.isNegative || form.steps.contains { $0.price.isNegative } || (form.maximumCost?.isNegative ?? false)
    case .dynamic(let form): form.factor.isNegative
    case .flat, .capacity, .byDimension, .byPrefix, .byTime: false
    }
  }
}

extension Percentage {
  fileprivate var isFreeAtFirst: Bool { (freeEvents ?? 0) > 0 || (freeAmount ?? .zero).isPositive }
}
