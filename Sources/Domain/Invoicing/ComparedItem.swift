import Primitives
import Rating
import Taxation

/// Everything two bills say about one price of one subscription.
struct ComparedItem {
  struct Identity: Hashable {
    var usedBy: BillingAccountID?
    var subscription: SubscriptionID?
    var price: PriceCode
    /// Discounts and third-party charges are not mixed with a price of the same code.
    var group: RatedCharge.Kind?
  }

  var identity: Identity
  var name: LocalizedText
  var before = BillSide()
  var after = BillSide()
}

/// One bill's lines for an item, added up.
struct BillSide {
  var kinds: Set<RatedCharge.Kind> = []
  /// Tax included.
  var grossMinor: Int64 = 0
  var netMinor: Int64 = 0
  var percent: Exact?
  /// The prices contain the tax: a change of its rate changes nothing the customer pays.
  var taxInclusive = false
  /// Usage: what was used. Recurring: how many units were held.
  var quantity = Exact.zero
  var unit = ""
  /// Recurring: full periods billed, credits taken off.
  var periods = Exact.zero
  /// Recurring: days billed, credits taken off.
  var days = 0
  /// The price of one unit and one full period, before discounts.
  var unitPrice: Exact?
  /// Discounts inside the lines, as on the lines.
  var discount = Exact.zero
  /// Lines for a part of a period.
  var parts: [Part] = []

  struct Part {
    var period: ServicePeriod
    var isCredit: Bool
    var numerator: Int
    var denominator: Int

    /// Days of the period that the subscriber had the price: those billed, or those not given back.
    var daysHeld: Int { isCredit ? max(0, denominator - numerator) : numerator }
  }

  var isPresent: Bool { !kinds.isEmpty }

  mutating func add(_ line: InvoiceLine, grossMinor: Int64) {
    let charge = line.charge
    kinds.insert(charge.kind)
    self.grossMinor += grossMinor
    netMinor += line.netMinor
    percent = line.taxKey.percent
    taxInclusive = charge.taxInclusive
    unit = charge.unit
    for step in charge.explanation.steps where step.kind == .discount { discount += step.amount }
    switch charge.kind {
    case .recurring:
      quantity = charge.quantity
      unitPrice = BillSide.unitPrice(charge)
      addPeriods(charge, isCredit: false)
    case .credit: addPeriods(charge, isCredit: true)
    default: quantity += charge.quantity
    }
  }

  private mutating func addPeriods(_ charge: RatedCharge, isCredit: Bool) {
    let share = charge.explanation.steps.first { $0.kind == .proration || $0.kind == .credit }
    let part = Part(
      period: charge.period, isCredit: isCredit, numerator: share?.numerator ?? charge.period.days,
      denominator: share?.denominator ?? charge.period.days)
    if part.numerator != part.denominator { parts.append(part) }
    let fraction = part.denominator == 0 ? Exact.one : .ratio(part.numerator, part.denominator)
    periods += isCredit ? -fraction : fraction
    days += isCredit ? -part.numerator : part.numerator
  }

  private static func unitPrice(_ charge: RatedCharge) -> Exact? {
    guard charge.quantity.isPositive else { return nil }
    var sum = Exact.zero
    for step in charge.explanation.steps {
      switch step.kind {
      case .proration, .discount, .rounding, .trial, .credit, .alreadyBilled, .tax: continue
      default: sum += step.amount
      }
    }
    let price = sum / charge.quantity
    return price.isDecimal ? price.reduced : price.rounded(6, .halfEven).reduced
  }
}
