public import EInvoicing
import Foundation
public import Operations
public import Primitives

/// Writes a document as FatturaPA 1.2, the format of Italy's Sistema di Interscambio; the order of the elements is that of
/// its schema.
public enum FatturaPAWriter {
  /// The bytes of the document in UTF-8, in the form of its receiver: FPA12 for public offices, FPR12 for all others.
  public static func bytes(_ document: EInvoice) -> [UInt8] { write(document, isCanonical: false).bytes }

  /// The same with a signature in it (XAdES-BES), which the Sistema di Interscambio asks of what goes to public offices.
  ///
  /// - Throws: what the key's holder throws.
  public static func bytes(_ document: EInvoice, signedBy identity: any SigningIdentity, at instant: Instant) throws -> [UInt8] {
    let xml = write(document, isCanonical: true)
    let namespace = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
    return try XAdESSignature(identity: identity, at: instant, policy: nil).sign(
      CanonicalDocument(bytes: xml.bytes, namespaces: [("p", namespace)], endOfContent: xml.endOfContent))
  }

  /// The document inside of a signed envelope (CAdES-BES, in DER): what the Sistema di Interscambio takes as `.xml.p7m`.
  ///
  /// - Throws: what the key's holder throws.
  public static func envelope(_ document: EInvoice, signedBy identity: any SigningIdentity) throws -> [UInt8] {
    try identity.cms(of: bytes(document), isDetached: false)
  }

  private static func write(_ document: EInvoice, isCanonical: Bool) -> XMLBytes {
    let fattura = FatturaPA(document)
    var xml = XMLBytes(reserving: 3000 + document.lines.count * 500, isCanonical: isCanonical)
    if fattura.isToPublicOffice {
      xml.root("p:FatturaElettronica", toOffices) { FatturaPADocument(fattura: fattura).write(to: &$0) }
    } else {
      xml.root("p:FatturaElettronica", toOthers) { FatturaPADocument(fattura: fattura).write(to: &$0) }
    }
    return xml
  }

  private static let toOffices: StaticString = " xmlns:p=\"http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2\" versione=\"FPA12\""
  private static let toOthers: StaticString = " xmlns:p=\"http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2\" versione=\"FPR12\""
}

struct FatturaPADocument {
  let fattura: FatturaPA
  var d: EInvoice { fattura.document }

  func write(to xml: inout XMLBytes) {
    xml.group("FatturaElettronicaHeader") { header(&$0) }
    xml.group("FatturaElettronicaBody") { body(&$0) }
  }

  private func header(_ xml: inout XMLBytes) {
    xml.group("DatiTrasmissione") {
      $0.group("IdTrasmittente") { vat(d.seller, &$0) }
      $0.leaf("ProgressivoInvio", progressive)
      $0.leaf("FormatoTrasmissione", fattura.isToPublicOffice ? "FPA12" : "FPR12")
      $0.leaf("CodiceDestinatario", fattura.recipientCode)
      $0.leaf("PECDestinatario", fattura.mailbox)
    }
    xml.group("CedentePrestatore") {
      $0.group("DatiAnagrafici") {
        $0.group("IdFiscaleIVA") { vat(d.seller, &$0) }
        $0.leaf("CodiceFiscale", FatturaPA.taxCode(d.seller))
        $0.group("Anagrafica") { $0.leaf("Denominazione", latin(d.seller.name, 80)) }
        $0.leaf("RegimeFiscale", fattura.regime)
      }
      $0.group("Sede") { address(d.seller.address, &$0) }
      if let contact = d.seller.contact {
        $0.group("Contatti") {
          $0.leaf("Telefono", contact.telephone.flatMap { (5...12).contains($0.filter(\.isNumber).utf8.count) ? $0.filter(\.isNumber) : nil })
          $0.leaf("Email", contact.email)
        }
      }
    }
    xml.group("CessionarioCommittente") {
      $0.group("DatiAnagrafici") {
        $0.group("IdFiscaleIVA") { buyerVAT(&$0) }
        $0.leaf("CodiceFiscale", FatturaPA.taxCode(d.buyer))
        $0.group("Anagrafica") { $0.leaf("Denominazione", latin(d.buyer.name, 80)) }
      }
      $0.group("Sede") { address(d.buyer.address, &$0) }
    }
    if d.typeCode.isSelfBilled { xml.leaf("SoggettoEmittente", "CC") }
  }

  /// At most ten letters and digits that no other document of the seller has: the end of its number.
  private var progressive: String {
    let plain = (d.number ?? "").filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return String(plain.suffix(10))
  }

  private func vat(_ party: TradeParty, _ xml: inout XMLBytes) {
    guard let identifier = FatturaPA.vat(party.vatIdentifier) else { return }
    xml.leaf("IdPaese", identifier.country)
    xml.leaf("IdCodice", identifier.number)
  }

  /// Who is not Italian and has no VAT identifier is told by the country and a made-up number, as the authority says.
  private func buyerVAT(_ xml: inout XMLBytes) {
    if FatturaPA.vat(d.buyer.vatIdentifier) != nil { return vat(d.buyer, &xml) }
    guard let country = d.buyer.address?.country, country != "IT" else { return }
    xml.leaf("IdPaese", country)
    xml.leaf("IdCodice", d.buyer.legalRegistration.map { String($0.text.filter { $0.isASCII && !$0.isWhitespace }.prefix(28)) } ?? "0000000")
  }

  private func address(_ address: TradeAddress?, _ xml: inout XMLBytes) {
    let isItalian = address?.country == "IT"
    xml.leaf("Indirizzo", latin([address?.line1, address?.line2, address?.line3].compactMap(\.self).joined(separator: ", "), 60))
    xml.leaf("CAP", isItalian ? address?.postcode : "00000")
    xml.leaf("Comune", latin(address?.city, 60))
    if isItalian, let province = address?.subdivision?.split(separator: "-").last, province.utf8.count == 2 { xml.leaf("Provincia", province.uppercased()) }
    xml.leaf("Nazione", address?.country)
  }

  private func body(_ xml: inout XMLBytes) {
    xml.group("DatiGenerali") { general(&$0) }
    xml.group("DatiBeniServizi") {
      for (index, line) in fattura.lines.enumerated() { write(line, index + 1, &$0) }
      for row in d.vatBreakdown { write(row, &$0) }
    }
    payment(&xml)
  }

  private func general(_ xml: inout XMLBytes) {
    xml.group("DatiGeneraliDocumento") {
      $0.leaf("TipoDocumento", fattura.documentType)
      $0.leaf("Divisa", d.currency)
      $0.day("Data", d.issuedOn)
      $0.leaf("Numero", d.number)
      $0.leaf("ImportoTotaleDocumento", money(d.totals.withVAT))
      if let rounding = d.totals.rounding, !rounding.isZero { $0.leaf("Arrotondamento", money(rounding)) }
      for note in d.notes { $0.leaf("Causale", latin(note.text, 200)) }
    }
    if let order = d.references.purchaseOrder { xml.group("DatiOrdineAcquisto") { $0.leaf("IdDocumento", latin(order, 20)) } }
    if let contract = d.references.contract { xml.group("DatiContratto") { $0.leaf("IdDocumento", latin(contract, 20)) } }
    for invoice in d.precedingInvoices {
      xml.group("DatiFattureCollegate") {
        $0.leaf("IdDocumento", latin(invoice.number, 20))
        $0.day("Data", invoice.issuedOn)
      }
    }
  }

  private func write(_ line: FatturaPA.Line, _ number: Int, _ xml: inout XMLBytes) {
    xml.group("DettaglioLinee") {
      $0.leaf("NumeroLinea", String(number))
      $0.leaf("TipoCessionePrestazione", line.kind)
      $0.leaf("Descrizione", latin(line.text, 1000))
      if let quantity = line.quantity {
        $0.leaf("Quantita", quantity.decimalText(maximumDigits: 8, minimumDigits: 2))
        $0.leaf("UnitaMisura", line.unit)
      }
      $0.day("DataInizioPeriodo", line.period?.firstDay)
      $0.day("DataFinePeriodo", line.period?.lastDay)
      $0.leaf("PrezzoUnitario", line.price.decimalText(maximumDigits: 8, minimumDigits: 2))
      $0.leaf("PrezzoTotale", money(line.total))
      $0.leaf("AliquotaIVA", money(line.rate.percent ?? .zero))
      $0.leaf("Natura", fattura.nature(line.rate))
    }
  }

  private func write(_ row: VATBreakdown, _ xml: inout XMLBytes) {
    let nature = fattura.nature(row.rate)
    xml.group("DatiRiepilogo") {
      $0.leaf("AliquotaIVA", money(row.rate.percent ?? .zero))
      $0.leaf("Natura", nature)
      $0.leaf("ImponibileImporto", money(row.base))
      $0.leaf("Imposta", money(row.tax))
      if nature == nil { $0.leaf("EsigibilitaIVA", "I") }
      if nature != nil { $0.leaf("RiferimentoNormativo", latin(row.exemptionReason ?? row.exemptionCode, 100)) }
    }
  }

  private func payment(_ xml: inout XMLBytes) {
    guard let payment = d.payment, !d.isCreditNote else { return }
    let accounts = payment.creditTransfers.isEmpty ? [nil] : payment.creditTransfers.prefix(1).map(Optional.some)
    xml.group("DatiPagamento") {
      $0.leaf("CondizioniPagamento", "TP02")
      for account in accounts {
        $0.group("DettaglioPagamento") {
          $0.leaf("ModalitaPagamento", FatturaPADocument.means(payment.meansCode))
          $0.day("DataScadenzaPagamento", d.dueOn)
          $0.leaf("ImportoPagamento", money(d.totals.payable))
          if let number = account?.account, CIIDocument.looksLikeIBAN(number) { $0.leaf("IBAN", number) }
          $0.leaf("BIC", account?.bic)
        }
      }
    }
  }

  /// MP01 to MP23 for a code of UNTDID 4461.
  private static func means(_ code: String?) -> String {
    switch code {
    case "20": "MP02"
    case "30", "58": "MP05"
    case "48", "54", "55": "MP08"
    case "49", "59": "MP19"
    case "97": "MP22"
    default: "MP01"
    }
  }

  /// Exactly two decimals, as the schema asks.
  private func money(_ amount: Exact?) -> String? { amount.map { $0.rounded(2, .halfUp).decimalText(maximumDigits: 2, minimumDigits: 2) } }

  /// FatturaPA takes the letters of western Europe only: others lose their marks, or become a question mark.
  private func latin(_ text: String?, _ most: Int) -> String? {
    guard let text else { return nil }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalars.count == most { break }
      if scalar.value < 0x100 {
        scalars.append(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar)
      } else {
        let plain = String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars.first { $0.value < 0x80 }
        scalars.append(plain ?? (scalar == "–" || scalar == "—" ? "-" : "?"))
      }
    }
    return String(scalars)
  }
}
