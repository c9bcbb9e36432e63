public import Archiving
public import Documents
import EInvoicing
import Foundation
import Invoicing
public import Operations
import Parties
public import Primitives
import Store
import Vault

extension Archive {
  /// What was kept of one document.
  public struct Kept: Sendable {
    public var number: String
    /// The e-invoices, and the PDF behind them.
    public var entries: [KeptEntry]
    /// Rules that kept an e-invoice out, each with its format.
    public var withheldBy: [String]

    /// Whether anything of it is new.
    public var isNew: Bool { entries.contains { $0.isNew } }
    public var newBytes: Int64 { entries.reduce(0) { $0 + ($1.isNew ? $1.archived.entry.byteCount : 0) } }
  }

  /// Keeps an issued invoice or credit note: its PDF in a language, and its e-invoices. What is kept already stays as it is.
  ///
  /// - Parameter language: the account's own when `nil`.
  /// - Throws: `Rejection` (`invoice.unknown`, `documents.fonts-missing`).
  public func keep(_ number: String, language: ReaderLanguage? = nil) throws -> Kept {
    let settings = try settings()
    if let issued = try store.invoice(number: number) { return try keep(issued, language, settings, .shared) }
    if let issued = try store.creditNote(number: number) { return try keep(issued, language, settings, .shared) }
    throw Rejection(
      Problem(
        .unknownInvoice, path: "invoice", "there is no invoice or credit note \"\(number)\"",
        remedy: "`florin invoice list` names the invoices; numbers are case-sensitive"))
  }

  func keep(_ issued: IssuedInvoice, _ language: ReaderLanguage?, _ settings: ArchiveSettings, _ press: BillPress) throws -> Kept {
    let invoice = issued.invoice
    return try keep(
      Document(kind: .invoice, seller: invoice.seller, number: invoice.number ?? "", account: invoice.account, issuedOn: invoice.issuedOn), language, settings,
      written: { try EInvoices(installation).write(issued, $0) },
      print: { try PrintedBills(installation, press: press).anew(issued, language: $0, facturX: $1) })
  }

  func keep(_ issued: IssuedCreditNote, _ language: ReaderLanguage?, _ settings: ArchiveSettings, _ press: BillPress) throws -> Kept {
    let note = issued.note
    return try keep(
      Document(kind: .creditNote, seller: note.seller, number: note.number ?? "", account: note.account, issuedOn: note.issuedOn), language, settings,
      written: { try EInvoices(installation).write(issued, $0) },
      print: { try PrintedBills(installation, press: press).anew(issued, language: $0, facturX: $1) })
  }

  /// What a document is known by, invoice or credit note.
  private struct Document {
    var kind: ArchivedKind
    var seller: SellerCode
    var number: String
    var account: BillingAccountID
    var issuedOn: Day

    func form(_ form: String, _ language: String = "") -> ArchivedDocument {
      ArchivedDocument(seller: seller.text, kind: kind, number: number, form: form, language: language)
    }
  }

  private func keep(
    _ document: Document, _ language: ReaderLanguage?, _ settings: ArchiveSettings, written: (EInvoiceFormat) throws -> EInvoices.Written,
    print: (ReaderLanguage, EInvoices.Written) throws -> [UInt8]
  ) throws -> Kept {
    guard let account = try store.account(document.account) else {
      throw Rejection(Problem(.unknownAccount, "the account of \(document.number) is gone", remedy: "run `florin verify`"))
    }
    let language = language ?? ReaderLanguage(account.language)
    var kept = Kept(number: document.number, entries: [], withheldBy: [])
    let facturX = try written(.facturX)
    let country = facturX.document.seller.address?.country ?? ""
    func add(_ form: ArchivedDocument, _ bytes: () throws -> [UInt8]) throws {
      if let known = try store.archived(form) { return kept.entries.append(KeptEntry(archived: known, isNew: false)) }
      let made = try bytes()
      let digest = try vault.put(made)
      let draft = ArchiveDraft(
        document: form, accountID: account.id, account: account.reference, country: country, issuedOn: document.issuedOn, byteCount: made.count, digest: digest,
        keptAt: clock.now())
      kept.entries.append(try store.keep(draft, hash: vault.hash) { try vault.holds(digest) })
    }
    for format in settings.eInvoices {
      let one = format == .facturX ? facturX : try written(format)
      if one.isAcceptable {
        try add(document.form(format.rawValue)) { one.bytes }
      } else {
        kept.withheldBy += one.findings.filter { $0.weight == .fatal }.map { "\(format.rawValue): \($0.rule)" }
      }
    }
    // Last: whose PDF is kept is done, whenever this was stopped.
    try add(document.form(ArchivedDocument.pdf, language.rawValue)) { try print(language, facturX) }
    return kept
  }
}
