import Primitives

extension Checking {
  /// What every line says: BR-21 to BR-28, BR-30, BR-54, BR-64, BR-65, BR-CO-04, BR-CO-20, BR-DEC-23.
  mutating func lineRules() {
    for (index, line) in document.lines.enumerated() { check(line, index + 1) }
  }

  private mutating func check(_ line: TradeLine, _ number: Int) {
    func at(_ term: String) -> String { "BG-25[\(number)]/\(term)" }
    require(isGiven(line.identifier), "BR-21", at("BT-126"), "the line has no number", "number the lines")
    require(line.quantity != nil, "BR-22", at("BT-129"), "the line has no quantity", "say how much was supplied")
    require(isGiven(line.unit), "BR-23", at("BT-130"), "the quantity has no unit", "use a code of UN/ECE recommendation 20, such as C62 for pieces")
    require(line.net != nil, "BR-24", at("BT-131"), "the line has no net amount", "say what it comes to")
    require(isGiven(line.item.name), "BR-25", at("BT-153"), "the item has no name", "name what was supplied")
    require(line.price.net != nil, "BR-26", at("BT-146"), "the line has no price", "say the price without VAT")
    require(
      !(line.price.net?.isNegative ?? false), "BR-27", at("BT-146"), "the price \(line.price.net?.description ?? "") is negative",
      "write a positive price and a negative quantity")
    require(
      !(line.price.gross?.isNegative ?? false), "BR-28", at("BT-148"), "the gross price is negative", "write a positive price and a negative quantity")
    if let period = line.period { checkPeriod(period, rule: "BR-30", presence: "BR-CO-20", place: at("BG-26")) }
    for (index, attribute) in line.item.attributes.enumerated() {
      require(
        isGiven(attribute.name) && isGiven(attribute.value), "BR-54", at("BG-32[\(index + 1)]"), "an attribute lacks its name or value", "give both")
    }
    require(
      line.item.standardIdentifier == nil || isGiven(line.item.standardIdentifier?.scheme), "BR-64", at("BT-157-1"),
      "the standard identifier has no scheme", "name its list of ISO 6523, such as 0160 for GTIN")
    for each in line.item.classifications {
      require(isGiven(each.list), "BR-65", at("BT-158-1"), "the class \(each.code) names no list", "name its list of UNTDID 7143")
    }
    require(isGiven(line.vat?.category.code), "BR-CO-04", at("BT-151"), "the line has no VAT category", "say what it is taxed as, such as S")
    checkDecimals(line.net, "BR-DEC-23", at("BT-131"))
  }
}
