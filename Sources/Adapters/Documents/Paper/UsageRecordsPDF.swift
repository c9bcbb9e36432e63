import Parties
import Primitives

/// Itemised usage as a PDF (PDF/A-3a, PDF/UA-1): written record by record, so that one of any length takes the memory
/// of a page.
public enum UsageRecordsPDF {
  /// The document's bytes.
  public static func render(_ view: UsageRecordsView, _ records: some Sequence<UsageRecord>, on press: PDFPress) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try write(view, records, on: press) { bytes += $0 }
    return bytes
  }

  /// Writes the document piece by piece.
  public static func write(
    _ view: UsageRecordsView, _ records: some Sequence<UsageRecord>, on press: PDFPress, to sink: @escaping ([UInt8]) throws -> Void
  ) throws {
    let language = view.language
    let wording = view.look.wording(language)
    func said(_ write: (inout Ink) -> Void) -> String { Ink.said(wording, write) }
    let kind = said { $0.words(PaperPhrases.usageRecords) }
    let paper = BillPaper(
      wording: wording, look: view.look, seller: view.seller, name: "\(kind) \(view.invoiceNumber)  \u{B7}  \(view.account.reference)",
      foot: said { $0.say(InvoicePhrases.footer, .text(view.invoiceNumber), .day(view.issuedOn)) })
    let metadata = Metadata(
      title: "\(kind) \(view.invoiceNumber) \u{B7} \(view.seller.legalName)", author: view.seller.legalName, language: language.rawValue, day: view.issuedOn)
    let document = PDFDocument(press: press, metadata: metadata, sink: sink)
    let total = document.reserveForm()
    let composer = Composer(document, sheet: paper.sheet(on: press)) { paper.furniture($0, total: total) }
    document.begin("Document")
    try composer.startPage()
    try paper.letterhead(composer, to: view.account)
    try paper.title(kind, view.invoiceNumber, said { $0.days(view.period) }, composer)
    try UsageFigures(series: view.usage, paper: paper, composer: composer).write()
    try table(view, records, composer)
    try document.end()
    try document.endPage()
    try paper.writeTotal(composer, total: total)
    try document.finish()
  }

  private static func table(_ view: UsageRecordsView, _ records: some Sequence<UsageRecord>, _ composer: Composer) throws {
    func said(_ write: (inout Ink) -> Void) -> String { Ink.said(view.look.wording(view.language), write) }
    let head = TableRow(
      [InvoicePhrases.when, InvoicePhrases.description, InvoicePhrases.what, InvoicePhrases.record, InvoicePhrases.quantity].map { phrase in
        TableCell(said { $0.words(phrase) }, BillStyle.columnHead, isHeader: true)
      }, part: .head, below: BillStyle.firm, padding: 3)
    let grid = TableGrid(
      x: composer.sheet.left, width: composer.sheet.contentWidth,
      columns: [.fixed(84), .share(1), .share(1.1), .share(0.8), .fixed(76, .end)], gap: 8)
    var table = TableFlow(composer, grid, head: head)
    for record in records {
      let note = record.note
      try table.add(
        TableRow(
          [
            TableCell(said { $0.moment(note.at, in: view.zone) }, BillStyle.record, isHeader: true), TableCell(said { $0.name(record.name) }, BillStyle.record),
            TableCell(note.about, BillStyle.record), TableCell(note.id, BillStyle.recordSoft),
            TableCell(said { $0.glance(note.quantity, note.unit) }, BillStyle.record),
          ], below: BillStyle.thin, padding: 1.4))
    }
    try table.end()
  }
}
