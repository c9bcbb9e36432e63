public import Primitives

/// A part of a whole as it is shown on a bill: 14 of 31 days. Not reduced, so that the days stay readable.
public struct Fraction: Sendable, Hashable {
  public var numerator: Int
  /// At least 1.
  public var denominator: Int

  @inlinable public init(_ numerator: Int, _ denominator: Int) {
    self.numerator = numerator
    self.denominator = max(1, denominator)
  }

  public static let whole = Fraction(1, 1)

  @inlinable public var isWhole: Bool { numerator == denominator }
  @inlinable public var isZero: Bool { numerator == 0 }

  /// The number, exactly: 14/31 stays a fraction.
  public var exact: Exact { isWhole ? .one : Exact.ratio(numerator, denominator) }
}

extension Fraction: CustomStringConvertible {
  public var description: String { "\(numerator)/\(denominator)" }
}
