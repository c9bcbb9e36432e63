public import Primitives
public import Subscriptions

/// What an account's bills left it with, said anew after they were priced again: whatever is billed later goes on from
/// here, as if the events had come in order.
public struct Restatement: Sendable, Equatable {
  public var account: BillingAccountID
  /// The days of the bills priced again.
  public var days: ServicePeriod
  /// Usage accepted up to this round that happened before the end of the days is settled.
  public var usageThroughRound: Int64
  /// The first round that may still hold usage of later days.
  public var usageOpenFrom: Int64
  /// Every bucket as it was last left, those of ended periods too.
  public var allowances: [CarriedState.Allowance]
  public var meters: [CarriedState.Meter]
  /// What the days come to, by usage price and period, that which cost nothing too.
  public var usage: [BilledUsage]
  /// Days billed by the bills, in that order.
  public var billed: [BilledPeriod]

  public init(
    account: BillingAccountID, days: ServicePeriod, usageThroughRound: Int64, usageOpenFrom: Int64,
    allowances: [CarriedState.Allowance], meters: [CarriedState.Meter], usage: [BilledUsage], billed: [BilledPeriod]
  ) {
    self.account = account
    self.days = days
    self.usageThroughRound = usageThroughRound
    self.usageOpenFrom = usageOpenFrom
    self.allowances = allowances
    self.meters = meters
    self.usage = usage
    self.billed = billed
  }
}
