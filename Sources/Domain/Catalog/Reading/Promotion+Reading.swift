public import Primitives

extension Promotion {
  /// Reads one entry of `promotions`; `nil` when a problem was added.
  ///
  /// The reduction is `percent: "10"`, or `amount: "5.00"` with `currency`. The scope is the whole account unless
  /// `offerings` or `prices` name what it covers.
  public init?(reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    let code = reader.code("code")
    let name = reader.name()
    let effective = reader.effectivePeriod()
    let reduction = Reduction(&reader)
    let offerings = reader.codes("offerings")
    let prices = reader.codes("prices")
    let cycles = reader.optionalInteger("cycles")
    reader.refuseUnknownFields()
    if !offerings.isEmpty, !prices.isEmpty, let at = node["prices"] {
      reader.report(
        .wrongValue, at, "a promotion covers either offerings or prices, not both",
        remedy: "keep `offerings` (all their prices) or `prices` (only these)")
    }
    if let cycles, cycles < 1, let at = node["cycles"] {
      reader.report(
        .wrongValue, at, "a promotion for \(cycles) cycles never applies",
        remedy: "write 1 or more, or leave `cycles` out for no limit")
    }
    problems += reader.problems
    guard reader.problems.isEmpty, let code, let name, let effective, let reduction else { return nil }
    let scope: Scope =
      if !prices.isEmpty { .prices(prices.map { PriceCode($0) }) }
      else if !offerings.isEmpty { .offerings(offerings.map { OfferingCode($0) }) } else { .account }
    self.init(
      code: PromotionCode(code), name: name, effective: effective, reduction: reduction, scope: scope, cycles: cycles)
  }
}

extension Promotion.Reduction {
  fileprivate init?(_ reader: inout SourceReader) {
    let percent = reader.optionalNumber("percent")
    let amount = reader.optionalNumber("amount")
    let currency = reader.optional("currency").flatMap { reader.currency($0) }
    let node = reader.node
    switch (percent, amount, currency) {
    case (let percent?, nil, nil):
      if percent.isPositive, percent <= 100 {
        self = .percent(percent)
        return
      }
      reader.report(
        .wrongValue, node["percent"] ?? node, "\(percent) percent is no reduction",
        remedy: "write a number above 0 and up to 100")
    case (nil, let amount?, let currency?):
      if amount.isPositive {
        self = .amount(amount, currency)
        return
      }
      reader.report(.wrongValue, node["amount"] ?? node, "\(amount) is no reduction", remedy: "write an amount above 0")
    default:
      // A field that is present but unreadable has been reported already.
      if reader.problems.isEmpty {
        reader.report(
          .missingField, node, "a promotion lowers by a percentage or by an amount in one currency",
          remedy: "write `percent: \"10\"`, or `amount: \"5.00\"` with `currency: EUR`")
      }
    }
    return nil
  }
}
