public import Primitives

/// A change to what the form gave. One file each under `Adjustments`; the order they apply in is written in
/// `Rating/AdjustmentOrder.swift`.
public enum Adjustment: Sendable, Hashable {
  case allowance(Allowance)
  case discount(Discount)
  case minimumSpend(Exact)
  case maximumSpend(Exact)
  case commitment(Commitment)
  case trial(Trial)
}
