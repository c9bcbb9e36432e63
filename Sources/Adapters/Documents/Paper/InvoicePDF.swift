import Invoicing
public import Operations
import Parties
import Primitives
import Templates

/// The invoice as a PDF for print, archive and screen readers: PDF/A-3a and PDF/UA-1, equal bytes for equal input.
public enum InvoicePDF {
  /// The document's bytes.
  ///
  /// - Parameters:
  ///   - attachments: files carried inside, such as the invoice as XML.
  ///   - signing: signs the whole file in itself (PAdES); it says when, so the bytes are then other ones each time.
  public static func render(_ view: InvoiceView, on press: PDFPress, attachments: [Attachment] = [], signing: Signing? = nil) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let document = try write(view, on: press, attachments: attachments, signing: signing) { bytes += $0 }
    try document.sign(&bytes)
    return bytes
  }

  /// Writes the document piece by piece: an invoice of any length takes the memory of a page.
  public static func write(
    _ view: InvoiceView, on press: PDFPress, attachments: [Attachment] = [], to sink: @escaping ([UInt8]) throws -> Void
  ) throws {
    _ = try write(view, on: press, attachments: attachments, signing: nil, to: sink)
  }

  /// What each page shows, without the file.
  public static func pages(_ view: InvoiceView, on press: PDFPress) throws -> [PageTrace] {
    let tracer = PageTracer()
    _ = try write(view, on: press, attachments: [], signing: nil, tracer: tracer) { _ in }
    return tracer.pages
  }

  private static func write(
    _ view: InvoiceView, on press: PDFPress, attachments: [Attachment], signing: Signing?, tracer: PageTracer? = nil, to sink: @escaping ([UInt8]) throws -> Void
  ) throws -> PDFDocument {
    let (kind, number) = names(view)
    let facturX = attachments.compactMap { file in file.facturXLevel.map { (file.name, $0) } }.first
    let metadata = Metadata(
      title: "\(kind) \(number) \u{B7} \(view.seller.legalName)", author: view.seller.legalName, language: view.language.rawValue,
      day: view.invoice.issuedOn, facturX: facturX)
    let document = PDFDocument(press: press, metadata: metadata, attachments: attachments, signing: signing, sink: sink)
    document.tracer = tracer
    try compose(view, as: "Document", on: document)
    try document.finish()
    return document
  }

  /// Writes the invoice's pages as one element of a document that may hold others.
  ///
  /// - Parameter onPage: called on every page, with the page's number in the invoice.
  /// - Returns: how many pages it took.
  @discardableResult
  static func compose(
    _ view: InvoiceView, as tag: StaticString, on document: PDFDocument, onPage: @escaping (Composer) -> Void = { _ in }
  ) throws -> Int {
    let (kind, number) = names(view)
    let paper = BillPaper(
      wording: view.wording, look: view.look, seller: view.seller, name: "\(kind) \(number)  \u{B7}  \(view.account.reference)",
      foot: Ink.said(view.wording) { $0.say(InvoicePhrases.footer, .text(number), .day(view.invoice.issuedOn)) })
    return try paper.compose(on: document, as: tag, onPage: onPage) { composer in
      try front(view, kind, number, paper, composer)
      if let order = view.look?.template.layout.sections { return try ordered(order, view, paper, composer) }
      try paper.sections(InvoiceSections(view: view).opening, composer)
      try InvoiceLinesPDF(view: view, paper: paper, composer: composer).write()
      try UsageFigures(series: view.usage, paper: paper, composer: composer).write()
      try paper.sections(InvoiceSections(view: view).closing, composer)
    }
  }

  private static func names(_ view: InvoiceView) -> (kind: String, number: String) {
    (Ink.said(view.wording) { $0.words(InvoicePhrases.invoice) }, Ink.said(view.wording) { InvoicePage.number(view, &$0) })
  }

  private static func front(_ view: InvoiceView, _ kind: String, _ number: String, _ paper: BillPaper, _ composer: Composer) throws {
    let sections = InvoiceSections(view: view)
    try paper.letterhead(composer, to: view.account)
    try paper.facts(sections.facts, composer)
    try paper.title(kind, number, Ink.said(view.wording) { $0.days(view.invoice.billingPeriod) }, mark: view.taxMark, composer)
    try paper.banner(sections.notices, composer)
    try paper.greeting(composer)
    try paper.panel(sections.amountLabel, sections.amount, sections.amountAbout, code: PaymentCode(view), composer)
  }

  /// The sections as a template orders them: those of a column side by side, what takes the whole width between them.
  private static func ordered(_ order: [BillLayout.Section], _ view: InvoiceView, _ paper: BillPaper, _ composer: Composer) throws {
    let sections = InvoiceSections(view: view)
    var waiting: [BillSection] = []
    func close() throws {
      try paper.sections(waiting, composer)
      waiting = []
    }
    for section in order {
      switch section {
      case .changes, .summary, .tax, .payment: if let section = sections.section(section) { waiting.append(section) }
      case .lines:
        try close()
        try InvoiceLinesPDF(view: view, paper: paper, composer: composer).write()
      case .usage:
        try close()
        try UsageFigures(series: view.usage, paper: paper, composer: composer).write()
      case .messages:
        try close()
        try paper.messages(view.messages, composer)
      }
    }
    try close()
  }
}
