/// What an adjustment of a child account's item does, by how far the invoice of the paying parent has come.
///
/// A parent's invoice carries what its children owe. While it is a draft an adjustment simply lowers its line; once
/// issued it lowers what is open of it; once paid nothing may go below zero, and the child keeps the rest as a credit.
public struct ChildAdjustment: Sendable, Hashable {
  /// How far the invoice has come that carries the item.
  public enum ParentInvoice: String, Sendable, Codable, CaseIterable { case draft, committed, paid }

  /// The line on the parent's invoice.
  public var parentLineMinor: Int64
  /// What of it is still to be paid by the parent.
  public var parentOpenMinor: Int64
  /// What the child keeps for later bills.
  public var childCreditMinor: Int64

  /// `adjustmentsMinor` are negative; the sums must fit 64 bits, else `nil`.
  public init?(itemMinor: Int64, adjustmentsMinor: [Int64], parent: ParentInvoice) {
    var sum: Int64 = 0
    for adjustment in adjustmentsMinor {
      let (result, over) = sum.addingReportingOverflow(adjustment)
      if over { return nil }
      sum = result
    }
    let (left, over) = itemMinor.addingReportingOverflow(sum)
    if over { return nil }
    switch parent {
    case .draft: (parentLineMinor, parentOpenMinor, childCreditMinor) = (left, left, 0)
    case .committed: (parentLineMinor, parentOpenMinor, childCreditMinor) = (itemMinor, max(0, left), max(0, 0 &- left))
    case .paid: (parentLineMinor, parentOpenMinor, childCreditMinor) = (itemMinor, 0, max(0, 0 &- sum))
    }
  }
}
