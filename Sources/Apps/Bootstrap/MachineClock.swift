import Foundation
public import Operations
public import Primitives

/// The machine's own clock; the one place that asks for the present.
public struct MachineClock: Clock {
  public init() {}

  public func now() -> Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}
