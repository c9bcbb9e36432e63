public import EInvoicing
public import Operations
public import Primitives

/// Writes a document as Facturae 3.2.2, the format of Spain; the order of the elements is that of its schema.
///
/// What goes to a public office is signed.
public enum FacturaeWriter {
  /// The bytes of the document in UTF-8.
  public static func bytes(_ document: EInvoice) -> [UInt8] { write(document, isCanonical: false).bytes }

  /// The same with a signature in it: XAdES-EPES under the signature policy 3.1 of Facturae.
  ///
  /// - Throws: what the key's holder throws.
  public static func bytes(_ document: EInvoice, signedBy identity: any SigningIdentity, at instant: Instant) throws -> [UInt8] {
    let xml = write(document, isCanonical: true)
    return try XAdESSignature(identity: identity, at: instant, policy: .facturae).sign(
      CanonicalDocument(bytes: xml.bytes, namespaces: [("fe", namespace.description)], endOfContent: xml.endOfContent))
  }

  private static let namespace: StaticString = "http://www.facturae.gob.es/formato/Versiones/Facturaev3_2_2.xml"
  private static let declaration: StaticString = " xmlns:fe=\"http://www.facturae.gob.es/formato/Versiones/Facturaev3_2_2.xml\""

  private static func write(_ document: EInvoice, isCanonical: Bool) -> XMLBytes {
    var xml = XMLBytes(reserving: 3000 + document.lines.count * 700, isCanonical: isCanonical)
    xml.root("fe:Facturae", declaration) { FacturaeDocument(facturae: Facturae(document)).write(to: &$0) }
    return xml
  }
}

struct FacturaeDocument {
  let facturae: Facturae
  var d: EInvoice { facturae.document }

  func write(to xml: inout XMLBytes) {
    xml.group("FileHeader") { header(&$0) }
    xml.group("Parties") {
      $0.group("SellerParty") { party(d.seller, &$0) }
      $0.group("BuyerParty") { party(d.buyer, &$0) }
    }
    xml.group("Invoices") { $0.group("Invoice") { invoice(&$0) } }
  }

  private func header(_ xml: inout XMLBytes) {
    xml.leaf("SchemaVersion", "3.2.2")
    xml.leaf("Modality", "I")
    xml.leaf("InvoiceIssuerType", d.typeCode.isSelfBilled ? "RE" : "EM")
    xml.group("Batch") {
      $0.leaf("BatchIdentifier", cut((Facturae.taxNumber(d.seller) ?? "") + (d.number ?? ""), 70))
      $0.leaf("InvoicesCount", "1")
      $0.group("TotalInvoicesAmount") { $0.leaf("TotalAmount", money(d.totals.withVAT)) }
      $0.group("TotalOutstandingAmount") { $0.leaf("TotalAmount", outstanding) }
      $0.group("TotalExecutableAmount") { $0.leaf("TotalAmount", money(d.totals.payable)) }
      $0.leaf("InvoiceCurrencyCode", d.currency)
    }
  }

  private func party(_ party: TradeParty, _ xml: inout XMLBytes) {
    let isPerson = Facturae.isPerson(party)
    xml.group("TaxIdentification") {
      $0.leaf("PersonTypeCode", isPerson ? "F" : "J")
      $0.leaf("ResidenceTypeCode", Facturae.residence(party))
      $0.leaf("TaxIdentificationNumber", Facturae.taxNumber(party))
    }
    if isPerson {
      let names = (party.name ?? "").split(separator: " ", maxSplits: 1).map(String.init)
      xml.group("Individual") {
        $0.leaf("Name", cut(names.first, 40))
        $0.leaf("FirstSurname", cut(names.count > 1 ? names[1] : "-", 40))
        place(party, &$0)
      }
    } else {
      xml.group("LegalEntity") {
        $0.leaf("CorporateName", cut(party.name, 80))
        $0.leaf("TradeName", cut(party.tradingName, 40))
        place(party, &$0)
      }
    }
  }

  private func place(_ party: TradeParty, _ xml: inout XMLBytes) {
    let address = party.address
    let street = cut([address?.line1, address?.line2, address?.line3].compactMap(\.self).joined(separator: ", "), 80)
    let province = cut(address?.subdivision ?? address?.city, 20)
    if address?.country == "ES" {
      xml.group("AddressInSpain") {
        $0.leaf("Address", street)
        $0.leaf("PostCode", address?.postcode)
        $0.leaf("Town", cut(address?.city, 50))
        $0.leaf("Province", province)
        $0.leaf("CountryCode", "ESP")
      }
    } else {
      xml.group("OverseasAddress") {
        $0.leaf("Address", street)
        $0.leaf("PostCodeAndTown", cut([address?.postcode, address?.city].compactMap(\.self).joined(separator: " "), 50))
        $0.leaf("Province", province)
        $0.leaf("CountryCode", CountryCodes.three(address?.country ?? ""))
      }
    }
    if let contact = party.contact {
      xml.group("ContactDetails") {
        $0.leaf("Telephone", cut(contact.telephone.map { $0.filter { $0.isNumber || $0 == "+" } }, 15))
        $0.leaf("ElectronicMail", cut(contact.email, 60))
        $0.leaf("ContactPersons", cut(contact.name, 40))
      }
    }
  }

  private func invoice(_ xml: inout XMLBytes) {
    xml.group("InvoiceHeader") {
      $0.leaf("InvoiceNumber", d.number)
      $0.leaf("InvoiceDocumentType", "FC")
      $0.leaf("InvoiceClass", facturae.isCorrective ? "OR" : "OO")
      if facturae.isCorrective { corrective(&$0) }
    }
    xml.group("InvoiceIssueData") {
      $0.day("IssueDate", d.issuedOn)
      $0.day("OperationDate", d.delivery?.deliveredOn)
      period("InvoicingPeriod", d.period, &$0)
      $0.leaf("InvoiceCurrencyCode", d.currency)
      $0.leaf("TaxCurrencyCode", d.vatCurrency ?? d.currency)
      $0.leaf("LanguageName", "es")
      $0.leaf("ReceiverTransactionReference", cut(d.references.purchaseOrder, 20))
      $0.leaf("FileReference", cut(d.references.buyerReference, 20))
      $0.leaf("ReceiverContractReference", cut(d.references.contract, 20))
    }
    xml.group("TaxesOutputs") { for row in d.vatBreakdown { write(row, &$0) } }
    xml.group("InvoiceTotals") { totals(&$0) }
    xml.group("Items") { for line in facturae.lines { write(line, &$0) } }
    payment(&xml)
    let literals = d.vatBreakdown.compactMap { $0.exemptionReason ?? $0.exemptionCode }
    xml.group("LegalLiterals") { for literal in literals { $0.leaf("LegalReference", cut(literal, 250)) } }
  }

  private func corrective(_ xml: inout XMLBytes) {
    let corrected = d.precedingInvoices.first
    xml.group("Corrective") {
      $0.leaf("InvoiceNumber", cut(corrected?.number, 20))
      // 83: the taxable amount changes because of a discount granted later.
      $0.leaf("ReasonCode", "83")
      $0.leaf("ReasonDescription", "Base imponible modificada por descuentos y bonificaciones")
      let day = corrected?.issuedOn ?? d.issuedOn
      $0.group("TaxPeriod") {
        $0.day("StartDate", d.period?.firstDay ?? day)
        $0.day("EndDate", d.period?.lastDay ?? day)
      }
      $0.leaf("CorrectionMethod", "02")
      $0.leaf("CorrectionMethodDescription", "Rectificación por diferencias")
      $0.leaf("AdditionalReasonDescription", cut(d.notes.first?.text, 2500))
      $0.day("InvoiceIssueDate", corrected?.issuedOn)
    }
  }

  private func period(_ name: StaticString, _ period: TradePeriod?, _ xml: inout XMLBytes) {
    guard let period, let first = period.firstDay ?? period.lastDay, let last = period.lastDay ?? period.firstDay else { return }
    xml.group(name) {
      $0.day("StartDate", first)
      $0.day("EndDate", last)
    }
  }

  private func write(_ row: VATBreakdown, _ xml: inout XMLBytes) {
    xml.group("Tax") {
      $0.leaf("TaxTypeCode", Facturae.taxType(row.rate))
      $0.leaf("TaxRate", number(row.rate.percent ?? .zero))
      $0.group("TaxableBase") { $0.leaf("TotalAmount", money(row.base)) }
      $0.group("TaxAmount") { $0.leaf("TotalAmount", money(row.tax)) }
    }
  }

  private func totals(_ xml: inout XMLBytes) {
    let t = d.totals
    xml.leaf("TotalGrossAmount", money(t.lines))
    xml.group("GeneralDiscounts") {
      for each in d.allowances {
        $0.group("Discount") {
          $0.leaf("DiscountReason", each.reason ?? each.reasonCode)
          $0.leaf("DiscountAmount", money(each.amount))
        }
      }
    }
    xml.group("GeneralSurcharges") {
      for each in d.charges {
        $0.group("Charge") {
          $0.leaf("ChargeReason", each.reason ?? each.reasonCode)
          $0.leaf("ChargeAmount", money(each.amount))
        }
      }
    }
    if t.allowances != nil { xml.leaf("TotalGeneralDiscounts", money(t.allowances)) }
    if t.charges != nil { xml.leaf("TotalGeneralSurcharges", money(t.charges)) }
    xml.leaf("TotalGrossAmountBeforeTaxes", money(t.withoutVAT))
    xml.leaf("TotalTaxOutputs", money(t.vat))
    xml.leaf("TotalTaxesWithheld", "0.00")
    xml.leaf("InvoiceTotal", money(t.withVAT))
    xml.leaf("TotalOutstandingAmount", outstanding)
    if t.prepaid != nil { xml.leaf("TotalPaymentsOnAccount", money(t.prepaid)) }
    xml.leaf("TotalExecutableAmount", money(t.payable))
  }

  private var outstanding: String? { money((d.totals.withVAT ?? .zero) - (d.totals.prepaid ?? .zero)) }

  private func write(_ line: Facturae.Line, _ xml: inout XMLBytes) {
    xml.group("InvoiceLine") {
      $0.leaf("ItemDescription", cut(line.text, 2500))
      $0.leaf("Quantity", number(line.quantity))
      $0.leaf("UnitOfMeasure", line.unit)
      $0.leaf("UnitPriceWithoutTax", number(line.price))
      $0.leaf("TotalCost", number(line.total))
      $0.leaf("GrossAmount", number(line.total))
      $0.group("TaxesOutputs") {
        $0.group("Tax") {
          $0.leaf("TaxTypeCode", Facturae.taxType(line.rate))
          $0.leaf("TaxRate", number(line.rate.percent ?? .zero))
          $0.group("TaxableBase") { $0.leaf("TotalAmount", number(line.total)) }
        }
      }
      period("LineItemPeriod", line.period, &$0)
      if let special = line.special {
        let row = d.vatBreakdown.first { $0.rate.category == line.rate.category }
        $0.group("SpecialTaxableEvent") {
          $0.leaf("SpecialTaxableEventCode", special)
          $0.leaf("SpecialTaxableEventReason", row?.exemptionReason ?? row?.exemptionCode)
        }
      }
      $0.leaf("ArticleCode", cut(line.code, 20))
    }
  }

  private func payment(_ xml: inout XMLBytes) {
    guard let payment = d.payment, let due = d.dueOn, !facturae.isCorrective else { return }
    xml.group("PaymentDetails") {
      $0.group("Installment") {
        $0.day("InstallmentDueDate", due)
        $0.leaf("InstallmentAmount", money(d.totals.payable))
        switch payment.meansCode {
        case "30", "58":
          $0.leaf("PaymentMeans", "04")
          account("AccountToBeCredited", payment.creditTransfers.first?.account, &$0)
        case "49", "59":
          $0.leaf("PaymentMeans", "02")
          account("AccountToBeDebited", payment.directDebit?.debitedAccount, &$0)
        case "48", "54", "55": $0.leaf("PaymentMeans", "19")
        default: $0.leaf("PaymentMeans", "01")
        }
      }
    }
  }

  private func account(_ name: StaticString, _ number: String?, _ xml: inout XMLBytes) {
    guard let number, (5...34).contains(number.utf8.count) else { return }
    xml.group(name) { $0.leaf(CIIDocument.looksLikeIBAN(number) ? "IBAN" : "AccountNumber", number) }
  }

  private func money(_ amount: Exact?) -> String? { number(facturae.signed(amount)) }

  /// Two to eight decimals, as the schema asks.
  private func number(_ amount: Exact) -> String { amount.decimalText(maximumDigits: 8, minimumDigits: 2) }

  private func cut(_ text: String?, _ most: Int) -> String? { text.map { String($0.prefix(most)) } }
}
