public import Documents
public import EInvoicing
import Invoicing
import Messaging
public import Operations
public import Parties
public import Primitives
import Store

extension ProblemCode {
  public static let einvoiceNotSigned = ProblemCode("einvoice.not-signable")
}

extension EInvoiceFormat {
  var syntax: EInvoiceSyntax? { self == .cii || self == .xRechnungCII ? .cii : nil }
}

extension Signing {
  /// The certificate of a file, with the passphrase that another one holds in its first line.
  ///
  /// - Throws: `Rejection` when the file cannot be read, the passphrase is another one, or the certificate is not valid now.
  public static func reading(_ certificate: String, passphrase: String?, at instant: Instant, form: SignatureForm = .xades) throws -> Signing {
    let identity = try CertificateFile(try TextFile.bytes(certificate), file: certificate, passphrase: try Signing.passphrase(in: passphrase))
    try identity.check(at: instant)
    return Signing(identity, at: instant, form: form)
  }

  /// The first line of a file; empty without one.
  static func passphrase(in file: String?) throws -> String {
    try file.map { String(decoding: try TextFile.bytes($0).prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self) } ?? ""
  }
}

/// Issued invoices and credit notes as e-invoices.
///
/// Name, address, tax and bank account of the seller are those of the catalog that the document was billed by; what it
/// says beyond them (`SellerDetails`), and what the account wants said, is as it is now, so that what a receiver asks for
/// can still be filled in.
public struct EInvoices {
  private let installation: Installation
  private let signing: Signing?

  /// - Parameter signing: signs what is written; only Facturae and FatturaPA have a place for a signature.
  public init(_ installation: Installation, signing: Signing? = nil) {
    self.installation = installation
    self.signing = signing
  }

  /// A document in a format: its bytes, and what the format's rules find wrong with it.
  public struct Written: Sendable {
    public var number: String
    public var document: EInvoice
    public var format: EInvoiceFormat
    public var bytes: [UInt8]
    public var findings: [RuleFinding]

    /// Whether a receiver would take it.
    public var isAcceptable: Bool { !findings.contains { $0.weight == .fatal } }
  }

  /// The format in which the account of a document takes e-invoices; UBL when it takes none, or there is no such document.
  public func usualFormat(of number: String) throws -> EInvoiceFormat {
    let store = installation.store
    guard let (account, seller) = try store.invoice(number: number).map({ ($0.invoice.account, $0.invoice.seller) })
      ?? store.creditNote(number: number).map({ ($0.note.account, $0.note.seller) })
    else { return .ubl }
    return try format(asked: account, seller) ?? .ubl
  }

  /// The format in which an account takes e-invoices; `nil` when it takes none.
  func format(asked account: BillingAccountID, _ seller: SellerCode) throws -> EInvoiceFormat? {
    guard let known = try installation.store.account(account), let seller = try installation.newestRelease().seller(seller) else { return nil }
    return seller.details.eInvoiceFormat(of: known, saying: try installation.store.invoicing(of: account).eInvoice)
  }

  /// The invoice or credit note of this number.
  ///
  /// - Throws: `Rejection` (`invoice.unknown`) when there is none.
  public func write(_ number: String, _ format: EInvoiceFormat) throws -> Written {
    if let issued = try installation.store.invoice(number: number) { return try write(issued, format) }
    if let issued = try installation.store.creditNote(number: number) { return try write(issued, format) }
    throw Rejection(
      Problem(
        .unknownInvoice, path: "invoice", "there is no invoice or credit note \"\(number)\"",
        remedy: "`florin invoice list` names the invoices; numbers are case-sensitive"))
  }

  /// An issued invoice; what it bills again is named as preceding.
  public func write(_ issued: IssuedInvoice, _ format: EInvoiceFormat) throws -> Written {
    let invoice = issued.invoice
    var facts = try facts(invoice, run: issued.run)
    for number in try installation.store.standing(of: issued.id).replaces {
      facts.replaces.append(
        PrecedingInvoice(number: number, issuedOn: try installation.store.invoice(number: number)?.invoice.issuedOn))
    }
    return try written(EInvoice(invoice, facts), format)
  }

  /// An issued credit note, which names the invoice that it credits.
  public func write(_ issued: IssuedCreditNote, _ format: EInvoiceFormat) throws -> Written {
    guard let invoice = try installation.store.invoice(issued.invoice) else { throw gone(issued.note.number) }
    return try written(EInvoice(issued.note, of: invoice.invoice, try facts(invoice.invoice, run: invoice.run)), format)
  }

  /// The XML that a hybrid PDF of an invoice carries: CII in the profile EN 16931 of Factur-X, with what its rules find.
  public func facturX(_ issued: IssuedInvoice) throws -> Written { try write(issued, .facturX) }

  /// The same of a credit note.
  public func facturX(_ issued: IssuedCreditNote) throws -> Written { try write(issued, .facturX) }

  /// What is to be recorded of a document for Spain's tax agency; `nil` when it is gone.
  func draft(_ document: UnrecordedDocument) throws -> VerifactuDraft? {
    switch document.subject {
    case .invoice:
      guard let issued = try installation.store.invoice(InvoiceID(document.id)) else { return nil }
      return VerifactuDraft(issued.invoice, try facts(issued.invoice, run: issued.run))
    case .creditNote:
      guard let issued = try installation.store.creditNote(CreditNoteID(document.id)), let invoice = try installation.store.invoice(issued.invoice) else { return nil }
      return VerifactuDraft(issued.note, of: invoice.invoice, try facts(invoice.invoice, run: invoice.run))
    }
  }

  private func written(_ document: EInvoice, _ format: EInvoiceFormat) throws -> Written {
    guard let profile = format.profile else {
      return try national(document, format)
    }
    if signing != nil { throw EInvoices.unsigned(format) }
    let promised = document.promising(profile)
    return Written(
      number: document.number ?? "", document: promised, format: format, bytes: promised.bytes(profile, syntax: format.syntax),
      findings: promised.findings(profile))
  }

  static func unsigned(_ format: EInvoiceFormat) -> Rejection {
    Rejection(
      Problem(
        .einvoiceNotSigned, path: "format", "\(format.rawValue) has no place for a signature of its own",
        remedy: "sign `facturae` or `fatturapa`; what is sent over Peppol or in a PDF is signed there"))
  }

  private func national(_ document: EInvoice, _ format: EInvoiceFormat) throws -> Written {
    func written(_ bytes: [UInt8], _ findings: [RuleFinding]) -> Written {
      Written(number: document.number ?? "", document: document, format: format, bytes: bytes, findings: findings)
    }
    switch format {
    case .kec:
      if signing != nil { throw EInvoices.unsigned(format) }
      return written(KoreanTaxInvoiceWriter.bytes(document), document.koreanFindings())
    case .fatturaPA: return written(try italian(document), document.fatturaPAFindings())
    default: return written(try spanish(document), document.facturaeFindings())
    }
  }

  private func italian(_ document: EInvoice) throws -> [UInt8] {
    guard let signing else { return FatturaPAWriter.bytes(document) }
    switch signing.form {
    case .xades: return try FatturaPAWriter.bytes(document, signedBy: signing.identity, at: signing.at)
    case .cades: return try FatturaPAWriter.envelope(document, signedBy: signing.identity)
    }
  }

  private func spanish(_ document: EInvoice) throws -> [UInt8] {
    guard let signing else { return FacturaeWriter.bytes(document) }
    guard signing.form == .xades else {
      throw Rejection(
        Problem(
          .einvoiceNotSigned, path: "signature", "facturae is signed in the document itself, not around it",
          remedy: "leave `--signature cades` out, or export `fatturapa`"))
    }
    return try FacturaeWriter.bytes(document, signedBy: signing.identity, at: signing.at)
  }

  private func facts(_ invoice: Invoice, run: BillRunID) throws -> EInvoiceFacts {
    let version = try BillRuns(installation).find(run.rawValue).catalogVersion
    let newest = try installation.newestCatalog().release
    guard let account = try installation.store.account(invoice.account),
      var seller = try installation.catalog(version).seller(invoice.seller) ?? newest.seller(invoice.seller)
    else { throw gone(invoice.number) }
    if let now = newest.seller(invoice.seller) { seller.details = now.details }
    let users = Set(invoice.lines.compactMap(\.usedBy)).sorted()
    let subscriptions = Set(invoice.lines.compactMap(\.charge.subscription)).sorted()
    return EInvoiceFacts(
      seller: seller, account: account, invoicing: try installation.store.invoicing(of: account.id), language: account.language,
      users: Dictionary(try installation.store.accounts(users).map { ($0.id, $0.name) }) { first, _ in first },
      subjects: try installation.store.subscriptionLabels(subscriptions).compactMapValues { $0.subject.isEmpty ? nil : $0.subject })
  }

  private func gone(_ number: String?) -> Rejection {
    Rejection(
      Problem(.unknownAccount, "the invoice, account or seller of \(number ?? "") is gone", remedy: "run `florin verify`"))
  }
}

extension EInvoices.Written {
  /// The bytes of a document that a receiver would take.
  ///
  /// - Throws: `Rejection` (`einvoice.rule-broken`) with every rule that is broken.
  public func acceptable() throws(Rejection) -> [UInt8] {
    if isAcceptable { return bytes }
    throw Rejection(findings.filter { $0.weight == .fatal }.map(Problem.init))
  }
}

/// Checks e-invoices that came from elsewhere.
public enum EInvoiceCheck {
  /// What a file says, and what is wrong with it.
  public struct Outcome: Sendable {
    public var read: ReadEInvoice
    public var profile: EInvoiceProfile
    public var findings: [RuleFinding]
  }

  /// - Parameter profile: the rules to check; those that the document promises to keep when `nil`.
  /// - Throws: `Rejection` when the file cannot be read as an e-invoice.
  public static func check(_ path: String, _ profile: EInvoiceProfile? = nil) throws -> Outcome {
    try check(try TextFile.bytes(path), file: path, profile)
  }

  /// The same of bytes that are at hand.
  public static func check(_ bytes: [UInt8], file: String, _ profile: EInvoiceProfile? = nil) throws(Rejection) -> Outcome {
    let read = try EInvoiceReader.read(bytes, file: file)
    let chosen = profile ?? EInvoiceProfile(specification: read.document.specification)
    return Outcome(read: read, profile: chosen, findings: read.document.findings(chosen))
  }
}
