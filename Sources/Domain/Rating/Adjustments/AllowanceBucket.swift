public import Primitives

/// Units that cost nothing, granted for one period and usable until a day.
public struct AllowanceBucket: Sendable, Hashable, Codable {
  /// The allowance's code; buckets of the same code belong together, whichever subscription they came from.
  public var code: String
  /// The first day of the period it was granted for; older buckets are used first.
  public var grantedOn: Day
  /// The first day it can no longer be used.
  public var expiresOn: Day
  public var granted: Exact
  public var left: Exact

  public init(code: String, grantedOn: Day, expiresOn: Day, granted: Exact, left: Exact? = nil) {
    self.code = code
    self.grantedOn = grantedOn
    self.expiresOn = expiresOn
    self.granted = granted
    self.left = left ?? granted
  }
}
