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

  func known(_ number: String) throws -> IssuedInvoice {
    if let issued = try installation.store.invoice(number: number) { return issued }
    throw Rejection(
      Problem(
        .unknownInvoice, path: "invoice", "there is no invoice \"\(number)\"", remedy: "`florin invoice list` names the invoices; numbers are case-sensitive"))
  }
}
