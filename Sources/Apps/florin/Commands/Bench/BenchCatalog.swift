import Primitives

/// The catalog of the bill run benchmark: 8 plans at 5 discounts, each with 4 graduated usage prices.
///
/// The prices are those of the floor: ten thousand units at the first price, the rest at four fifths of it, a
/// percentage off, half even to the cent.
enum BenchCatalog {
  static func offering(plan: Int, discount: Int) -> OfferingCode { OfferingCode("plan-\(plan)-\(discount)") }

  static var text: String {
    var lines = """
      catalog: bench
      sellers:
        - code: bench
          legalName: Bench S.L.
          taxIdentifier: ESB12345674
          address: {lines: [Calle Mayor 1], city: Madrid, postcode: "28013", country: ES}
          invoiceNumberPrefix: B-
          zone: UTC
      taxes:
        - code: standard
          name: Services
          rates:
            - {country: ES, from: 2012-09-01, percent: "21"}
            - {country: ES, region: CN, from: 2020-01-01, percent: "7"}
      meters:

      """
    for metric in 0..<BillWorld.metrics {
      lines += "  - {code: metric-\(metric), name: Metric \(metric), eventType: metric-\(metric), unit: unit, aggregation: sum}\n"
    }
    lines += "offerings:\n"
    for plan in 0..<8 {
      for discount in 0..<BillWorld.subscriptions { lines += offeringText(plan: plan, discount: discount) }
    }
    return lines
  }

  private static func offeringText(plan: Int, discount: Int) -> String {
    let code = offering(plan: plan, discount: discount).text
    var lines = "  - code: \(code)\n    name: Plan \(plan)\n    kind: plan\n    from: 2020-01-01\n    prices:\n"
    for metric in 0..<BillWorld.metrics {
      let first = Int64(100_000 + plan * 700 + metric * 90)
      lines += """
            - code: \(code).metric-\(metric)
              name: Usage of metric \(metric)
              kind: usage
              meter: metric-\(metric)
              tax: standard
              revenue: "840\(metric % 4)"
              versions:
                - from: 2020-01-01
                  currency: EUR
                  form: graduated
                  tiers: [{upTo: "10000", unit: "\(Exact(unscaled: first, scale: 6))"}, {unit: "\(Exact(unscaled: first * 8 / 10, scale: 6))"}]
                  lineRounding: {digits: 2, mode: half-even}
                  adjustments: [\(discount == 0 ? "" : "{discount: loyalty, percent: \"\(discount * 3)\"}")]

        """
    }
    return lines
  }
}
