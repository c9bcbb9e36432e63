import EInvoicing
import Primitives

extension CIIReading {
  func line(_ element: XMLElement, _ values: inout XMLValues) -> TradeLine {
    var line = TradeLine()
    if let head = element.one("ram:AssociatedDocumentLineDocument") {
      line.identifier = head.text(at: "ram:LineID")
      line.note = head.text(at: "ram:IncludedNote", "ram:Content")
    }
    if let product = element.one("ram:SpecifiedTradeProduct") { line.item = item(product) }
    if let agreement = element.one("ram:SpecifiedLineTradeAgreement") {
      line.orderLine = agreement.text(at: "ram:BuyerOrderReferencedDocument", "ram:LineID")
      line.price = price(agreement, &values)
    }
    let quantity = element.one("ram:SpecifiedLineTradeDelivery", "ram:BilledQuantity")
    line.quantity = values.number(quantity)
    line.unit = quantity?.attribute("unitCode")
    guard let settlement = element.one("ram:SpecifiedLineTradeSettlement") else { return line }
    line.vat = settlement.one("ram:ApplicableTradeTax").map { rate($0, &values) }
    line.period = settlement.one("ram:BillingSpecifiedPeriod").flatMap { period($0, &values) }
    for each in settlement.all("ram:SpecifiedTradeAllowanceCharge") {
      let (isCharge, value) = allowance(each, &values)
      if isCharge { line.charges.append(value) } else { line.allowances.append(value) }
    }
    line.net = values.number(settlement.one("ram:SpecifiedTradeSettlementLineMonetarySummation", "ram:LineTotalAmount"))
    line.object = settlement.one("ram:AdditionalReferencedDocument").flatMap { object($0) }
    line.buyerAccounting = settlement.text(at: "ram:ReceivableSpecifiedTradeAccountingAccount", "ram:ID")
    return line
  }

  private func item(_ element: XMLElement) -> TradeItem {
    TradeItem(
      name: element.text(at: "ram:Name"), description: element.text(at: "ram:Description"),
      sellerIdentifier: element.text(at: "ram:SellerAssignedID"), buyerIdentifier: element.text(at: "ram:BuyerAssignedID"),
      standardIdentifier: element.one("ram:GlobalID")?.identifier(),
      classifications: element.all("ram:DesignatedProductClassification").compactMap { each in
        guard let code = each.one("ram:ClassCode"), let text = code.text else { return nil }
        return .init(text, list: code.attribute("listID"), version: code.attribute("listVersionID"))
      },
      originCountry: element.text(at: "ram:OriginTradeCountry", "ram:ID"),
      attributes: element.all("ram:ApplicableProductCharacteristic").map {
        .init(name: $0.text(at: "ram:Description") ?? "", value: $0.text(at: "ram:Value") ?? "")
      })
  }

  private func price(_ agreement: XMLElement, _ values: inout XMLValues) -> TradePrice {
    var price = TradePrice()
    if let gross = agreement.one("ram:GrossPriceProductTradePrice") {
      price.gross = values.number(gross.one("ram:ChargeAmount"))
      _ = gross.one("ram:BasisQuantity")
      if let discount = gross.one("ram:AppliedTradeAllowanceCharge") {
        _ = discount.one("ram:ChargeIndicator", "udt:Indicator")
        price.discount = values.number(discount.one("ram:ActualAmount"))
      }
    }
    if let net = agreement.one("ram:NetPriceProductTradePrice") {
      price.net = values.number(net.one("ram:ChargeAmount"))
      let base = net.one("ram:BasisQuantity")
      price.baseQuantity = values.number(base)
      price.baseUnit = base?.attribute("unitCode")
    }
    return price
  }

  func rate(_ element: XMLElement, _ values: inout XMLValues) -> VATRate {
    _ = element.one("ram:TypeCode")
    return VATRate(
      VATCategory(element.text(at: "ram:CategoryCode") ?? ""), percent: values.number(element.one("ram:RateApplicablePercent")))
  }

  func allowance(_ element: XMLElement, _ values: inout XMLValues) -> (isCharge: Bool, AllowanceCharge) {
    (
      element.text(at: "ram:ChargeIndicator", "udt:Indicator") == "true",
      AllowanceCharge(
        amount: values.number(element.one("ram:ActualAmount")), base: values.number(element.one("ram:BasisAmount")),
        percent: values.number(element.one("ram:CalculationPercent")), vat: element.one("ram:CategoryTradeTax").map { rate($0, &values) },
        reason: element.text(at: "ram:Reason"), reasonCode: element.text(at: "ram:ReasonCode"))
    )
  }
}
