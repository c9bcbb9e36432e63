import Documents
import Invoicing
import Parties
import Primitives
import Rating

extension Gallery {
  /// A fifth of the family's invoice given back for an outage, from another credit note on.
  static func creditNote(_ language: ReaderLanguage) -> CreditNoteView {
    let invoice = family(language)
    var state = CreditedSoFar(invoice.invoice, notes: [])
    let earlier = try! state.draft(CreditRequest(lines: [2], .rest, reason: "Never delivered"), issuedOn: Day("2026-04-08")!)
    state.add(earlier)
    let reasons: [ReaderLanguage: String] = [.en: "Line down for six days", .es: "Línea averiada seis días", .ko: "6일간 회선 장애", .ro: "Linie întreruptă șase zile"]
    let chosen = invoice.invoice.lines.map(\.number).filter { $0 != 2 }
    var note = try! state.draft(CreditRequest(lines: chosen, .percent(20), reason: reasons[language] ?? ""), issuedOn: Day("2026-04-12")!)
    note.number = "ES-2026-CN-000002"
    return CreditNoteView(
      note: note, invoice: invoice.invoice, seller: invoice.seller, account: invoice.account, language: language, links: links(language),
      invoiceHref: "/invoices/ES-2026-000123")
  }

  static func creditNotes(_ language: ReaderLanguage) -> CreditNoteListView {
    CreditNoteListView(language: language, rows: creditNoteRows, newer: "/credit-notes?page=1", older: "/credit-notes?page=3", links: links(language))
  }

  static let creditNoteRows = [
    ("ES-2026-CN-000002", "Line down for six days", 2147), ("ES-2026-CN-000001", "Never delivered", 1198),
  ].map { number, reason, minor in
    CreditNoteRow(
      note: DocumentLink(number: number, href: "/credit-notes/\(number)"), invoice: DocumentLink(number: "ES-2026-000123", href: "/invoices/ES-2026-000123"),
      accountName: "Ana María López García", accountReference: "7590-VHVEG", issuedOn: Day("2026-04-12")!, reason: reason,
      gross: Money(amountMinor: Int64(minor), currency: .eur))
  }

  /// The same invoice, credited in part, then cancelled and billed again.
  static func cancelled(_ language: ReaderLanguage) -> InvoiceView {
    var view = family(language)
    view.corrections = CorrectionNotes(
      creditNotes: creditNoteRows, cancelledOn: Day("2026-04-20")!, replacedBy: DocumentLink(number: "ES-2026-000140", href: "/invoices/ES-2026-000140"),
      replaces: [DocumentLink(number: "ES-2026-000099", href: "/invoices/ES-2026-000099")])
    return view
  }
}
