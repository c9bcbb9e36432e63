import Archiving
public import Documents
import EInvoicing
import Foundation
import Invoicing
public import Operations
public import Parties
import Primitives
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
    try keep(
      Document(issued), language, settings, written: { try EInvoices(installation, signing: $1).write(issued, $0) },
      print: { try PrintedBills(installation, press: press).anew(issued, language: $0, facturX: $1, signing: $2) })
  }

  func keep(_ issued: IssuedCreditNote, _ language: ReaderLanguage?, _ settings: ArchiveSettings, _ press: BillPress) throws -> Kept {
    try keep(
      Document(issued), language, settings, written: { try EInvoices(installation, signing: $1).write(issued, $0) },
      print: { try PrintedBills(installation, press: press).anew(issued, language: $0, facturX: $1, signing: $2) })
  }

  /// Keeps one e-invoice of a document.
  ///
  /// - Throws: `Rejection` (`einvoice.rule-broken`) when a receiver would refuse it, and when there is no such document.
  private func keep(_ number: String, as format: EInvoiceFormat, _ settings: ArchiveSettings) throws {
    let written = try EInvoices(installation, signing: settings.signing(of: format, at: clock.now())).write(number, format)
    let bytes = try written.acceptable()
    let document = try store.invoice(number: number).map(Document.init) ?? store.creditNote(number: number).map(Document.init)
    guard let document, let account = try store.account(document.account) else { return }
    _ = try add(document.form(format.rawValue), document, account, country: written.document.seller.address?.country ?? "") { bytes }
  }

  /// What a document is known by, invoice or credit note.
  private struct Document {
    var kind: ArchivedKind
    var seller: SellerCode
    var number: String
    var account: BillingAccountID
    var issuedOn: Day

    init(_ issued: IssuedInvoice) {
      let invoice = issued.invoice
      (kind, seller, number, account, issuedOn) = (.invoice, invoice.seller, invoice.number ?? "", invoice.account, invoice.issuedOn)
    }

    init(_ issued: IssuedCreditNote) {
      let note = issued.note
      (kind, seller, number, account, issuedOn) = (.creditNote, note.seller, note.number ?? "", note.account, note.issuedOn)
    }

    func form(_ form: String, _ language: String = "") -> ArchivedDocument {
      ArchivedDocument(seller: seller.text, kind: kind, number: number, form: form, language: language)
    }
  }

  private func keep(
    _ document: Document, _ language: ReaderLanguage?, _ settings: ArchiveSettings, written: (EInvoiceFormat, Signing?) throws -> EInvoices.Written,
    print: (ReaderLanguage, EInvoices.Written, Signing?) throws -> [UInt8]
  ) throws -> Kept {
    guard let account = try store.account(document.account) else {
      throw Rejection(Problem(.unknownAccount, "the account of \(document.number) is gone", remedy: "run `florin verify`"))
    }
    let language = language ?? ReaderLanguage(account.language)
    var kept = Kept(number: document.number, entries: [], withheldBy: [])
    let facturX = try written(.facturX, nil)
    let country = facturX.document.seller.address?.country ?? ""
    // Whatever others are kept: as the account takes it.
    let own = try EInvoices(installation).format(asked: account.id, document.seller)
    for format in settings.eInvoices + (own.map { settings.eInvoices.contains($0) ? [] : [$0] } ?? []) {
      let form = document.form(format.rawValue)
      if let known = try store.archived(form) {
        kept.entries.append(KeptEntry(archived: known, isNew: false))
        continue
      }
      let one = format == .facturX ? facturX : try written(format, settings.signing(of: format, at: clock.now()))
      if one.isAcceptable {
        kept.entries.append(try add(form, document, account, country: country) { one.bytes })
      } else {
        kept.withheldBy += one.findings.filter { $0.weight == .fatal }.map { "\(format.rawValue): \($0.rule)" }
      }
    }
    // Last: whose PDF is kept is done, whenever this was stopped.
    kept.entries.append(
      try add(document.form(ArchivedDocument.pdf, language.rawValue), document, account, country: country) {
        try print(language, facturX, settings.signing?.signing(at: clock.now()))
      })
    return kept
  }

  /// Keeps bytes as a form of a document; what is kept of it already stays, and the new bytes are gone.
  private func add(_ form: ArchivedDocument, _ document: Document, _ account: BillingAccount, country: String, _ bytes: () throws -> [UInt8]) throws -> KeptEntry {
    if let known = try store.archived(form) { return KeptEntry(archived: known, isNew: false) }
    let made = try bytes()
    let digest = try vault.put(made)
    let draft = ArchiveDraft(
      document: form, accountID: account.id, account: account.reference, country: country, issuedOn: document.issuedOn, byteCount: made.count, digest: digest,
      keptAt: clock.now())
    let kept = try store.keep(draft, hash: vault.hash) { try vault.holds(digest) }
    // Another process was quicker, and its signature is another one.
    if !kept.isNew, kept.archived.entry.digest != digest { try store.unlessNeeded(digest) { try vault.remove(digest) } }
    return kept
  }
}

extension Archive {
  /// The bytes of a PDF that everybody gets: those kept. Where the operator signs, what is not kept yet is kept first, so that nothing is signed twice.
  ///
  /// - Parameter keep: keeps it.
  /// - Returns: `nil` when it is not kept, or was erased.
  func settled(_ form: ArchivedDocument, keep: (ArchiveSettings) throws -> Void) throws -> [UInt8]? {
    if try store.archived(form) == nil {
      let settings = try settings()
      if settings.signing == nil { return nil }
      try keep(settings)
    }
    return try bytes(of: form)
  }

  /// The archived bytes of an e-invoice. Where the operator signs the format, what is not kept yet is kept first, so that nothing is signed twice.
  ///
  /// - Returns: `nil` when the document is not kept in this format, or was erased.
  /// - Throws: `Rejection` (`archive.damaged`) when they are not what was kept; when it is kept now, whatever keeps it from that.
  public func eInvoice(_ number: String, _ format: EInvoiceFormat) throws -> [UInt8]? {
    func kept() throws -> ArchivedEntry? {
      try store.archiveEntries(ArchiveFilter(document: number, limit: 100)).first { $0.entry.document.form == format.rawValue }
    }
    var found = try kept()
    if found == nil, format.hasSignature {
      let settings = try settings()
      if settings.signing != nil {
        try keep(number, as: format, settings)
        found = try kept()
      }
    }
    guard let found, found.erasure == nil else { return nil }
    return try vault.bytes(of: found)
  }
}

extension ArchiveSettings {
  /// Who signs documents of a format; `nil` for those that have no place for a signature, and where nobody does.
  func signing(of format: EInvoiceFormat, at instant: Instant) throws -> Signing? {
    guard format.hasSignature, let signing else { return nil }
    return try signing.signing(at: instant, form: format == .fatturaPA ? signing.fatturaPA : .xades)
  }
}
