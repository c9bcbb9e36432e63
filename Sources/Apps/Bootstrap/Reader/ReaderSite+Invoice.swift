import Documents
import Invoicing
import Operations
import Parties
import Primitives
import Store

extension ReaderSite {
  private static let eventsOnAPage = 50
  private static let billsShown = 12
  private static let movementsShown = 24
  /// Ten years of bills, and more often than monthly.
  private static let billsLookedAt = 500

  func invoice(_ issued: IssuedInvoice, _ opened: Opened) throws -> Answer? {
    let number = issued.invoice.number ?? ""
    switch opened.request.place {
    case .start: return Answer(bytes: ReaderBillPage.render(try bill(issued, opened)))
    case .group(let group):
      let bill = try InvoiceViews(installation, eventsShown: 0).view(of: issued, language: opened.language)
      let view = ReaderBillView(bill: bill, today: opened.today, openMinor: 0, addresses: opened.addresses)
      return ReaderGroupPage.render(view, group: group, after: opened.request.after).map { Answer(bytes: $0) }
    case .line(let line): return try self.line(line, issued, opened)
    case .pdf:
      let printed = try PrintedBills(installation).invoice(issued, language: opened.language)
      return Answer(mediaType: "application/pdf", bytes: printed.bytes, fileName: number + ".pdf")
    case .usagePDF:
      let usage = try InvoiceViews(installation, eventsShown: .max).view(of: issued, language: opened.language).records
      if usage.records.isEmpty { return nil }
      return Answer(mediaType: "application/pdf", bytes: try BillPress.shared.records(usage.view, usage.records), fileName: number + "-usage.pdf")
    case .eInvoice: return try eInvoice(of: opened.account) { try EInvoices(installation).write(issued, $0) }.map(handedOut)
    }
  }

  private func line(_ number: Int, _ issued: IssuedInvoice, _ opened: Opened) throws -> Answer? {
    guard let line = issued.invoice.lines.first(where: { $0.number == number }) else { return nil }
    let found = try InvoiceViews(installation, eventsShown: Self.eventsOnAPage).view(of: issued, line: line, after: opened.request.after, language: opened.language)
    if opened.request.after > 0, found.evidence.events.isEmpty { return nil }
    return Answer(
      bytes: ReaderLinePage.render(
        ReaderLineView(
          bill: found.view, line: line, evidence: found.evidence, eventsBefore: opened.request.after, eventsOnAPage: Self.eventsOnAPage, usage: found.usage,
          addresses: opened.addresses, places: places(found.view.seller))))
  }

  func places(_ seller: SellerEntity) -> ReaderPlaces { ReaderPlaces(questions: ReaderPlaces.questions(to: seller)) }

  private func bill(_ issued: IssuedInvoice, _ opened: Opened) throws -> ReaderBillView {
    var bill = try InvoiceViews(installation, eventsShown: 0).view(of: issued, language: opened.language)
    bill.corrections = try corrections(of: issued, opened)
    let account = try accountOfReader(opened)
    let own = account.bills.firstIndex { $0.summary.id == issued.id }
    let first = max(0, account.bills.count - Self.billsShown)
    var shown = Array(account.bills[first...])
    if let own, own < first { shown = [account.bills[own]] + shown.dropFirst() }
    var view = ReaderBillView(
      bill: bill, today: opened.today, openMinor: own.map { account.bills[$0].openMinor } ?? 0,
      bills: try shown.map { one in
        ReaderBill(
          number: one.summary.number, href: try opened.path(to: .invoice(one.summary.id)), issuedOn: one.summary.issuedOn, dueOn: one.summary.dueOn,
          grossMinor: one.summary.grossMinor, openMinor: one.openMinor, isThis: one.summary.id == issued.id)
      },
      movements: try movements(account, opened), addresses: opened.addresses, places: places(bill.seller))
    view.hasEInvoice = try eInvoice(of: opened.account) { try EInvoices(installation).write(issued, $0) } != nil
    view.linkEndsOn = endsOn(opened)
    view.messages = try messages(bill, opened)
    return view
  }

  /// What the newest catalog says to this reader of this bill.
  private func messages(_ bill: InvoiceView, _ opened: Opened) throws -> [ReaderMessage] {
    let reader = MessageRule.Reader(
      today: opened.today, segment: opened.account.segment, language: opened.language.rawValue, country: opened.account.address.country, seller: bill.invoice.seller.text,
      gross: Money(amountMinor: bill.invoice.grossMinor, currency: bill.invoice.currency), previousMinor: bill.previous?.grossMinor)
    return try installation.newestRelease().messages.filter { $0.isFor(reader) }.map { ReaderMessage($0) }
  }

  private func corrections(of issued: IssuedInvoice, _ opened: Opened) throws -> CorrectionNotes {
    let standing = try installation.store.standing(of: issued.id)
    func invoice(_ number: String) throws -> DocumentLink {
      guard let other = try installation.store.invoice(number: number), other.invoice.account == opened.account.id else { return DocumentLink(number: number) }
      return DocumentLink(number: number, href: try opened.path(to: .invoice(other.id)))
    }
    return CorrectionNotes(
      creditNotes: try standing.creditNotes.map { note in
        CreditNoteRow(
          note: DocumentLink(number: note.number, href: try opened.path(to: .creditNote(note.id))), invoice: DocumentLink(number: note.invoiceNumber),
          accountName: note.accountName, accountReference: note.accountReference, issuedOn: note.issuedOn, reason: note.reason,
          gross: Money(amountMinor: note.grossMinor, currency: note.currency))
      }, cancelledOn: standing.cancelledOn, replacedBy: try standing.replacedBy.map(invoice), replaces: try standing.replaces.map(invoice))
  }

  /// What the reader was billed, given back and owes.
  struct AccountOfReader {
    /// In the order of issue, with what is open of each.
    var bills: [(summary: InvoiceSummary, openMinor: Int64)]
    var creditNotes: [CreditNoteSummary]
    var owedMinor: Int64
  }

  private func accountOfReader(_ opened: Opened) throws -> AccountOfReader {
    let store = installation.store
    let account = opened.account.id
    let count = try store.invoiceCount(InvoiceFilter(account: account))
    let summaries = try store.invoiceList(InvoiceFilter(account: account, offset: max(0, count - Self.billsLookedAt), limit: Self.billsLookedAt))
    let notes = try store.creditNotes(CreditNoteFilter(account: account, limit: Self.billsLookedAt, newestFirst: true))
    var credited: [String: Int64] = [:]
    for note in notes { credited[note.invoiceNumber, default: 0] += note.grossMinor }
    let owed = try store.owed(by: account)
    let left = summaries.reversed().map { $0.grossMinor - (credited[$0.number] ?? 0) }
    let open = OpenOfBills.amounts(owed: owed, bills: left)
    return AccountOfReader(bills: zip(summaries, open.reversed()).map { ($0, $1) }, creditNotes: notes, owedMinor: owed)
  }

  private func movements(_ account: AccountOfReader, _ opened: Opened) throws -> [AccountMovement] {
    let bills = account.bills.suffix(Self.movementsShown).map { one in
      (day: one.summary.issuedOn, kind: AccountMovement.Kind.invoice, document: ReaderLink.Document.invoice(one.summary.id), number: one.summary.number, minor: one.summary.grossMinor)
    }
    let notes = account.creditNotes.prefix(Self.movementsShown).map { note in
      (day: note.issuedOn, kind: AccountMovement.Kind.creditNote, document: ReaderLink.Document.creditNote(note.id), number: note.number, minor: -note.grossMinor)
    }
    var owed = account.owedMinor
    return try (bills + notes).enumerated().sorted { ($1.element.day, $1.offset) < ($0.element.day, $0.offset) }.prefix(Self.movementsShown).map { _, one in
      defer { owed -= one.minor }
      return AccountMovement(
        kind: one.kind, document: DocumentLink(number: one.number, href: try opened.path(to: one.document)), day: one.day, amountMinor: one.minor, owedMinor: owed)
    }
  }

  /// The XML that a business would book, when its rules take it.
  func eInvoice(of account: BillingAccount, _ write: (EInvoiceFormat) throws -> EInvoices.Written) throws -> EInvoices.Written? {
    let details = try installation.store.invoicing(of: account.id)
    guard case .business = account.taxStanding else {
      if details.electronicAddress == nil, details.buyerReference == nil, details.eInvoice == nil { return nil }
      return try eInvoice(account, details, write)
    }
    return try eInvoice(account, details, write)
  }

  /// As everybody gets it: as it is kept, where it is.
  func handedOut(_ written: EInvoices.Written) throws -> Answer {
    let bytes = try Archive(installation).eInvoice(written.number, written.format) ?? written.bytes
    let file = KeptFile(bytes)
    return Answer(mediaType: file.mediaType, bytes: bytes, fileName: "\(written.number)-\(written.format.rawValue).\(file.ending)")
  }

  private func eInvoice(_ account: BillingAccount, _ details: InvoicingDetails, _ write: (EInvoiceFormat) throws -> EInvoices.Written) throws -> EInvoices.Written? {
    for format in EInvoiceFormat.usual(for: account, details) {
      let written = try write(format)
      if written.isAcceptable { return written }
    }
    return nil
  }
}

extension EInvoiceFormat {
  /// What a buyer takes most likely, the likeliest first; what it asks for before all.
  static func usual(for account: BillingAccount, _ details: InvoicingDetails) -> [EInvoiceFormat] {
    let likely: [EInvoiceFormat] =
      switch account.address.country {
      case "RO": [.roCIUS, .ubl]
      case "IT": [.fatturaPA, .ubl]
      case "ES": [.facturae, .ubl]
      case "DE": [.xRechnung, .ubl]
      default: details.electronicAddress == nil ? [.ubl] : [.peppol, .ubl]
      }
    switch details.eInvoice {
    case .format(let own): return [own] + likely.filter { $0 != own }
    case .without: return []
    case nil: return likely
    }
  }
}
