import Catalog

/// The order in which a price is worked out. This is the only place that says it.
///
/// 1. **Allowance** before the form: free units never reach the tiers, so they are worth what the customer would
///    have paid first.
/// 2. **Form**: units become money.
/// 3. **Agreement** before proration: an agreed price is stated for one unit and one full period, like the list price
///    it replaces.
/// 4. **Proration**: the part of the period that was held. Usage already lies in the period and is not prorated.
/// 5. **Trial** after proration: free days are a part of the days held.
/// 6. **Discount** on what is really owed for the period, so that a fixed amount is worth the same in a short period;
///    several discounts apply in the order written, each to what the earlier ones left, never below zero.
/// 7. **Maximum spend** before minimum: a price whose two bounds meet costs exactly that.
/// 8. **Minimum spend** counts discounted money: it promises the seller what arrives.
/// 9. **Overage** weights what exceeds a commitment, on the final spend.
/// 10. **Rounding** last and once, recorded as a step; every step before it keeps all digits.
///
/// After rounding, and on charges of their own: the **commitment's true-up** (its own line, from rounded amounts, so
/// that the lines add up to the promise), then **promotions**, spread over finished lines by Invoicing: a coupon
/// lowers what is paid, not what was spent towards a commitment.
enum AdjustmentOrder: CaseIterable {
  case allowance, form, agreement, proration, trial, discount, maximumSpend, minimumSpend, overage, rounding
}

extension AdjustmentOrder {
  /// False when the stage changes nothing whatever is asked of this price.
  func matters(to version: PriceVersion) -> Bool {
    switch self {
    case .allowance, .form, .agreement, .proration, .rounding: true
    case .trial: version.adjustments.contains { if case .trial = $0 { true } else { false } }
    case .discount: version.adjustments.contains { if case .discount = $0 { true } else { false } }
    case .maximumSpend: version.adjustments.contains { if case .maximumSpend = $0 { true } else { false } }
    case .minimumSpend: version.adjustments.contains { if case .minimumSpend = $0 { true } else { false } }
    case .overage: version.adjustments.contains { if case .commitment = $0 { true } else { false } }
    }
  }
}
