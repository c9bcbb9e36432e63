/// One change of one bucket's amount. A fact: the amount of a bucket is the sum of its movements.
public struct BalanceMovement: Sendable, Hashable {
  /// Why something came or went.
  public enum Kind: String, Sendable, CaseIterable {
    /// Paid in.
    case topUp = "top-up"
    /// Given by the operator.
    case bonus
    /// Corrected by the operator, up or down.
    case adjustment
    case transferIn = "transfer-in"
    case transferOut = "transfer-out"
    /// Spent on what was used.
    case consumption
    /// What was spent, given back.
    case refund
    /// Over, and gone.
    case expiry
    /// Went on into another bucket.
    case rolloverOut = "rollover-out"
    case rolloverIn = "rollover-in"
  }

  /// The bucket's number within its customer balance.
  public var bucket: Int
  public var kind: Kind
  /// In smallest units: more when positive, less when negative.
  public var amount: Int64
  /// What the bucket held then.
  public var after: Int64

  public init(bucket: Int, kind: Kind, amount: Int64, after: Int64) {
    self.bucket = bucket
    self.kind = kind
    self.amount = amount
    self.after = after
  }
}
