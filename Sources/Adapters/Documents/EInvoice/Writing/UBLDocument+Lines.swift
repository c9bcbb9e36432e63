import EInvoicing
import Primitives

extension UBLDocument {
  /// An allowance or charge of the document or of a line, which has no VAT of its own.
  func write(_ each: AllowanceCharge, isCharge: Bool, _ xml: inout XMLBytes) {
    xml.group("cac:AllowanceCharge") {
      $0.flag("cbc:ChargeIndicator", isCharge)
      $0.leaf("cbc:AllowanceChargeReasonCode", each.reasonCode)
      $0.leaf("cbc:AllowanceChargeReason", each.reason)
      $0.number("cbc:MultiplierFactorNumeric", each.percent)
      $0.number("cbc:Amount", each.amount, "currencyID", d.currency)
      $0.number("cbc:BaseAmount", each.base, "currencyID", d.currency)
      if let rate = each.vat { $0.group("cac:TaxCategory") { write(rate, &$0) } }
    }
  }

  private func write(_ rate: VATRate, _ xml: inout XMLBytes) {
    xml.leaf("cbc:ID", rate.category.code)
    xml.number("cbc:Percent", rate.percent)
    xml.group("cac:TaxScheme") { $0.leaf("cbc:ID", "VAT") }
  }

  func write(_ line: TradeLine, _ xml: inout XMLBytes) {
    xml.group(d.isCreditNote ? "cac:CreditNoteLine" : "cac:InvoiceLine") {
      $0.leaf("cbc:ID", line.identifier)
      $0.leaf("cbc:Note", line.note)
      $0.number(d.isCreditNote ? "cbc:CreditedQuantity" : "cbc:InvoicedQuantity", line.quantity, "unitCode", line.unit)
      $0.number("cbc:LineExtensionAmount", line.net, "currencyID", d.currency)
      $0.leaf("cbc:AccountingCost", line.buyerAccounting)
      if let period = line.period {
        $0.group("cac:InvoicePeriod") {
          $0.day("cbc:StartDate", period.firstDay)
          $0.day("cbc:EndDate", period.lastDay)
        }
      }
      $0.group("cac:OrderLineReference") { $0.leaf("cbc:LineID", line.orderLine) }
      if let object = line.object {
        $0.group("cac:DocumentReference") {
          $0.leaf("cbc:ID", object.text, "schemeID", object.scheme)
          $0.leaf("cbc:DocumentTypeCode", "130")
        }
      }
      for each in line.allowances { write(each, isCharge: false, &$0) }
      for each in line.charges { write(each, isCharge: true, &$0) }
      $0.group("cac:Item") { write(line.item, line.vat, &$0) }
      $0.group("cac:Price") { write(line.price, &$0) }
    }
  }

  private func write(_ item: TradeItem, _ vat: VATRate?, _ xml: inout XMLBytes) {
    xml.leaf("cbc:Description", item.description)
    xml.leaf("cbc:Name", item.name)
    xml.group("cac:BuyersItemIdentification") { $0.leaf("cbc:ID", item.buyerIdentifier) }
    xml.group("cac:SellersItemIdentification") { $0.leaf("cbc:ID", item.sellerIdentifier) }
    if let identifier = item.standardIdentifier {
      xml.group("cac:StandardItemIdentification") { $0.leaf("cbc:ID", identifier.text, "schemeID", identifier.scheme) }
    }
    xml.group("cac:OriginCountry") { $0.leaf("cbc:IdentificationCode", item.originCountry) }
    for each in item.classifications {
      xml.group("cac:CommodityClassification") {
        $0.leaf("cbc:ItemClassificationCode", each.code, ("listID", each.list), ("listVersionID", each.version))
      }
    }
    if let vat { xml.group("cac:ClassifiedTaxCategory") { write(vat, &$0) } }
    for each in item.attributes {
      xml.group("cac:AdditionalItemProperty") {
        $0.leaf("cbc:Name", each.name)
        $0.leaf("cbc:Value", each.value)
      }
    }
  }

  private func write(_ price: TradePrice, _ xml: inout XMLBytes) {
    xml.number("cbc:PriceAmount", price.net, "currencyID", d.currency)
    xml.number("cbc:BaseQuantity", price.baseQuantity, "unitCode", price.baseUnit)
    if price.gross != nil || price.discount != nil {
      xml.group("cac:AllowanceCharge") {
        $0.flag("cbc:ChargeIndicator", false)
        $0.number("cbc:Amount", price.discount ?? .zero, "currencyID", d.currency)
        $0.number("cbc:BaseAmount", price.gross, "currencyID", d.currency)
      }
    }
  }
}
