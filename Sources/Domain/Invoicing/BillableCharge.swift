public import Primitives
public import Rating

/// A rated charge on its way to an invoice, with the account that used it.
public struct BillableCharge: Sendable, Equatable {
  public var charge: RatedCharge
  /// The child or user account, when another account pays; `nil` when payer and user are one.
  public var usedBy: BillingAccountID?
  /// Of money given back: the first day of the charge it comes from.
  public var creditOfChargeFrom: Day?

  public init(_ charge: RatedCharge, usedBy: BillingAccountID? = nil, creditOfChargeFrom: Day? = nil) {
    self.charge = charge
    self.usedBy = usedBy
    self.creditOfChargeFrom = creditOfChargeFrom
  }
}
