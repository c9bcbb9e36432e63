public import Documents
public import Operations
public import Primitives
import Printing
import Synchronization

/// Makes bills as PDFs, one after the other on one press: it opens with the first bill, so that a program that makes none
/// needs no fonts.
public final class BillPress: Sendable {
  /// The press of this program.
  public static let shared = BillPress()

  private let press = Mutex<PDFPress?>(nil)

  /// The invoice as a PDF.
  ///
  /// - Parameters:
  ///   - attachments: files carried inside, such as the invoice as XML.
  ///   - signing: signs the file in itself.
  /// - Throws: `Rejection` (`documents.fonts-missing`) when the fonts are not installed.
  public func invoice(_ view: InvoiceView, attachments: [Attachment] = [], signing: Signing? = nil) throws -> [UInt8] {
    try press.withLock { try InvoicePDF.render(view, on: try BillPress.opened(&$0), attachments: attachments, signing: signing) }
  }

  /// The credit note as a PDF.
  ///
  /// - Parameters:
  ///   - attachments: files carried inside, such as the credit note as XML.
  ///   - signing: signs the file in itself.
  /// - Throws: `Rejection` (`documents.fonts-missing`) when the fonts are not installed.
  public func creditNote(_ view: CreditNoteView, attachments: [Attachment] = [], signing: Signing? = nil) throws -> [UInt8] {
    try press.withLock { try CreditNotePDF.render(view, on: try BillPress.opened(&$0), attachments: attachments, signing: signing) }
  }

  /// Every usage event behind an invoice as a PDF, handed over piece by piece as pages are done.
  ///
  /// - Throws: `Rejection` (`documents.fonts-missing`) when the fonts are not installed.
  public func records(_ view: UsageRecordsView, _ records: [UsageRecord], to sink: @escaping @Sendable ([UInt8]) throws -> Void) throws {
    try press.withLock { try UsageRecordsPDF.write(view, records, on: try BillPress.opened(&$0), to: sink) }
  }

  /// The same as one piece, for whoever answers with it.
  public func records(_ view: UsageRecordsView, _ records: [UsageRecord]) throws -> [UInt8] {
    try press.withLock { try UsageRecordsPDF.render(view, records, on: try BillPress.opened(&$0)) }
  }

  /// How many pages a document takes.
  func pages(of document: PrintedDocument) throws -> Int { try press.withLock { try document.pages(on: try BillPress.opened(&$0)) } }

  /// A batch of a print job as one PDF, handed over piece by piece as pages are done.
  func batch(
    _ batch: PrintJobPlan.Batch, of plan: PrintJobPlan, read: @Sendable (PrintPiece) throws -> PrintedDocument,
    to sink: @escaping @Sendable ([UInt8]) throws -> Void
  ) throws {
    try press.withLock { try PrintBatchPDF.write(batch, of: plan, on: try BillPress.opened(&$0), read: read, to: sink) }
  }

  /// Opens the press at once, so that missing fonts are told before work begins.
  ///
  /// - Throws: `Rejection` (`documents.fonts-missing`).
  func open() throws(Rejection) -> BillPress {
    try press.withLock { press throws(Rejection) in _ = try BillPress.opened(&press) }
    return self
  }

  /// How many pages it has made.
  var pageCount: Int { press.withLock { $0?.pageCount ?? 0 } }

  private static func opened(_ press: inout PDFPress?) throws(Rejection) -> PDFPress {
    if let press { return press }
    let opened = try PDFPress()
    press = opened
    return opened
  }
}
