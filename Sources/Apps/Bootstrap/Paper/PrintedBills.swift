import Archiving
public import Documents
public import EInvoicing
import Invoicing
public import Operations
import Parties
import Primitives
import Store

/// A bill on paper, and whether programs can read it too.
public struct PrintedBill: Sendable {
  public var bytes: [UInt8]
  /// The rules that kept the e-invoice out of it.
  public var withheldBy: [RuleFinding]
  /// Whether these are the bytes that the archive keeps.
  public var isArchived: Bool

  public var carriesEInvoice: Bool { isArchived ? bytes.firstRange(of: Array("<fx:DocumentFileName>".utf8)) != nil : withheldBy.isEmpty }
}

/// Issued invoices and credit notes as hybrid PDFs: one file for people and for programs (Factur-X, ZUGFeRD).
///
/// What the archive keeps is handed out as it was kept, so that everybody always gets the same document. What it does not keep is made anew; the e-invoice
/// inside is then the one that `EInvoices` gives by itself, byte for byte. Where a receiver would refuse that, the PDF goes without it: the bill is owed all
/// the same.
public struct PrintedBills {
  private let installation: Installation
  private let press: BillPress

  public init(_ installation: Installation, press: BillPress = .shared) {
    self.installation = installation
    self.press = press
  }

  /// - Parameters:
  ///   - language: the reader's; the account's own when `nil`.
  ///   - foldsOpen: with every step of every amount, which the archive does not keep.
  ///   - signing: signs a copy of the file in itself, made anew.
  /// - Throws: `Rejection` (`documents.fonts-missing`; `signing.kept-signed` when the archive keeps it signed; `archive.damaged` when the archive's bytes are not what was kept).
  public func invoice(_ issued: IssuedInvoice, language: ReaderLanguage? = nil, foldsOpen: Bool = false, signing: Signing? = nil) throws -> PrintedBill {
    let invoice = issued.invoice
    if !foldsOpen, signing == nil,
      let kept = try settled(.invoice, invoice.seller, invoice.number, of: invoice.account, language, keep: { try archive.keep(issued, $0, $1, press) })
    { return kept }
    if signing != nil { try archive.refuseSigningAgain(invoice.number ?? "", form: ArchivedDocument.pdf) }
    let facturX = try EInvoices(installation).facturX(issued)
    return PrintedBill(
      bytes: try anew(issued, language: language, facturX: facturX, foldsOpen: foldsOpen, signing: signing), withheldBy: facturX.refusedBy, isArchived: false)
  }

  /// - Parameters:
  ///   - language: the reader's; the account's own when `nil`.
  ///   - signing: signs the file in itself; it is then made anew.
  /// - Throws: `Rejection` (`documents.fonts-missing`; `archive.damaged` when the archive's bytes are not what was kept).
  public func creditNote(_ issued: IssuedCreditNote, language: ReaderLanguage? = nil, signing: Signing? = nil) throws -> PrintedBill {
    let note = issued.note
    if signing == nil,
      let kept = try settled(.creditNote, note.seller, note.number, of: note.account, language, keep: { try archive.keep(issued, $0, $1, press) })
    { return kept }
    if signing != nil { try archive.refuseSigningAgain(note.number ?? "", form: ArchivedDocument.pdf) }
    let facturX = try EInvoices(installation).facturX(issued)
    return PrintedBill(bytes: try anew(issued, language: language, facturX: facturX, signing: signing), withheldBy: facturX.refusedBy, isArchived: false)
  }

  /// An invoice as it is made today, whatever the archive keeps.
  func anew(_ issued: IssuedInvoice, language: ReaderLanguage?, facturX: EInvoices.Written, foldsOpen: Bool = false, signing: Signing? = nil) throws -> [UInt8] {
    try Verifactu(installation).require(.invoice, seller: issued.invoice.seller, number: issued.invoice.number, issuedOn: issued.invoice.issuedOn)
    return try press.invoice(
      try InvoiceViews(installation).view(of: issued, language: language, foldsOpen: foldsOpen), attachments: [Attachment](facturX: facturX), signing: signing)
  }

  /// A credit note as it is made today, whatever the archive keeps.
  func anew(_ issued: IssuedCreditNote, language: ReaderLanguage?, facturX: EInvoices.Written, signing: Signing? = nil) throws -> [UInt8] {
    try Verifactu(installation).require(.creditNote, seller: issued.note.seller, number: issued.note.number, issuedOn: issued.note.issuedOn)
    return try press.creditNote(try CreditNoteViews(installation).view(of: issued, language: language), attachments: [Attachment](facturX: facturX), signing: signing)
  }

  private var archive: Archive { Archive(installation) }

  /// What the archive keeps; where the operator signs documents, it keeps them before they are handed out.
  private func settled(
    _ kind: ArchivedKind, _ seller: SellerCode, _ number: String?, of account: BillingAccountID, _ language: ReaderLanguage?,
    keep: (ReaderLanguage, ArchiveSettings) throws -> Archive.Kept
  ) throws -> PrintedBill? {
    guard let number, let language = try language ?? installation.store.account(account).map({ ReaderLanguage($0.language) }) else { return nil }
    let form = ArchivedDocument(seller: seller.text, kind: kind, number: number, form: ArchivedDocument.pdf, language: language.rawValue)
    return try archive.settled(form) { _ = try keep(language, $0) }.map { PrintedBill(bytes: $0, withheldBy: [], isArchived: true) }
  }
}

extension EInvoices.Written {
  /// The broken rules because of which a receiver would refuse it.
  public var refusedBy: [RuleFinding] { findings.filter { $0.weight == .fatal } }
}

extension [Attachment] {
  /// The e-invoice of a hybrid PDF, under the name and in the relation that Factur-X 1.0 asks for: it says the same as the pages. Nothing where a receiver
  /// would refuse it.
  init(facturX: EInvoices.Written) {
    guard facturX.isAcceptable else {
      self = []
      return
    }
    self = [
      Attachment(
        name: "factur-x.xml", mediaType: "text/xml", about: facturX.document.isCreditNote ? "Credit note in EN 16931" : "Invoice in EN 16931",
        relation: .alternative, bytes: facturX.bytes, facturXLevel: "EN 16931")
    ]
  }
}
