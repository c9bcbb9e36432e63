import Invoicing
import Parties
import Primitives

/// A document that goes out on paper.
public enum PrintedDocument: Sendable {
  case invoice(InvoiceView)
  case creditNote(CreditNoteView)

  var language: ReaderLanguage {
    switch self {
    case .invoice(let view): view.language
    case .creditNote(let view): view.language
    }
  }

  var seller: SellerEntity {
    switch self {
    case .invoice(let view): view.seller
    case .creditNote(let view): view.seller
    }
  }

  var issuedOn: Day {
    switch self {
    case .invoice(let view): view.invoice.issuedOn
    case .creditNote(let view): view.note.issuedOn
    }
  }

  /// Writes its pages as one part of a document; gives how many.
  func compose(on document: PDFDocument, onPage: @escaping (Composer) -> Void) throws -> Int {
    switch self {
    case .invoice(let view): try InvoicePDF.compose(view, as: "Part", on: document, onPage: onPage)
    case .creditNote(let view): try CreditNotePDF.compose(view, as: "Part", on: document, onPage: onPage)
    }
  }

  /// How many pages it takes.
  public func pages(on press: PDFPress) throws -> Int {
    let document = PDFDocument(press: press, metadata: Metadata(title: "", author: "", language: language.rawValue, day: issuedOn)) { _ in }
    return try compose(on: document) { _ in }
  }
}
