/// The first days of a subscription cost nothing.
public struct Trial: Sendable, Hashable {
  public var days: Int
  public init(days: Int) { self.days = days }
}
