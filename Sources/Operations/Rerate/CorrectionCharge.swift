public import Invoicing
public import Primitives
public import Rating

/// What an account has to pay more or less for days billed before. A fact; it stands on the account's next invoice.
public struct CorrectionCharge: Sendable, Equatable {
  /// 0 until it is written.
  public var id: Int64
  /// The kind of line it corrects.
  public var corrects: RatedCharge.Kind
  /// Whose use it was, when another account pays.
  public var usedBy: BillingAccountID?
  /// Of kind `correction`.
  public var charge: RatedCharge

  public init(id: Int64 = 0, corrects: RatedCharge.Kind, usedBy: BillingAccountID?, charge: RatedCharge) {
    self.id = id
    self.corrects = corrects
    self.usedBy = usedBy
    self.charge = charge
  }
}

extension CorrectionCharge {
  /// What books a difference: one charge, explained by the new steps less what was billed; or two where the new price
  /// is taxed otherwise than the old one, so that each tax falls on its own amount.
  static func of(_ difference: LineDifference, _ currency: Currency) -> [CorrectionCharge] {
    let (before, after) = (difference.before, difference.after)
    guard let terms = after.terms ?? before.terms else { return [] }
    let days = after.days ?? before.days ?? difference.key.period
    func charge(_ terms: ChargeTerms, _ quantity: Exact, _ amountMinor: Int64, _ explanation: Explanation) -> CorrectionCharge {
      CorrectionCharge(
        corrects: difference.key.group.kind, usedBy: difference.key.usedBy,
        charge: RatedCharge(
          kind: .correction, subscription: difference.key.subscription, terms: terms, period: days, quantity: quantity,
          amount: Money(amountMinor: amountMinor, currency: currency), explanation: explanation))
    }
    let back = ExplanationStep(.alreadyBilled, amount: -Money(amountMinor: before.amountMinor, currency: currency).exact)
    if let old = before.terms, let new = after.terms, !old.isTaxed(like: new) {
      return [
        charge(old, -before.quantity, 0 &- before.amountMinor, Explanation([back])),
        charge(new, after.quantity, after.amountMinor, after.explanation),
      ].filter { $0.charge.amount.amountMinor != 0 }
    }
    var steps = after.explanation
    if before.amountMinor != 0 { steps.append(back) }
    return [charge(terms, after.quantity - before.quantity, difference.amountMinor, steps)]
  }
}

extension ChargeTerms {
  fileprivate func isTaxed(like other: ChargeTerms) -> Bool {
    taxInclusive == other.taxInclusive && taxCategory == other.taxCategory && revenueAccount == other.revenueAccount
  }
}

extension LineDifference.Group {
  /// The ordinary kind of its lines.
  var kind: RatedCharge.Kind {
    switch self {
    case .recurring: .recurring
    case .usage: .usage
    case .oneTime: .oneTime
    case .trueUp: .trueUp
    case .discount: .discount
    case .thirdParty: .thirdParty
    case .correction: .correction
    }
  }
}
