/// Which way a number goes when it does not fit the digits asked for.
public enum RoundingMode: String, Sendable, Codable, CaseIterable {
  /// Ties away from zero: 0.125 → 0.13, −0.125 → −0.13.
  case halfUp = "half-up"
  /// Ties to the even digit: 0.125 → 0.12, 0.135 → 0.14.
  case halfEven = "half-even"
  /// Ties towards zero: 0.125 → 0.12.
  case halfDown = "half-down"
  /// Away from zero: 0.121 → 0.13, −0.121 → −0.13.
  case up
  /// Towards zero: 0.129 → 0.12, −0.129 → −0.12.
  case down
  /// Towards plus infinity.
  case ceiling
  /// Towards minus infinity.
  case floor
}

/// A rounding that a price or an invoice names: to how many decimal digits, and which way.
public struct Rounding: Sendable, Hashable, Codable {
  public var digits: Int
  public var mode: RoundingMode

  public init(digits: Int, mode: RoundingMode = .halfUp) {
    self.digits = digits
    self.mode = mode
  }

  /// How a rounding is named in an explanation: `2 half-up`.
  public var label: String {
    if digits == 2, mode == .halfUp { return "2 half-up" }
    if digits == 2, mode == .halfEven { return "2 half-even" }
    return "\(digits) \(mode.rawValue)"
  }
}

extension Exact {
  /// The number with exactly `digits` decimals, rounded by `mode`. `digits` may be negative (−2: hundreds).
  public func rounded(_ digits: Int, _ mode: RoundingMode) -> Exact {
    if isOverflow { return self }
    if divisor == 1, Int(scale) <= digits { return digits >= 0 ? written(scale: Int16(digits)) : self }
    let shift = Int(scale) - digits
    // value · 10^digits = mantissa / (10^shift · divisor)
    var numerator = mantissa
    var denominator = Int128(divisor)
    if shift >= 0 {
      guard shift <= 38 else { return .zero.written(scale: Int16(max(0, digits))) }
      let (d, over) = denominator.multipliedReportingOverflow(by: powersOfTen[shift])
      if over {
        // The divisor alone is beyond 128 bits: the fraction is below any digit that could matter.
        return Exact(mantissa: 0, divisor: 1, scale: Int16(max(0, digits)))
      }
      denominator = d
    } else {
      guard -shift <= 38 else { return .overflow }
      let (n, over) = numerator.multipliedReportingOverflow(by: powersOfTen[-shift])
      if over { return .overflow }
      numerator = n
    }
    let q = Exact.divide(numerator, denominator, mode)
    if digits >= 0 { return Exact(mantissa: q, divisor: 1, scale: Int16(digits)) }
    let (whole, over) = q.multipliedReportingOverflow(by: powersOfTen[-digits])
    return over ? .overflow : Exact(mantissa: whole, divisor: 1, scale: 0)
  }

  public func rounded(_ rounding: Rounding) -> Exact { rounded(rounding.digits, rounding.mode) }

  /// Integer quotient rounded by `mode`; `denominator` is positive.
  @usableFromInline static func divide(_ numerator: Int128, _ denominator: Int128, _ mode: RoundingMode) -> Int128 {
    let q: Int128
    let r: Int128
    if let n = Int64(exactly: numerator), let d = Int64(exactly: denominator) {
      let (a, b) = n.quotientAndRemainder(dividingBy: d)
      (q, r) = (Int128(a), Int128(b))
    } else {
      (q, r) = numerator.quotientAndRemainder(dividingBy: denominator)
    }
    if r == 0 { return q }
    let away: Int128 = numerator < 0 ? -1 : 1
    switch mode {
    case .down: return q
    case .up: return q + away
    case .ceiling: return numerator > 0 ? q + 1 : q
    case .floor: return numerator < 0 ? q - 1 : q
    case .halfUp, .halfEven, .halfDown:
      let twice = r.magnitude
      let rest = UInt128(denominator) - r.magnitude
      if twice > rest { return q + away }
      if twice < rest { return q }
      switch mode {
      case .halfUp: return q + away
      case .halfEven: return q & 1 == 0 ? q : q + away
      default: return q
      }
    }
  }

  /// The amount in the smallest unit of a currency with `digits` decimals; `nil` when it does not fit 64 bits.
  public func minorUnits(digits: Int, mode: RoundingMode) -> Int64? {
    let r = rounded(digits, mode)
    if r.isOverflow { return nil }
    let wide = r.written(scale: Int16(digits))
    return wide.scale == digits ? Int64(exactly: wide.mantissa) : nil
  }

  /// Whole units, rounded by `mode`; `nil` when they do not fit an `Int`.
  public func wholeUnits(_ mode: RoundingMode) -> Int? { minorUnits(digits: 0, mode: mode).map(Int.init) }
}
