public import Documents
public import Operations
import Primitives
import Printing
import Synchronization
import Templates

/// Makes bills as PDFs, one after the other on one press: it opens with the first bill, so that a program that makes none
/// needs no fonts.
public final class BillPress: Sendable {
  /// The press of this program.
  public static let shared = BillPress()

  /// One for each typeface that a document asked for.
  private let presses = Mutex<[Typeface: PDFPress]>([:])

  /// The invoice as a PDF.
  ///
  /// - Parameters:
  ///   - attachments: files carried inside, such as the invoice as XML.
  ///   - signing: signs the file in itself.
  /// - Throws: `Rejection` (`documents.fonts-missing`) when the fonts are not installed.
  public func invoice(_ view: InvoiceView, attachments: [Attachment] = [], signing: Signing? = nil) throws -> [UInt8] {
    try presses.withLock { try InvoicePDF.render(view, on: try BillPress.opened(&$0, view.look), attachments: attachments, signing: signing) }
  }

  /// What each page of the invoice shows.
  ///
  /// - Throws: `Rejection` (`documents.fonts-missing`) when the fonts are not installed.
  public func pages(_ view: InvoiceView) throws -> [PageTrace] {
    try presses.withLock { try InvoicePDF.pages(view, on: try BillPress.opened(&$0, view.look)) }
  }

  /// The credit note as a PDF.
  ///
  /// - Parameters:
  ///   - attachments: files carried inside, such as the credit note as XML.
  ///   - signing: signs the file in itself.
  /// - Throws: `Rejection` (`documents.fonts-missing`) when the fonts are not installed.
  public func creditNote(_ view: CreditNoteView, attachments: [Attachment] = [], signing: Signing? = nil) throws -> [UInt8] {
    try presses.withLock { try CreditNotePDF.render(view, on: try BillPress.opened(&$0, view.look), attachments: attachments, signing: signing) }
  }

  /// Every usage event behind an invoice as a PDF, handed over piece by piece as pages are done.
  ///
  /// - Throws: `Rejection` (`documents.fonts-missing`) when the fonts are not installed.
  public func records(_ view: UsageRecordsView, _ records: [UsageRecord], to sink: @escaping @Sendable ([UInt8]) throws -> Void) throws {
    try presses.withLock { try UsageRecordsPDF.write(view, records, on: try BillPress.opened(&$0, view.look), to: sink) }
  }

  /// The same as one piece, for whoever answers with it.
  public func records(_ view: UsageRecordsView, _ records: [UsageRecord]) throws -> [UInt8] {
    try presses.withLock { try UsageRecordsPDF.render(view, records, on: try BillPress.opened(&$0, view.look)) }
  }

  /// How many pages a document takes.
  func pages(of document: PrintedDocument) throws -> Int { try presses.withLock { try document.pages(on: try BillPress.opened(&$0, nil)) } }

  /// A batch of a print job as one PDF, in one typeface whatever templates ask for, handed over piece by piece as pages are done.
  func batch(
    _ batch: PrintJobPlan.Batch, of plan: PrintJobPlan, read: @Sendable (PrintPiece) throws -> PrintedDocument,
    to sink: @escaping @Sendable ([UInt8]) throws -> Void
  ) throws {
    try presses.withLock { try PrintBatchPDF.write(batch, of: plan, on: try BillPress.opened(&$0, nil), read: read, to: sink) }
  }

  /// Opens the press at once, so that missing fonts are told before work begins.
  ///
  /// - Throws: `Rejection` (`documents.fonts-missing`).
  func open() throws(Rejection) -> BillPress {
    try presses.withLock { presses throws(Rejection) in _ = try BillPress.opened(&presses, nil) }
    return self
  }

  /// How many pages it has made.
  var pageCount: Int { presses.withLock { $0.values.reduce(0) { $0 + $1.pageCount } } }

  private static func opened(_ presses: inout [Typeface: PDFPress], _ look: BillLook?) throws(Rejection) -> PDFPress {
    let typeface = look?.template.brand.typeface ?? .openSans
    if let press = presses[typeface] { return press }
    let opened = try PDFPress(typeface: typeface)
    presses[typeface] = opened
    return opened
  }
}
