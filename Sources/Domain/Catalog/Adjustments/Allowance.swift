public import Primitives

/// Units that cost nothing each period, taken before the form prices the rest.
public struct Allowance: Sendable, Hashable {
  public var code: String
  public var units: Exact
  /// How many periods what is left stays usable; 0: it ends with its period.
  public var rolloverPeriods: Int
  /// Shared by all subscriptions of the account that hold an allowance of this code.
  public var shared: Bool
  /// Prorated when the subscription holds it for part of the period.
  public var prorated: Bool

  public init(code: String, units: Exact, rolloverPeriods: Int = 0, shared: Bool = false, prorated: Bool = false) {
    self.code = code
    self.units = units
    self.rolloverPeriods = rolloverPeriods
    self.shared = shared
    self.prorated = prorated
  }
}
