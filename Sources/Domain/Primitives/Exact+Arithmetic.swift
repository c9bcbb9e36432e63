extension Exact {
  @inlinable public static func + (a: Exact, b: Exact) -> Exact {
    if a.divisor == 1, b.divisor == 1, a.scale == b.scale, a.mantissa != .min, b.mantissa != .min {
      let (sum, over) = a.mantissa.addingReportingOverflow(b.mantissa)
      return over ? .overflow : Exact(mantissa: sum, divisor: 1, scale: a.scale)
    }
    return addSlowly(a, b)
  }

  @inlinable public static prefix func - (a: Exact) -> Exact {
    a.isOverflow ? .overflow : Exact(mantissa: -a.mantissa, divisor: a.divisor, scale: a.scale)
  }

  @inlinable public static func - (a: Exact, b: Exact) -> Exact { a + (-b) }
  @inlinable public static func += (a: inout Exact, b: Exact) { a = a + b }
  @inlinable public static func -= (a: inout Exact, b: Exact) { a = a - b }

  @inlinable public static func * (a: Exact, b: Exact) -> Exact {
    if a.divisor == 1, b.divisor == 1, a.mantissa != .min, b.mantissa != .min {
      let (product, over) = a.mantissa.multipliedReportingOverflow(by: b.mantissa)
      let scale = a.scale + b.scale
      if !over, scale <= 36, product != .min { return Exact(mantissa: product, divisor: 1, scale: scale) }
    }
    return multiplySlowly(a, b)
  }

  /// Exact division. Dividing by zero gives `overflow`, as no number is the answer.
  public static func / (a: Exact, b: Exact) -> Exact {
    if a.isOverflow || b.isOverflow || b.mantissa == 0 { return .overflow }
    if a.mantissa == 0 { return .zero }
    // a / b = (a.m · b.d · 10^b.s) / (a.d · b.m · 10^a.s)
    var numerator = a.mantissa.magnitude
    var denominator = b.mantissa.magnitude
    var shared = greatestCommonDivisor(numerator, denominator)
    numerator /= shared
    denominator /= shared
    var upper = UInt128(b.divisor)
    shared = greatestCommonDivisor(upper, denominator)
    upper /= shared
    denominator /= shared
    var lower = UInt128(a.divisor)
    shared = greatestCommonDivisor(numerator, lower)
    numerator /= shared
    lower /= shared
    let (n, nOver) = numerator.multipliedReportingOverflow(by: upper)
    let (d, dOver) = denominator.multipliedReportingOverflow(by: lower)
    if nOver || dOver { return .overflow }
    let negative = (a.mantissa < 0) != (b.mantissa < 0)
    return fraction(negative: negative, numerator: n, denominator: d, scale: Int(a.scale) - Int(b.scale))
  }

  /// `numerator / denominator` as an exact number, for day fractions such as 14/31.
  public static func ratio(_ numerator: Int, _ denominator: Int) -> Exact { Exact(numerator) / Exact(denominator) }

  @usableFromInline static func addSlowly(_ a: Exact, _ b: Exact) -> Exact {
    if a.isOverflow || b.isOverflow { return .overflow }
    if a.mantissa == 0 { return b.scale >= a.scale ? b : b.written(scale: a.scale) }
    if b.mantissa == 0 { return a.scale >= b.scale ? a : a.written(scale: b.scale) }
    let scale = max(a.scale, b.scale)
    if a.divisor == 1, b.divisor == 1, let x = Int64(exactly: a.mantissa), let y = Int64(exactly: b.mantissa), scale - min(a.scale, b.scale) <= 18 {
      // As amounts of one line: neither 64 bits times a power of that many digits nor their sum can leave 128 bits.
      return Exact(mantissa: Int128(x) &* wide(scale - a.scale) &+ Int128(y) &* wide(scale - b.scale), divisor: 1, scale: scale)
    }
    let left = a.mantissa.multipliedReportingOverflow(by: powersOfTen[Int(scale - a.scale)])
    let right = b.mantissa.multipliedReportingOverflow(by: powersOfTen[Int(scale - b.scale)])
    if left.overflow || right.overflow {
      let (x, y) = (a.reduced, b.reduced)
      if x.scale == a.scale, y.scale == b.scale { return .overflow }
      return addSlowly(x, y)
    }
    if a.divisor == b.divisor {
      let (sum, over) = left.partialValue.addingReportingOverflow(right.partialValue)
      if over { return .overflow }
      let result = Exact(mantissa: sum, divisor: a.divisor, scale: scale)
      return a.divisor == 1 ? result : result.reduced
    }
    let shared = Int64(greatestCommonDivisor(UInt128(a.divisor), UInt128(b.divisor)))
    let (divisor, over) = a.divisor.multipliedReportingOverflow(by: b.divisor / shared)
    if over { return .overflow }
    let l = left.partialValue.multipliedReportingOverflow(by: Int128(b.divisor / shared))
    let r = right.partialValue.multipliedReportingOverflow(by: Int128(a.divisor / shared))
    if l.overflow || r.overflow { return .overflow }
    let (sum, sumOver) = l.partialValue.addingReportingOverflow(r.partialValue)
    return sumOver ? .overflow : Exact(mantissa: sum, divisor: divisor, scale: scale).reduced
  }

  /// Ten to the power of at most 18.
  private static func wide(_ digits: Int16) -> Int128 {
    var power: Int64 = 1
    for _ in 0..<digits { power &*= 10 }
    return Int128(power)
  }

  @usableFromInline static func multiplySlowly(_ a: Exact, _ b: Exact) -> Exact {
    if a.isOverflow || b.isOverflow { return .overflow }
    let (x, y) = (a.reduced, b.reduced)
    // Cross-reduce first, so that 2/3 · 3/4 needs no large numbers.
    let g1 = Int128(greatestCommonDivisor(x.mantissa.magnitude, UInt128(y.divisor)))
    let g2 = Int128(greatestCommonDivisor(y.mantissa.magnitude, UInt128(x.divisor)))
    let (product, over) = (x.mantissa / g1).multipliedReportingOverflow(by: y.mantissa / g2)
    let (divisor, dOver) = (x.divisor / Int64(g2)).multipliedReportingOverflow(by: y.divisor / Int64(g1))
    if over || dOver || product == .min { return .overflow }
    let result = Exact(mantissa: product, divisor: divisor, scale: x.scale + y.scale)
    return result.scale > maximumScale ? result.reducedOrOverflow : result
  }

  static func fraction(negative: Bool, numerator: UInt128, denominator: UInt128, scale: Int) -> Exact {
    var (n, d, s) = (numerator, denominator, scale)
    let shared = greatestCommonDivisor(n, d)
    n /= shared
    d /= shared
    // Every factor 2 or 5 of the divisor becomes a decimal digit: 1/2 = 5/10.
    while d % 2 == 0 {
      let (m, over) = n.multipliedReportingOverflow(by: 5)
      if over { return .overflow }
      (n, d, s) = (m, d / 2, s + 1)
    }
    while d % 5 == 0 {
      let (m, over) = n.multipliedReportingOverflow(by: 2)
      if over { return .overflow }
      (n, d, s) = (m, d / 5, s + 1)
    }
    while s > 0, n % 10 == 0, n != 0 { (n, s) = (n / 10, s - 1) }
    while s < 0 {
      let (m, over) = n.multipliedReportingOverflow(by: 10)
      if over { return .overflow }
      (n, s) = (m, s + 1)
    }
    guard let divisor = Int64(exactly: d), let mantissa = Int128(exactly: n), s <= maximumScale else { return .overflow }
    return Exact(mantissa: negative ? -mantissa : mantissa, divisor: divisor, scale: Int16(s))
  }

  /// The same number with no trailing zero digit and no common factor.
  public var reduced: Exact {
    if isOverflow || mantissa == 0 { return isOverflow ? self : .zero }
    if divisor == 1, scale >= 0, scale <= Exact.maximumScale, var rest = Int64(exactly: mantissa) {
      var digits = scale
      while digits > 0, rest % 10 == 0 { (rest, digits) = (rest / 10, digits - 1) }
      return Exact(mantissa: Int128(rest), divisor: 1, scale: digits)
    }
    return Exact.fraction(
      negative: mantissa < 0, numerator: mantissa.magnitude, denominator: UInt128(divisor), scale: Int(scale))
  }

  var reducedOrOverflow: Exact {
    let r = reduced
    return r.scale > Exact.maximumScale ? .overflow : r
  }

  /// The same number written with at least `scale` decimal digits.
  @usableFromInline func written(scale wanted: Int16) -> Exact {
    if wanted <= scale { return self }
    let (m, over) = mantissa.multipliedReportingOverflow(by: powersOfTen[Int(wanted - scale)])
    return over ? self : Exact(mantissa: m, divisor: divisor, scale: wanted)
  }
}

extension Exact: Comparable, Hashable {
  public static func == (a: Exact, b: Exact) -> Bool {
    if a.divisor == b.divisor, a.scale == b.scale { return a.mantissa == b.mantissa }
    let (x, y) = (a.reduced, b.reduced)
    return x.mantissa == y.mantissa && x.divisor == y.divisor && x.scale == y.scale
  }

  public static func < (a: Exact, b: Exact) -> Bool {
    if a.isOverflow || b.isOverflow { return a.isOverflow && !b.isOverflow }
    if a.divisor == b.divisor, a.scale == b.scale { return a.mantissa < b.mantissa }
    if (a.mantissa < 0) != (b.mantissa < 0) { return a.mantissa < b.mantissa }
    let difference = a - b
    if !difference.isOverflow { return difference.mantissa < 0 }
    // Too wide to subtract: the whole parts decide, then the remainders.
    let (x, y) = (a.split(), b.split())
    return x.whole == y.whole ? x.rest < y.rest : x.whole < y.whole
  }

  private func split() -> (whole: Int128, rest: Exact) {
    let unit = powersOfTen[Int(min(scale, 38))]
    let whole = mantissa / unit / Int128(divisor)
    return (whole, self - Exact(mantissa: whole, divisor: 1, scale: 0))
  }

  public func hash(into hasher: inout Hasher) {
    let r = reduced
    hasher.combine(r.mantissa)
    hasher.combine(r.divisor)
    hasher.combine(r.scale)
  }
}
