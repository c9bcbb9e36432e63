import Bootstrap
import Documents
import Invoicing
import Operations
import Primitives
import Store

/// Invoices on the terminal.
struct InvoicePrinting {
  let installation: Installation

  init(_ installation: Installation) { self.installation = installation }

  func text(_ invoice: Invoice, line: Int?, evidence: [Int: LineEvidence] = [:], language: ReaderLanguage = .en) throws -> String {
    guard let text = ExplanationText.render(invoice, line: line, evidence: evidence, language: language) else {
      throw Rejection(
        Problem(
          .unknownInvoice, path: "line", "invoice \(invoice.number ?? "") has no line \(line ?? 0)",
          remedy: "its lines are numbered 1 to \(invoice.lines.count)"))
    }
    return text
  }

  /// What corrected the invoice since, or what it corrects.
  func standing(_ issued: IssuedInvoice) throws -> [String] {
    let standing = try installation.store.standing(of: issued.id)
    var lines = standing.replaces.map { "Replaces \($0)." }
    lines += standing.creditNotes.map { "Credited with \($0.number) on \($0.issuedOn): \(money($0.grossMinor, $0.currency)) \($0.currency), \($0.reason)." }
    if let day = standing.cancelledOn { lines.append("Cancelled on \(day)\(standing.replacedBy.map { ", replaced by \($0)" } ?? ", not billed again yet").") }
    return lines
  }

  func known(_ number: String) throws -> IssuedInvoice {
    if let issued = try installation.store.invoice(number: number) { return issued }
    throw Rejection(
      Problem(
        .unknownInvoice, path: "invoice", "there is no invoice \"\(number)\"", remedy: "`florin invoice list` names the invoices; numbers are case-sensitive"))
  }
}
