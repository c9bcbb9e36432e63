import Primitives

/// The models about taxes, discounts, consolidation, credit notes and exchange, by name.
public enum InvoiceScenarios {
  public static func models() -> [String: ScenarioModel] {
    [
      "tax": { node throws(Rejection) in try TaxScenarios.tax(node) },
      "tax_and_coupon": { node throws(Rejection) in try CouponScenarios.taxAndCoupon(node) },
      "coupon_allocation": { node throws(Rejection) in try CouponScenarios.allocation(node) },
      "proration_and_tax": { node throws(Rejection) in try TaxScenarios.proration(node) },
      "credit_note_rounding": { node throws(Rejection) in try CreditNoteScenarios.rounding(node) },
      "charge_minimum": { node throws(Rejection) in try CreditNoteScenarios.chargeMinimum(node) },
      "invoice_consolidation": { node throws(Rejection) in try ConsolidationScenarios.consolidation(node) },
      "discount_allocation": { node throws(Rejection) in try SplitScenarios.discount(node) },
      "split_allocation": { node throws(Rejection) in try SplitScenarios.split(node) },
      "usage_rebill_delta": { node throws(Rejection) in try SplitScenarios.rebill(node) },
      "currency_exchange": { node throws(Rejection) in try SplitScenarios.exchange(node) },
    ]
  }
}

extension ScenarioValue {
  /// A list of amounts.
  static func numbers(_ values: [Exact]) -> ScenarioValue { .list(values.map { .number($0) }) }
  static func minors(_ values: [Int64]) -> ScenarioValue { .numbers(values.map { Exact(unscaled: $0, scale: 0) }) }
}

extension Exact {
  static let hundredth = Exact(unscaled: 1, scale: 2)
}

extension SourceReader {
  /// The number in a value that is written bare or as the field `amount` of a map.
  mutating func amount(of node: SourceNode) -> Exact? {
    if case .map = node.content {
      var reader = SourceReader(node)
      let amount = reader.number("amount")
      problems += reader.problems
      return amount
    }
    return number(node)
  }

  /// A list of numbers that must be there.
  mutating func numbers(_ key: String) -> [Exact]? { required(key).map { list($0).compactMap { number($0) } } }

  /// A list of whole numbers that must be there.
  mutating func minors(_ key: String) -> [Int64]? {
    numbers(key)?.compactMap { value in
      if let whole = value.minorUnits(digits: 0, mode: .down), Exact(unscaled: whole, scale: 0) == value { return whole }
      refuse(key, "\(value) is not a whole number of smallest units", remedy: "write whole numbers that fit 64 bits")
      return nil
    }
  }
}
