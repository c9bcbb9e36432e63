import Invoicing
public import Operations
import Parties
import Primitives
import Rating
import Taxation

/// A credit note as a PDF: PDF/A-3a and PDF/UA-1, equal bytes for equal input.
public enum CreditNotePDF {
  /// The document's bytes.
  ///
  /// - Parameters:
  ///   - attachments: files carried inside, such as the credit note as XML.
  ///   - signing: signs the whole file in itself (PAdES).
  public static func render(_ view: CreditNoteView, on press: PDFPress, attachments: [Attachment] = [], signing: Signing? = nil) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let (kind, number) = names(view)
    let facturX = attachments.compactMap { file in file.facturXLevel.map { (file.name, $0) } }.first
    let metadata = Metadata(
      title: "\(kind) \(number) \u{B7} \(view.seller.legalName)", author: view.seller.legalName, language: view.language.rawValue, day: view.note.issuedOn,
      facturX: facturX)
    let document = PDFDocument(press: press, metadata: metadata, attachments: attachments, signing: signing) { bytes += $0 }
    try compose(view, as: "Document", on: document)
    try document.finish()
    try document.sign(&bytes)
    return bytes
  }

  /// Writes the credit note's pages as one element of a document that may hold others.
  ///
  /// - Parameter onPage: called on every page, with the page's number in the credit note.
  /// - Returns: how many pages it took.
  @discardableResult
  static func compose(
    _ view: CreditNoteView, as tag: StaticString, on document: PDFDocument, onPage: @escaping (Composer) -> Void = { _ in }
  ) throws -> Int {
    let (note, wording, (kind, number)) = (view.note, view.look.wording(view.language), names(view))
    func said(_ write: (inout Ink) -> Void) -> String { Ink.said(wording, write) }
    let paper = BillPaper(
      wording: wording, look: view.look, seller: view.seller, name: "\(kind) \(number)  \u{B7}  \(view.account.reference)",
      foot: said { $0.say(CreditPhrases.footer, .text(number), .day(note.issuedOn)) })
    return try paper.compose(on: document, as: tag, onPage: onPage) { composer in
      try paper.letterhead(composer, to: view.account)
      try paper.facts(
        [
          (said { $0.words(InvoicePhrases.issuedOn) }, said { $0.day(note.issuedOn, .short) }),
          (said { $0.words(CreditPhrases.invoice) }, note.invoiceNumber),
          (said { $0.words(CreditPhrases.invoiceTotal) }, said { $0.money(view.invoice.grossMinor, note.currency) }),
          (said { $0.words(InvoicePhrases.accountReference) }, view.account.reference),
        ], composer)
      try paper.title(kind, number, said { $0.say(CreditPhrases.forInvoice, .text(note.invoiceNumber), .day(view.invoice.issuedOn)) }, mark: view.taxMark, composer)
      try paper.greeting(composer)
      try paper.panel(
        said { $0.words(note.grossMinor < 0 ? CreditPhrases.takenBack : CreditPhrases.givenBack) },
        said { $0.amount(Exact(unscaled: note.grossMinor, scale: note.currency.minorDigits).magnitude, note.currency) }, [note.reason], code: nil, composer)
      try lines(view, composer, said)
      try paper.sections([InvoiceSections.tax(note.taxes, note.currency, wording)], composer)
    }
  }

  private static func names(_ view: CreditNoteView) -> (kind: String, number: String) {
    (Ink.said(view.look.wording(view.language)) { $0.words(CreditPhrases.creditNote) }, view.note.number ?? "")
  }

  private static func lines(_ view: CreditNoteView, _ composer: Composer, _ said: ((inout Ink) -> Void) -> String) throws {
    let currency = view.note.currency
    composer.document.begin("Sect")
    try composer.flow("H2", TextBlock(said { $0.words(CreditPhrases.lines) }, BillStyle.sectionTitle), keepingBelow: 100)
    composer.y += 6
    let head = TableRow(
      [TableCell([])]
        + [InvoicePhrases.description, CreditPhrases.billed, InvoicePhrases.taxRate, InvoicePhrases.amount].map { phrase in
          TableCell(said { $0.words(phrase) }, BillStyle.columnHead, isHeader: true)
        }, part: .head, below: BillStyle.firm, padding: 3)
    let grid = TableGrid(x: composer.sheet.left, width: composer.sheet.contentWidth, columns: InvoiceLinesPDF.columns, gap: 10)
    var table = TableFlow(composer, grid, head: head)
    for line in view.note.lines {
      let billed = view.invoiceLine(line)
      let name = said { ink in
        if let billed { ink.name(billed.charge.name) } else { ink.say(CreditPhrases.ofLine, .number(Exact(line.invoiceLine))) }
      }
      let about = said { ink in
        ink.say(CreditPhrases.ofLine, .number(Exact(line.invoiceLine)))
        if let period = billed?.charge.period, !period.isEmpty {
          ink.raw(" \u{B7} ")
          ink.days(period, .short)
        }
      }
      try table.add(
        TableRow(
          [
            TableCell("\(line.number)", BillStyle.meta), TableCell([TextBlock(name, BillStyle.body), TextBlock(about, BillStyle.meta)], isHeader: true),
            TableCell(billed.map { billed in said { $0.money(billed.netMinor, currency) } } ?? "", BillStyle.soft),
            TableCell(said { $0.percent(line.taxKey.percent) }, BillStyle.soft), TableCell(said { $0.money(line.netMinor, currency) }, BillStyle.body),
          ], below: BillStyle.thin))
    }
    let sums: [(Phrase, Int64)] = [
      (InvoicePhrases.netTotal, view.note.netMinor), (InvoicePhrases.taxTotal, view.note.taxMinor), (InvoicePhrases.total, view.note.grossMinor),
    ]
    for (index, sum) in sums.enumerated() {
      let style = index == 2 ? BillStyle.grand : BillStyle.soft
      try table.add(
        TableRow(
          [
            TableCell([]), TableCell([TextBlock(said { $0.words(sum.0) }, style)], isHeader: true, span: 3),
            TableCell(said { $0.money(sum.1, currency) }, style),
          ], part: .foot, above: index == 2 ? BillStyle.heavy : nil, keepsNext: index < 2, keepsPrevious: true))
    }
    try table.end()
    try composer.document.end()
    composer.y += 22
  }
}
