public import Invoicing
public import Parties
public import Primitives
public import Rating

/// A line as billed, without its words and steps: enough to see whether a replay comes to the same.
public struct BilledLine: Sendable, Hashable {
  public var usedBy: BillingAccountID?
  public var subscription: SubscriptionID?
  public var price: PriceCode
  public var kind: RatedCharge.Kind
  public var period: ServicePeriod
  public var amountMinor: Int64

  public init(
    usedBy: BillingAccountID?, subscription: SubscriptionID?, price: PriceCode, kind: RatedCharge.Kind, period: ServicePeriod,
    amountMinor: Int64
  ) {
    self.usedBy = usedBy
    self.subscription = subscription
    self.price = price
    self.kind = kind
    self.period = period
    self.amountMinor = amountMinor
  }

  func isSame(as line: InvoiceLine) -> Bool {
    let charge = line.charge
    return amountMinor == charge.amount.amountMinor && kind == charge.kind && subscription == charge.subscription
      && period == charge.period && usedBy == line.usedBy && price == charge.price
  }

  private typealias Key = LineDifference.Key

  /// Whether the lines of a replay come to the same amounts, thing by thing.
  static func isSame(_ billed: [BilledLine], _ replayed: [ReplayedBill], cycle: BillCycle) -> Bool {
    var next = 0
    var isAligned = true
    for bill in replayed {
      guard isAligned, case .drafted(let invoice) = bill.outcome else { continue }
      // By index, so that each line is read where it lies instead of being copied out.
      for index in invoice.lines.indices {
        guard next < billed.count, billed[next].isSame(as: invoice.lines[index]) else {
          isAligned = false
          break
        }
        next += 1
      }
    }
    if isAligned, next == billed.count { return true }
    return sumsAreSame(billed, replayed.flatMap { $0.invoice?.lines ?? [] }, cycle: cycle)
  }

  private static func sumsAreSame(_ billed: [BilledLine], _ replayed: [InvoiceLine], cycle: BillCycle) -> Bool {
    var sums: [Key: Int64] = [:]
    for line in billed {
      let key = Key(
        usedBy: line.usedBy, subscription: line.subscription, price: line.price, group: LineDifference.Group(line.kind),
        period: cycle.period(containing: line.period.start))
      sums[key, default: 0] &+= line.amountMinor
    }
    for line in replayed {
      let key = Key(
        usedBy: line.usedBy, subscription: line.charge.subscription, price: line.charge.price,
        group: LineDifference.Group(line.charge.kind), period: cycle.period(containing: line.charge.period.start))
      sums[key, default: 0] &-= line.charge.amount.amountMinor
    }
    return sums.values.allSatisfy { $0 == 0 }
  }
}
