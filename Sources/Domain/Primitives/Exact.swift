/// An exact number: `mantissa / (10^scale · divisor)`.
///
/// Decimals keep every digit they were written with (`divisor` is 1). A division that has no finite decimal
/// (a proration of 14/31, say) stays a fraction, so nothing is rounded until a rounding is asked for by name.
/// The divisor is kept free of the factors 2 and 5, so `isDecimal` is simply `divisor == 1`.
///
/// Arithmetic never traps and never throws: a result too large for 128 bits becomes `Exact.overflow`, which
/// spreads through everything computed from it and is refused at the next rounding to money
/// (`minorUnits(digits:mode:)` gives `nil`).
public struct Exact: Sendable {
  // The mantissa in two words, not as one Int128: with a field aligned to 16 bytes, Swift 6.3 without optimisation
  // copies an `Exact?` argument by an aligned instruction from a place that is not, and the program ends there.
  @usableFromInline var mantissaHigh: Int64
  @usableFromInline var mantissaLow: UInt64
  @usableFromInline var divisor: Int64
  @usableFromInline var scale: Int16

  @inlinable var mantissa: Int128 { Int128(mantissaHigh) << 64 | Int128(mantissaLow) }

  @inlinable init(mantissa: Int128, divisor: Int64, scale: Int16) {
    mantissaHigh = Int64(truncatingIfNeeded: mantissa >> 64)
    mantissaLow = UInt64(truncatingIfNeeded: mantissa)
    self.divisor = divisor
    self.scale = scale
  }

  /// A whole number.
  @inlinable public init(_ value: Int) { self.init(mantissa: Int128(value), divisor: 1, scale: 0) }

  /// A decimal from its digits: `Exact(unscaled: 1234, scale: 2)` is 12.34.
  @inlinable public init(unscaled: Int64, scale: Int) {
    self.init(mantissa: Int128(unscaled), divisor: 1, scale: Int16(scale))
  }

  /// A decimal from 128-bit digits; used by stores that keep the digits and the scale apart.
  @inlinable public init(digits: Int128, scale: Int) { self.init(mantissa: digits, divisor: 1, scale: Int16(scale)) }

  public static let zero = Exact(mantissa: 0, divisor: 1, scale: 0)
  public static let one = Exact(mantissa: 1, divisor: 1, scale: 0)

  /// A result that did not fit. Equal only to itself; smaller than every number.
  public static let overflow = Exact(mantissa: .min, divisor: 1, scale: 0)

  @inlinable public var isOverflow: Bool { mantissa == .min }
  @inlinable public var isZero: Bool { mantissa == 0 }
  @inlinable public var isNegative: Bool { mantissa < 0 && mantissa != .min }
  @inlinable public var isPositive: Bool { mantissa > 0 }

  /// True when the number has a finite decimal form.
  @inlinable public var isDecimal: Bool { divisor == 1 && !isOverflow }

  /// How many digits stand after the decimal point as written; meaningful when `isDecimal`.
  @inlinable public var fractionDigits: Int { Int(scale) }

  /// The unscaled digits when they fit 64 bits and the number is a decimal; `nil` otherwise.
  @inlinable public var unscaled64: Int64? { isDecimal ? Int64(exactly: mantissa) : nil }

  /// The unscaled digits of a decimal; `nil` for a fraction or an overflow.
  @inlinable public var digits: Int128? { isDecimal ? mantissa : nil }

  @inlinable public var magnitude: Exact { isNegative ? -self : self }

  public static let maximumScale = 36
}

@usableFromInline let powersOfTen: [Int128] = {
  var table: [Int128] = [1]
  for _ in 0..<38 { table.append(table[table.count - 1] * 10) }
  return table
}()

@inlinable func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
  var (a, b) = (a, b)
  while b != 0 {
    if a <= UInt128(UInt64.max), b <= UInt128(UInt64.max) {
      var (x, y) = (UInt64(a), UInt64(b))
      while y != 0 { (x, y) = (y, x % y) }
      return UInt128(x)
    }
    (a, b) = (b, a % b)
  }
  return a
}
