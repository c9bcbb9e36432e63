public import Primitives

/// What a meter carries from one period into the next: the level of a sum, and the values present of a unique count.
public struct MeterState: Sendable, Hashable {
  public var value: Exact
  public var present: Set<String>

  public init(value: Exact = .zero, present: Set<String> = []) {
    self.value = value
    self.present = present
  }

  public static let empty = MeterState()
}
