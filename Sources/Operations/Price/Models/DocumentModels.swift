import Primitives
import Rating
import Taxation

/// Scenarios over the lines of a document: coupons, discounts, taxes, consolidation, shares.
enum DocumentModels {
  static func discount(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let lines = try inputs.numbers("lines_minor")
    let discount = try inputs.number("discount_minor")
    guard let whole = discount.minorUnits(digits: 0, mode: .halfUp) else { throw inputs.refused("the discount is too large", "write a smaller one") }
    let parts = Allocation.largestRemainder(whole, over: lines)
    let steps = parts.map { ExplanationStep(.discount, amount: Exact(unscaled: -$0, scale: 2)) }
    return PriceOutcome(
      ["net_lines_minor": .exacts(zip(lines, parts).map { $0 - Exact(unscaled: $1, scale: 0) })], Explanation(steps))
  }

  /// One coupon over all lines, then tax per line on the net.
  static func taxAndCoupon(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let lines = try inputs.list("lines")
    var amounts: [Exact] = []
    var percents: [Exact] = []
    for line in lines {
      amounts.append(try line.number("amount"))
      percents.append(try line.number("tax_percent"))
    }
    let coupon = CouponAllocation.Coupon(.amount(try inputs.number("coupon")), lines: Array(amounts.indices))
    let taken = CouponAllocation.spread([coupon], over: amounts)[0]
    let net = zip(amounts, taken).map { $0 - $1 }
    let taxes = zip(net, percents).map { ($0 * $1 * QuantityModels.cent).rounded(2, .halfUp) }
    let subtotal = net.reduce(.zero, +)
    let tax = zip(net, percents).reduce(Exact.zero) { $0 + $1.0 * $1.1 * QuantityModels.cent }.rounded(2, .halfUp)
    return PriceOutcome(
      [
        "coupon_per_line": .cents(taken), "tax_per_line": .cents(taxes), "subtotal_excl_tax": .cents(subtotal), "tax": .cents(tax),
        "total": .cents(subtotal + tax),
      ], Explanation(amounts.map { ExplanationStep(.flat, amount: $0) } + taken.map { ExplanationStep(.discount, amount: -$0) }))
  }

  /// Several coupons in order, each over the fees it applies to.
  static func coupons(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let fees = try inputs.list("fees")
    var codes: [String] = []
    var subscriptions: [String] = []
    var amounts: [Exact] = []
    var percents: [Exact] = []
    for fee in fees {
      codes.append(try fee.text("code"))
      subscriptions.append(try fee.optionalText("subscription") ?? "")
      amounts.append(try fee.number("amount"))
      percents.append(try fee.optionalNumber("tax_percent") ?? .zero)
    }
    var coupons: [CouponAllocation.Coupon] = []
    for coupon in try inputs.list("coupons_in_order") {
      let scope = try coupon.required("applies_to")
      var lines = Array(fees.indices)
      if scope.isList {
        var named: Set<String> = []
        for code in try scope.items() { named.insert(try code.asText()) }
        lines = lines.filter { named.contains(codes[$0]) }
      } else if let subscription = try scope.asText().split(separator: " of ", maxSplits: 1).dropFirst().first {
        lines = lines.filter { subscriptions[$0] == subscription }
      }
      let reduction: CouponAllocation.Reduction =
        if let percent = try coupon.optionalNumber("percent") { .percent(percent) } else { .amount(try coupon.number("amount")) }
      coupons.append(.init(reduction, lines: lines))
    }
    // The source keeps each share with five decimals of the smallest unit.
    let shares = CouponAllocation.spread(coupons, over: amounts, shareDigits: 7)
    let taken = codes.indices.map { line in shares.reduce(Exact.zero) { $0 + $1[line] } }
    let net = zip(amounts, taken).map { $0 - $1 }
    let taxes = zip(net, percents).map { $0 * $1 * QuantityModels.cent }
    let total = amounts.reduce(.zero, +)
    let off = taken.reduce(.zero, +).rounded(2, .halfUp)
    let tax = taxes.reduce(.zero, +).rounded(2, .halfUp)
    func perFee(_ values: [PriceAnswer]) -> PriceAnswer { .map(zip(codes, values).map { PriceAnswer.Field(key: $0, value: $1) }) }
    return PriceOutcome(
      [
        "coupon_per_fee_minor_5dp": perFee(taken.map { .text(($0 * 100).rounded(5, .halfUp).description) }),
        "tax_per_fee": perFee(taxes.map { .cents($0) }), "fees": .cents(total), "coupons": .cents(off),
        "subtotal_excl_tax": .cents(total - off), "tax": .cents(tax), "total": .cents(total - off + tax),
      ], Explanation(amounts.map { ExplanationStep(.flat, amount: $0) } + taken.map { ExplanationStep(.discount, amount: -$0) }))
  }

  // MARK: - Tax

  /// The rate written on the line, else by the place of the customer, else the customer's own.
  static func tax(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let isExempt = inputs.says("customer", "exempt")
    var taxes: [Exact] = []
    var total = Exact.zero
    for line in try inputs.list("lines") {
      let amount = line.isMap ? try line.number("amount") : try line.asNumber()
      var percent = try inputs.optionalNumber("customer_rate_percent") ?? .zero
      if line.isMap, line["rules"] != nil { percent = try published(line, at: try inputs.text("address")) }
      if line.isMap, let own = try line.optionalNumber("rate_percent") { percent = own }
      if isExempt { percent = .zero }
      let tax = Exact(unscaled: try UpgradeModels.taxed(try Pricing.minor(amount), percent), scale: 2)
      taxes.append(tax)
      total += amount + tax
    }
    let sum = taxes.reduce(.zero, +)
    return PriceOutcome(
      ["tax": isExempt ? .cents(sum) : .cents(taxes), "tax_total": .cents(sum), "total": .cents(total)],
      Explanation(taxes.map { ExplanationStep(.tax, amount: $0) }))
  }

  /// The rate the tax rules give at `US-CA`: that of the region, else of the country.
  private static func published(_ line: PriceInputs, at address: String) throws(Rejection) -> Exact {
    func place(_ text: String) -> (country: String, region: String?) {
      let parts = text.split(separator: "-", maxSplits: 1).map(String.init)
      return (parts.first ?? "", parts.count > 1 ? parts[1] : nil)
    }
    let day = Pricing.month.start
    let rates = try line.numbersByName("rules").map { rule in
      TaxRate(category: "line", country: place(rule.name).country, region: place(rule.name).region, from: day, percent: rule.value)
    }
    let customer = place(address)
    let situation = TaxSituation(
      TaxTable(TaxRules(rates: rates)), sellerCountry: customer.country, sellerRegion: customer.region, customerCountry: customer.country,
      customerRegion: customer.region)
    if case .taxed(let key) = situation.decide("line", on: day) { return key.percent }
    throw line.refused("no rule holds at \(address)", "add a rule for the place or its country")
  }

  // MARK: - Consolidation

  /// A child account's item on its parent's invoice, adjusted before or after that is final, or after it is paid.
  static func consolidation(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let item = try inputs.number("child_item")
    var adjustments: [Exact] = []
    if inputs["adjustments"] != nil { adjustments = try inputs.numbers("adjustments") }
    if let one = try inputs.optionalNumber("adjustment") { adjustments.append(one) }
    if let credit = try inputs.optionalNumber("child_credit") { adjustments.append(-credit) }
    let adjusted = adjustments.reduce(item, +)
    let steps = [ExplanationStep(.flat, amount: item)] + adjustments.map { ExplanationStep(.credit, amount: $0) }
    let state = try inputs.text("parent_invoice_state")
    if state.contains("draft") {
      return PriceOutcome(["parent_line": .cents(adjusted)], Explanation(steps))
    }
    if state.contains("unpaid") || !state.contains("paid") {
      return PriceOutcome(["parent_balance": .cents(adjusted), "child_balance": .cents(adjusted)], Explanation(steps))
    }
    // The parent has paid the whole item; what is taken off afterwards stays with the child as credit.
    let kept = item - adjusted
    return PriceOutcome(
      [
        "child_items": .cents([item] + adjustments + [kept]), "parent_charged": .cents(item), "parent_paid": .cents(item),
        "child_keeps_credit": .cents(kept),
      ], Explanation(steps + [ExplanationStep(.credit, amount: kept)]))
  }
}
