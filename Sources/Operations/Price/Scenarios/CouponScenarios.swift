import Invoicing
import Primitives

/// Models about coupons spread over lines before tax.
enum CouponScenarios {
  private struct Line {
    var code: String
    var subscription: String?
    var amount: Exact
    var percent: Exact
  }

  private static func lines(_ key: String, _ reader: inout SourceReader) -> [Line] {
    guard let nodes = reader.required(key) else { return [] }
    var lines: [Line] = []
    for (index, node) in reader.list(nodes).enumerated() {
      var line = SourceReader(node)
      let code = line.optionalText("code") ?? String(index + 1)
      let subscription = line.optionalText("subscription")
      let percent = line.optionalNumber("tax_percent") ?? .zero
      if let amount = line.number("amount") { lines.append(Line(code: code, subscription: subscription, amount: amount, percent: percent)) }
      reader.problems += line.problems
    }
    return lines
  }

  private static func spread(_ lines: [Line]) -> CouponSpread {
    CouponSpread(lines.map { CouponSpread.Fee(amount: $0.amount, taxPercent: $0.percent) })
  }

  /// `tax_and_coupon`: one `coupon` over all `lines`; the shares shown are whole cents by largest remainder.
  static func taxAndCoupon(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let lines = lines("lines", &reader)
    let coupon = reader.number("coupon")
    guard let coupon, reader.problems.isEmpty else { throw reader.missing() }
    var spread = spread(lines)
    spread.apply(coupon, to: Array(lines.indices))
    let taken = spread.coupons.reduce(Exact.zero, +).minorUnits(digits: 2, mode: .halfUp) ?? 0
    let shares = Allocation.largestRemainder(taken, over: lines.map(\.amount))
    return ScenarioResult(
      [
        ("coupon_per_line", .numbers(shares.map { Exact(unscaled: $0, scale: 2) })),
        ("tax_per_line", .numbers(lines.indices.map { spread.tax(of: $0).cents })),
      ] + totals(spread, lines), explanation: explanation(spread))
  }

  /// `coupon_allocation`: coupons one after the other, each over its fees in proportion to what is left of them.
  static func allocation(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let lines = lines("fees", &reader)
    // The source keeps each share with five decimals of the smallest unit.
    var spread = CouponSpread(lines.map { CouponSpread.Fee(amount: $0.amount, taxPercent: $0.percent) }, shareDigits: 7)
    guard let coupons = reader.required("coupons_in_order") else { throw reader.missing() }
    for node in reader.list(coupons) {
      var coupon = SourceReader(node)
      let eligible = eligible(lines, &coupon)
      if let amount = coupon.number("amount"), let eligible { spread.apply(amount, to: eligible) }
      reader.problems += coupon.problems
    }
    try reader.finish()
    func byCode(_ value: (Int) -> Exact) -> ScenarioValue {
      .map(Dictionary(zip(lines.map(\.code), lines.indices.map { .number(value($0)) }), uniquingKeysWith: { first, _ in first }))
    }
    return ScenarioResult(
      [
        ("coupon_per_fee_minor_5dp", byCode { (spread.coupons[$0] * 100).rounded(5, .halfUp) }),
        ("tax_per_fee", byCode { spread.tax(of: $0).cents }),
      ] + totals(spread, lines), explanation: explanation(spread))
  }

  /// `all fees`, `all fees of SUBSCRIPTION`, or a list of codes.
  private static func eligible(_ lines: [Line], _ coupon: inout SourceReader) -> [Int]? {
    guard let node = coupon.optional("applies_to") else { return Array(lines.indices) }
    if case .list = node.content {
      let codes = coupon.list(node).compactMap { coupon.text($0) }
      for code in codes where !lines.contains(where: { $0.code == code }) {
        coupon.refuse("applies_to", "there is no fee \"\(code)\"", remedy: "use a `code` of the fees")
      }
      return lines.indices.filter { codes.contains(lines[$0].code) }
    }
    guard let words = coupon.text(node) else { return nil }
    guard let of = words.firstRange(of: " of ") else { return Array(lines.indices) }
    let subscription = String(words[of.upperBound...])
    return lines.indices.filter { lines[$0].subscription == subscription }
  }

  private static func totals(_ spread: CouponSpread, _ lines: [Line]) -> [(key: String, value: ScenarioValue)] {
    let fees = lines.reduce(Exact.zero) { $0 + $1.amount }
    return [
      ("fees", .number(fees)), ("coupons", .number((fees - spread.net).cents)), ("subtotal_excl_tax", .number(spread.net.cents)),
      ("tax", .number(spread.tax.cents)), ("total", .number((spread.net + spread.tax).cents)),
    ]
  }

  private static func explanation(_ spread: CouponSpread) -> Explanation {
    var steps: [ExplanationStep] = []
    for index in spread.fees.indices {
      steps.append(ExplanationStep(.flat, amount: spread.fees[index].amount))
      if !spread.coupons[index].isZero { steps.append(ExplanationStep(.discount, amount: -spread.coupons[index])) }
      let tax = spread.tax(of: index)
      if !tax.isZero { steps.append(ExplanationStep(.tax, label: "\(spread.fees[index].taxPercent)", amount: tax)) }
    }
    return Explanation(steps).rounded(Rounding(digits: 2)).explanation
  }
}
