import EInvoicing
import Primitives

extension CIIDocument {
  func write(_ line: TradeLine, _ xml: inout XMLBytes) {
    xml.group("ram:IncludedSupplyChainTradeLineItem") {
      $0.group("ram:AssociatedDocumentLineDocument") {
        $0.leaf("ram:LineID", line.identifier)
        $0.group("ram:IncludedNote") { $0.leaf("ram:Content", line.note) }
      }
      $0.group("ram:SpecifiedTradeProduct") { write(line.item, &$0) }
      $0.group("ram:SpecifiedLineTradeAgreement") {
        $0.group("ram:BuyerOrderReferencedDocument") { $0.leaf("ram:LineID", line.orderLine) }
        prices(line.price, &$0)
      }
      $0.group("ram:SpecifiedLineTradeDelivery") { $0.number("ram:BilledQuantity", line.quantity, "unitCode", line.unit) }
      $0.group("ram:SpecifiedLineTradeSettlement") { settlement(of: line, &$0) }
    }
  }

  private func write(_ item: TradeItem, _ xml: inout XMLBytes) {
    if let identifier = item.standardIdentifier { xml.leaf("ram:GlobalID", identifier.text, "schemeID", identifier.scheme) }
    xml.leaf("ram:SellerAssignedID", item.sellerIdentifier)
    xml.leaf("ram:BuyerAssignedID", item.buyerIdentifier)
    xml.leaf("ram:Name", item.name)
    xml.leaf("ram:Description", item.description)
    for each in item.attributes {
      xml.group("ram:ApplicableProductCharacteristic") {
        $0.leaf("ram:Description", each.name)
        $0.leaf("ram:Value", each.value)
      }
    }
    for each in item.classifications {
      xml.group("ram:DesignatedProductClassification") {
        $0.leaf("ram:ClassCode", each.code, ("listID", each.list), ("listVersionID", each.version))
      }
    }
    xml.group("ram:OriginTradeCountry") { $0.leaf("ram:ID", item.originCountry) }
  }

  private func prices(_ price: TradePrice, _ xml: inout XMLBytes) {
    if price.gross != nil || price.discount != nil {
      xml.group("ram:GrossPriceProductTradePrice") {
        $0.number("ram:ChargeAmount", price.gross)
        $0.number("ram:BasisQuantity", price.baseQuantity, "unitCode", price.baseUnit)
        if let discount = price.discount {
          $0.group("ram:AppliedTradeAllowanceCharge") {
            $0.group("ram:ChargeIndicator") { $0.flag("udt:Indicator", false) }
            $0.number("ram:ActualAmount", discount)
          }
        }
      }
    }
    xml.group("ram:NetPriceProductTradePrice") {
      $0.number("ram:ChargeAmount", price.net)
      $0.number("ram:BasisQuantity", price.baseQuantity, "unitCode", price.baseUnit)
    }
  }

  private func settlement(of line: TradeLine, _ xml: inout XMLBytes) {
    if let vat = line.vat { xml.group("ram:ApplicableTradeTax") { write(vat, &$0) } }
    if let period = line.period { write(period, &xml) }
    for each in line.allowances { write(each, isCharge: false, &xml) }
    for each in line.charges { write(each, isCharge: true, &xml) }
    xml.group("ram:SpecifiedTradeSettlementLineMonetarySummation") { $0.number("ram:LineTotalAmount", line.net) }
    if let object = line.object { write(object, &xml) }
    xml.group("ram:ReceivableSpecifiedTradeAccountingAccount") { $0.leaf("ram:ID", line.buyerAccounting) }
  }

  private func write(_ rate: VATRate, _ xml: inout XMLBytes) {
    xml.leaf("ram:TypeCode", "VAT")
    xml.leaf("ram:CategoryCode", rate.category.code)
    xml.number("ram:RateApplicablePercent", rate.percent)
  }

  func write(_ each: AllowanceCharge, isCharge: Bool, _ xml: inout XMLBytes) {
    xml.group("ram:SpecifiedTradeAllowanceCharge") {
      $0.group("ram:ChargeIndicator") { $0.flag("udt:Indicator", isCharge) }
      $0.number("ram:CalculationPercent", each.percent)
      $0.number("ram:BasisAmount", each.base)
      $0.number("ram:ActualAmount", each.amount)
      $0.leaf("ram:ReasonCode", each.reasonCode)
      $0.leaf("ram:Reason", each.reason)
      if let rate = each.vat { $0.group("ram:CategoryTradeTax") { write(rate, &$0) } }
    }
  }
}
