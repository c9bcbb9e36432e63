import Primitives

extension Checking {
  /// The VAT breakdown: BR-45 to BR-48, BR-CO-17, BR-CO-18, BR-DEC-19, BR-DEC-20.
  mutating func breakdownRules() {
    require(!document.vatBreakdown.isEmpty, "BR-CO-18", "BG-23", "the VAT is not broken down", "give one row for each category and rate")
    for (index, row) in document.vatBreakdown.enumerated() {
      func at(_ term: String) -> String { "BG-23[\(index + 1)]/\(term)" }
      require(row.base != nil, "BR-45", at("BT-116"), "the taxable amount is missing", "say what the VAT is computed on")
      require(row.tax != nil, "BR-46", at("BT-117"), "the VAT amount is missing", "say it, 0 where none is due")
      require(isGiven(row.rate.category.code), "BR-47", at("BT-118"), "the VAT category is missing", "say it, such as S")
      require(
        row.rate.percent != nil || row.rate.category == .outsideScope, "BR-48", at("BT-119"), "the VAT rate is missing",
        "say it; only what is outside the scope of VAT has none")
      if let base = row.base, let tax = row.tax {
        let computed = Checking.tax(on: base, row.rate.percent)
        require(
          isWithin(tax, of: computed), "BR-CO-17", at("BT-117"),
          "\(row.rate.percent?.description ?? "0") % of \(base) is \(computed), and \(tax) is written", "write \(computed)")
      }
      checkDecimals(row.base, "BR-DEC-19", at("BT-116"))
      checkDecimals(row.tax, "BR-DEC-20", at("BT-117"))
    }
  }

  static func tax(on base: Exact, _ percent: Exact?) -> Exact {
    guard let percent else { return .zero }
    return (base * percent * Exact(unscaled: 1, scale: 2)).rounded(2, .halfUp)
  }

  /// The rules let a VAT amount be less than one unit off: prices that contain the VAT keep their total.
  func isWithin(_ tax: Exact, of computed: Exact) -> Bool {
    let difference = (tax - computed).magnitude
    return difference < .one
  }
}
