import Parties
public import Primitives
public import Printing

extension ProblemCode {
  public static let printChanged = ProblemCode("print.changed")
}

/// A batch of a print job as one PDF: its pieces one behind the other, each beginning on a sheet of its own, with the marks that
/// machines read.
///
/// PDF/A-3a like each bill by itself, without the e-invoices inside; equal bytes for equal input. Pages leave memory as they are done.
public enum PrintBatchPDF {
  /// - Parameter read: gives the document of a piece.
  /// - Throws: `Rejection` (`print.changed`) when a document has another number of pages than planned.
  public static func write(
    _ batch: PrintJobPlan.Batch, of plan: PrintJobPlan, on press: PDFPress, read: (PrintPiece) throws -> PrintedDocument,
    to sink: @escaping ([UInt8]) throws -> Void
  ) throws {
    guard let first = batch.pieces.first else { return }
    var next: PrintedDocument? = try read(first)
    guard let beginning = next else { return }
    let document = PDFDocument(
      press: press,
      metadata: Metadata(
        title: "\(plan.job) \u{B7} \(batch.name)", author: beginning.seller.legalName, language: beginning.language.rawValue, day: beginning.issuedOn),
      sink: sink)
    document.begin("Document")
    var sheetsBefore = 0
    for (index, piece) in batch.pieces.enumerated() {
      let printed = try next ?? read(piece)
      next = nil
      let sheets = plan.settings.sheets(pages: piece.pages)
      let pages = try printed.compose(on: document) { composer in
        guard !plan.settings.isDuplex || composer.pageNumber % 2 == 1 else { return }
        let sheet = plan.settings.sheets(pages: composer.pageNumber)
        SheetMarks(
          mark: SheetMark(
            job: plan.job, batch: batch.number, piece: index + 1, sheetInBatch: sheetsBefore + sheet, sheet: sheet, sheets: sheets)
        ).draw(plan.settings.marks, composer)
      }
      guard pages == piece.pages else { throw changed(piece, pages) }
      if plan.settings.isDuplex, pages % 2 == 1 {
        document.beginPage(width: Composer.Sheet.a4.width, height: Composer.Sheet.a4.height)
        try document.endPage()
      }
      sheetsBefore += sheets
    }
    try document.end()
    try document.finish()
  }

  private static func changed(_ piece: PrintPiece, _ pages: Int) -> Rejection {
    Rejection(
      Problem(
        .printChanged, path: piece.number, "has \(pages) pages now, and had \(piece.pages) when the job was planned",
        remedy: "fonts or what accounts say of themselves have changed meanwhile: make the job again in an empty folder"))
  }
}
