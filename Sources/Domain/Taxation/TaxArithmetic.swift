public import Primitives

/// The few calculations behind every tax figure, in whole smallest units and exact percents.
public enum TaxArithmetic {
  /// Tax on a net amount, rounded once; `nil` when it does not fit 64 bits or the percent is no decimal.
  public static func tax(onMinor netMinor: Int64, percent: Exact, mode: RoundingMode = .halfUp) -> Int64? {
    if percent.isZero { return 0 }
    guard let (digits, hundred) = parts(percent) else { return nil }
    let (product, over) = Int128(netMinor).multipliedReportingOverflow(by: digits)
    return over ? nil : Int64(exactly: divided(product, hundred, mode))
  }

  /// The net inside a gross amount, rounded once: `gross · 100 / (100 + percent)`.
  public static func net(ofGrossMinor grossMinor: Int64, percent: Exact, mode: RoundingMode = .halfUp) -> Int64? {
    if percent.isZero { return grossMinor }
    guard let (digits, hundred) = parts(percent), digits > -hundred else { return nil }
    let (product, over) = Int128(grossMinor).multipliedReportingOverflow(by: hundred)
    return over ? nil : Int64(exactly: divided(product, hundred + digits, mode))
  }

  /// Tax of every line on its own, each rounded: the convention of systems that print tax per line.
  ///
  /// Documents of this house tax the sum per rate instead; this is for comparing with, and importing from, others.
  public static func taxPerLine(_ lines: [(netMinor: Int64, percent: Exact)], mode: RoundingMode = .halfUp) -> [Int64]? {
    var taxes: [Int64] = []
    for line in lines {
      guard let tax = tax(onMinor: line.netMinor, percent: line.percent, mode: mode) else { return nil }
      taxes.append(tax)
    }
    return taxes
  }

  /// Splits tax-inclusive lines of one rate so that nets and tax together are exactly the promised gross.
  ///
  /// The net of the sum is rounded once; the lines' nets share it by largest remainder (ties: the earlier line).
  public static func split(grossMinor: [Int64], percent: Exact, mode: RoundingMode = .halfUp) -> (netMinor: [Int64], taxMinor: Int64)? {
    var total: Int64 = 0
    for gross in grossMinor {
      let (sum, over) = total.addingReportingOverflow(gross)
      if over { return nil }
      total = sum
    }
    guard let net = net(ofGrossMinor: total, percent: percent, mode: mode) else { return nil }
    if percent.isZero { return (grossMinor, 0) }
    guard let (digits, hundred) = parts(percent) else { return nil }
    var nets: [Int64] = []
    var remainders: [Int128] = []
    nets.reserveCapacity(grossMinor.count)
    remainders.reserveCapacity(grossMinor.count)
    var given: Int64 = 0
    for gross in grossMinor {
      let (q, r) = floorDivided(Int128(gross) * hundred, hundred + digits)
      guard let whole = Int64(exactly: q) else { return nil }
      nets.append(whole)
      remainders.append(r)
      given &+= whole
    }
    // Every floor lies less than one unit below its share, so what is left is at most one unit a line.
    var left = net - given
    while left > 0, let best = remainders.indices.max(by: { remainders[$0] < remainders[$1] || (remainders[$0] == remainders[$1] && $0 > $1) }) {
      nets[best] += 1
      remainders[best] = -1
      left -= 1
    }
    return (nets, total - net)
  }

  /// `percent / 100` as a ratio of two whole numbers.
  static func parts(_ percent: Exact) -> (digits: Int128, hundred: Int128)? {
    guard let digits = percent.digits, percent.fractionDigits <= 18 else { return nil }
    var hundred: Int128 = 100
    for _ in 0..<percent.fractionDigits { hundred *= 10 }
    return (digits, hundred)
  }

  static func divided(_ numerator: Int128, _ denominator: Int128, _ mode: RoundingMode) -> Int128 {
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
    let twice = r.magnitude * 2
    switch mode {
    case .down: return q
    case .up: return q + away
    case .ceiling: return numerator > 0 ? q + 1 : q
    case .floor: return numerator < 0 ? q - 1 : q
    case .halfUp: return twice >= denominator.magnitude ? q + away : q
    case .halfDown: return twice > denominator.magnitude ? q + away : q
    case .halfEven:
      return twice > denominator.magnitude || (twice == denominator.magnitude && q & 1 != 0) ? q + away : q
    }
  }

  private static func floorDivided(_ numerator: Int128, _ denominator: Int128) -> (Int128, Int128) {
    let (q, r) = numerator.quotientAndRemainder(dividingBy: denominator)
    return r < 0 ? (q - 1, r + denominator) : (q, r)
  }
}
