import Primitives
import Subscriptions
import Taxation

/// Models about tax per line: the rate of a line, of the customer, of a region, or none.
enum TaxScenarios {
  /// `tax`: the rate of a line is its own `rate_percent`, else that of its `rules` at the customer's `address`, else
  /// `customer_rate_percent`; an exempt customer pays none. Lines written as bare amounts give one tax for all.
  static func tax(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let customerPercent = reader.optionalNumber("customer_rate_percent") ?? reader.optionalNumber("rate_percent")
    let address = reader.optionalText("address")
    let isExempt = reader.optionalText("customer").map { $0.contains("exempt") } ?? false
    guard let nodes = reader.required("lines") else { throw reader.missing() }
    let lines = reader.list(nodes)
    var taxes: [Exact] = []
    var net = Exact.zero
    var steps: [ExplanationStep] = []
    for (index, node) in lines.enumerated() {
      guard let amount = reader.amount(of: node) else { continue }
      let key = try key(node, index, address: address, customerPercent: customerPercent, isExempt: isExempt)
      let tax = (amount * key.percent * .hundredth).cents
      net += amount
      taxes.append(tax)
      steps.append(ExplanationStep(.flat, quantity: .one, unitPrice: amount, amount: amount))
      if !tax.isZero { steps.append(ExplanationStep(.tax, label: "\(key.treatment.rawValue) \(key.percent)", quantity: amount, amount: tax)) }
    }
    try reader.finish()
    let sum = taxes.reduce(Exact.zero, +)
    let isPerLine = lines.contains { if case .map = $0.content { true } else { false } }
    return ScenarioResult(
      [
        ("tax", isPerLine ? .numbers(taxes) : .number(sum.cents)), ("tax_sum", .number(sum.cents)), ("net", .number(net)),
        ("total", .number((net + sum).cents)),
      ], explanation: Explanation(steps))
  }

  /// The decision of the tax engine with the line's own rules published for the customer's place.
  private static func key(
    _ node: SourceNode, _ index: Int, address: String?, customerPercent: Exact?, isExempt: Bool
  ) throws(Rejection) -> TaxKey {
    let category = TaxCategoryCode("line \(index + 1)")
    let home = place(address ?? "XX")
    let day = Day(number: 0)
    var rates: [TaxRate] = []
    if case .map = node.content {
      var reader = SourceReader(node)
      if let own = reader.optionalNumber("rate_percent") ?? reader.optionalNumber("tax_percent") {
        rates.append(TaxRate(category: category, country: home.country, region: home.region, from: day, percent: own))
      } else if let rules = reader.optional("rules") {
        for name in rules.keys {
          var rule = SourceReader(rules)
          let of = place(name)
          if let percent = rule.number(name) {
            rates.append(TaxRate(category: category, country: of.country, region: of.region, from: day, percent: percent))
          }
          reader.problems += rule.problems
        }
      }
      try reader.finish()
    }
    if rates.isEmpty, let customerPercent {
      rates.append(TaxRate(category: category, country: home.country, region: home.region, from: day, percent: customerPercent))
    }
    let table = TaxTable(TaxRules(rates: rates, categories: [TaxCategory(code: category)]))
    let situation = TaxSituation(
      table, sellerCountry: home.country, sellerRegion: home.region, customerCountry: home.country, customerRegion: home.region,
      exemptReason: isExempt ? "exempt" : nil)
    switch situation.decide(category, on: day) {
    case .taxed(let key): return key
    case .missing(let missing):
      throw Rejection(
        Problem(
          .scenarioInput, at: node.place, path: node.path, "no tax rate applies to this line at \(missing.place)",
          remedy: "write its `rate_percent`, `rules` that hold at the `address`, or a `customer_rate_percent`"))
    }
  }

  private static func place(_ text: String) -> (country: String, region: String?) {
    let parts = text.split(separator: "-", maxSplits: 1).map(String.init)
    return (parts.first ?? "XX", parts.count > 1 ? parts[1] : nil)
  }

  /// `proration_and_tax`: `active_days` written `14 of 31`; nothing is rounded before the total.
  static func proration(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let plan = reader.number("plan_monthly")
    let percent = reader.number("vat_percent")
    let days = reader.text("active_days").map { $0.split(separator: " ").compactMap { Int($0) } } ?? []
    if days.count != 2 || days.contains(where: { $0 < 0 }) || days.last == 0 {
      reader.refuse("active_days", "`active_days` are not days of a period", remedy: "write them like `14 of 31`")
    }
    guard let plan, let percent, reader.problems.isEmpty else { throw reader.missing() }
    let vatable = plan * .ratio(days[0], days[1])
    let total = vatable * (.one + percent * .hundredth)
    return ScenarioResult(
      [
        ("vatable", .number(vatable.rounded(10, .halfUp))), ("total", .number(total.rounded(10, .halfUp))), ("total_2dp", .number(total.cents)),
      ],
      explanation: Explanation([
        ExplanationStep(.flat, quantity: .one, unitPrice: plan, amount: plan),
        ExplanationStep(.proration, numerator: days[0], denominator: days[1], amount: vatable - plan),
        ExplanationStep(.tax, label: "\(percent)", quantity: vatable, amount: total - vatable),
      ]).rounded(Rounding(digits: 2)).explanation)
  }
}
