import Primitives

extension Checking {
  /// Allowances and charges of the document and its lines: BR-31 to BR-33, BR-36 to BR-38, BR-41 to BR-44,
  /// BR-CO-21 to BR-CO-24, BR-DEC-01 to BR-DEC-06, BR-DEC-24 to BR-DEC-28.
  mutating func allowanceRules() {
    for (index, each) in document.allowances.enumerated() {
      checkDocument(each, "BG-20[\(index + 1)]", ("BR-31", "BR-32", "BR-33", "BR-CO-21"), ("BR-DEC-01", "BR-DEC-02"), ("BT-92", "BT-93", "BT-95", "BT-97"))
    }
    for (index, each) in document.charges.enumerated() {
      checkDocument(each, "BG-21[\(index + 1)]", ("BR-36", "BR-37", "BR-38", "BR-CO-22"), ("BR-DEC-05", "BR-DEC-06"), ("BT-99", "BT-100", "BT-102", "BT-104"))
    }
    for (line, each) in document.lines.enumerated() {
      for (index, allowance) in each.allowances.enumerated() {
        check(
          allowance, "BG-25[\(line + 1)]/BG-27[\(index + 1)]", ("BR-41", "BR-42", "BR-CO-23"), ("BR-DEC-24", "BR-DEC-25"), ("BT-136", "BT-137", "BT-139"))
      }
      for (index, charge) in each.charges.enumerated() {
        check(
          charge, "BG-25[\(line + 1)]/BG-28[\(index + 1)]", ("BR-43", "BR-44", "BR-CO-24"), ("BR-DEC-27", "BR-DEC-28"), ("BT-141", "BT-142", "BT-144"))
      }
    }
  }

  private mutating func checkDocument(
    _ each: AllowanceCharge, _ place: String, _ rules: (String, String, String, String), _ decimals: (String, String),
    _ terms: (String, String, String, String)
  ) {
    check(each, place, (rules.0, rules.2, rules.3), decimals, (terms.0, terms.1, terms.3))
    require(isGiven(each.vat?.category.code), rules.1, "\(place)/\(terms.2)", "the VAT category is missing", "say what it is taxed as, such as S")
  }

  private mutating func check(
    _ each: AllowanceCharge, _ place: String, _ rules: (String, String, String), _ decimals: (String, String),
    _ terms: (String, String, String)
  ) {
    require(each.amount != nil, rules.0, "\(place)/\(terms.0)", "the amount is missing", "say how much it is")
    let hasReason = isGiven(each.reason) || isGiven(each.reasonCode)
    require(hasReason, rules.1, "\(place)/\(terms.2)", "no reason is given", "say why, in words or by its code")
    require(hasReason, rules.2, "\(place)/\(terms.2)", "neither a reason nor its code is given", "say why, in words or by its code")
    checkDecimals(each.amount, decimals.0, "\(place)/\(terms.0)")
    checkDecimals(each.base, decimals.1, "\(place)/\(terms.1)")
  }

  /// Amounts have two decimals at most, whatever their currency.
  mutating func checkDecimals(_ amount: Exact?, _ rule: @autoclosure () -> String, _ place: @autoclosure () -> String) {
    guard let amount, !amount.isDecimal || amount.fractionDigits > 2 else { return }
    require(
      false, rule(), place(), "\(amount) has more than two decimals",
      "EN 16931 carries two decimals at most; invoice in a currency of two or none")
  }
}
