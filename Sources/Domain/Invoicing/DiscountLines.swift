import Catalog
import Primitives
import Rating
import Taxation

/// Document discounts as lines of their own: one per tax category, revenue account and kind of price, so that tax
/// bases and revenue fall by exactly their share.
///
/// Each discount is spread over what earlier discounts left, by largest remainder, and never takes more than that.
/// When a charge that a dated percentage lowered is given back, the same percentage of the credit stays with the seller.
enum DiscountLines {
  private struct Group {
    var category: TaxCategoryCode
    var account: LedgerAccountCode
    var inclusive: Bool
    var leftMinor: Int64
  }

  /// Inserts the lines before corrections and the third-party section; false when a sum overflows.
  static func insert(
    _ discounts: [DocumentDiscount], into charges: inout [BillableCharge], currency: Currency, billingPeriod: ServicePeriod
  ) -> Bool {
    let end = charges.firstIndex { $0.charge.kind == .thirdParty || $0.charge.kind == .correction } ?? charges.count
    /// What is left of each own line; discounts of narrower scope see only their lines.
    var left = charges[..<end].map(\.charge.amount.amountMinor)
    var made: [BillableCharge] = []
    for discount in discounts {
      for givingBack in discount.isTakenBackWithCredits ? [false, true] : [false] {
        let scope = left.indices.filter {
          givingBack
            ? left[$0] < 0 && charges[$0].creditOfChargeFrom != nil && applies(discount, to: charges[$0])
            : left[$0] > 0 && applies(discount, to: charges[$0])
        }
        let sign: Int64 = givingBack ? -1 : 1
        var sum: Int64 = 0
        for index in scope {
          let (result, over) = sum.addingReportingOverflow(sign &* left[index])
          if over { return false }
          sum = result
        }
        guard sum > 0 else { continue }
        guard let wanted = amount(discount.reduction, of: sum, currency) else { return false }
        let parts = Allocation.largestRemainder(
          max(0, min(wanted, sum)), over: scope.map { Exact(unscaled: sign &* left[$0], scale: 0) })
        var groups: [Group] = []
        for (index, part) in zip(scope, parts) where part != 0 {
          left[index] -= sign &* part
          add(sign &* part, of: charges[index].charge, to: &groups)
        }
        made += groups.map { BillableCharge(line(discount, $0, currency, billingPeriod)) }
      }
    }
    charges.insert(contentsOf: made, at: end)
    return true
  }

  private static func add(_ part: Int64, of charge: RatedCharge, to groups: inout [Group]) {
    if let known = groups.firstIndex(where: {
      $0.category == charge.taxCategory && $0.account == charge.revenueAccount && $0.inclusive == charge.taxInclusive
    }) {
      groups[known].leftMinor += part
    } else {
      groups.append(
        Group(category: charge.taxCategory, account: charge.revenueAccount, inclusive: charge.taxInclusive, leftMinor: part))
    }
  }

  private static func applies(_ discount: DocumentDiscount, to billable: BillableCharge) -> Bool {
    let charge = billable.charge
    if let within = discount.within, !within.contains(billable.creditOfChargeFrom ?? charge.period.start) { return false }
    if let subscription = discount.subscription, charge.subscription != subscription { return false }
    switch discount.scope {
    case .account: return true
    case .offerings(let codes): return charge.offering.map(codes.contains) ?? false
    case .prices(let codes): return codes.contains(charge.price)
    }
  }

  private static func amount(_ reduction: Promotion.Reduction, of sumMinor: Int64, _ currency: Currency) -> Int64? {
    switch reduction {
    case .percent(let percent): TaxArithmetic.tax(onMinor: sumMinor, percent: percent)
    case .amount(let amount, let of): of == currency ? amount.minorUnits(digits: currency.minorDigits, mode: .halfUp) : 0
    }
  }

  private static func line(_ discount: DocumentDiscount, _ group: Group, _ currency: Currency, _ period: ServicePeriod) -> RatedCharge {
    let amount = Money(amountMinor: -group.leftMinor, currency: currency)
    var unitPrice: Exact?
    if case .percent(let percent) = discount.reduction { unitPrice = percent }
    return RatedCharge(
      kind: .discount, subscription: discount.subscription,
      terms: ChargeTerms(
        offering: nil, price: PriceCode(discount.promotion.text), name: discount.name, unit: "", taxInclusive: group.inclusive,
        taxCategory: group.category, revenueAccount: group.account),
      period: period, quantity: .one, amount: amount,
      explanation: Explanation([ExplanationStep(.discount, label: discount.promotion.text, unitPrice: unitPrice, amount: amount.exact)]))
  }
}

extension DocumentDiscount {
  /// A percentage over dated charges is known for each of them again when it is given back; an amount per bill is not.
  fileprivate var isTakenBackWithCredits: Bool {
    if case .percent = reduction { within != nil } else { false }
  }
}
