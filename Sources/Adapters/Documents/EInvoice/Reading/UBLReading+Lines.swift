import EInvoicing
import Primitives

extension UBLReading {
  func allowance(_ element: XMLElement, _ values: inout XMLValues) -> (isCharge: Bool, AllowanceCharge) {
    (
      element.text(at: "cbc:ChargeIndicator") == "true",
      AllowanceCharge(
        amount: values.number(element.one("cbc:Amount")), base: values.number(element.one("cbc:BaseAmount")),
        percent: values.number(element.one("cbc:MultiplierFactorNumeric")), vat: rate(element.one("cac:TaxCategory"), &values),
        reason: element.text(at: "cbc:AllowanceChargeReason"), reasonCode: element.text(at: "cbc:AllowanceChargeReasonCode"))
    )
  }

  func line(_ element: XMLElement, _ values: inout XMLValues) -> TradeLine {
    var line = TradeLine()
    line.identifier = element.text(at: "cbc:ID")
    line.note = element.text(at: "cbc:Note")
    let quantity = element.one(isCreditNote ? "cbc:CreditedQuantity" : "cbc:InvoicedQuantity")
    line.quantity = values.number(quantity)
    line.unit = quantity?.attribute("unitCode")
    line.net = values.number(element.one("cbc:LineExtensionAmount"))
    line.buyerAccounting = element.text(at: "cbc:AccountingCost")
    line.period = element.one("cac:InvoicePeriod").flatMap { period($0, &values) }
    line.orderLine = element.text(at: "cac:OrderLineReference", "cbc:LineID")
    if let object = element.one("cac:DocumentReference") {
      line.object = object.one("cbc:ID")?.identifier()
      _ = object.one("cbc:DocumentTypeCode")
    }
    for each in element.all("cac:AllowanceCharge") {
      let (isCharge, value) = allowance(each, &values)
      if isCharge { line.charges.append(value) } else { line.allowances.append(value) }
    }
    if let item = element.one("cac:Item") {
      line.item = self.item(item)
      line.vat = rate(item.one("cac:ClassifiedTaxCategory"), &values)
    }
    if let price = element.one("cac:Price") { line.price = self.price(price, &values) }
    return line
  }

  private func item(_ element: XMLElement) -> TradeItem {
    TradeItem(
      name: element.text(at: "cbc:Name"), description: element.text(at: "cbc:Description"),
      sellerIdentifier: element.text(at: "cac:SellersItemIdentification", "cbc:ID"),
      buyerIdentifier: element.text(at: "cac:BuyersItemIdentification", "cbc:ID"),
      standardIdentifier: element.one("cac:StandardItemIdentification", "cbc:ID")?.identifier(),
      classifications: element.all("cac:CommodityClassification").compactMap { each in
        guard let code = each.one("cbc:ItemClassificationCode"), let text = code.text else { return nil }
        return .init(text, list: code.attribute("listID"), version: code.attribute("listVersionID"))
      },
      originCountry: element.text(at: "cac:OriginCountry", "cbc:IdentificationCode"),
      attributes: element.all("cac:AdditionalItemProperty").map {
        .init(name: $0.text(at: "cbc:Name") ?? "", value: $0.text(at: "cbc:Value") ?? "")
      })
  }

  private func price(_ element: XMLElement, _ values: inout XMLValues) -> TradePrice {
    var price = TradePrice()
    price.net = values.number(element.one("cbc:PriceAmount"))
    let base = element.one("cbc:BaseQuantity")
    price.baseQuantity = values.number(base)
    price.baseUnit = base?.attribute("unitCode")
    if let discount = element.one("cac:AllowanceCharge") {
      _ = discount.one("cbc:ChargeIndicator")
      price.discount = values.number(discount.one("cbc:Amount"))
      price.gross = values.number(discount.one("cbc:BaseAmount"))
    }
    return price
  }
}
