import ArgumentParser
import Documents
import Primitives

/// Bills as PDFs: tagged, archivable, fonts embedded; on one press, as a run makes them.
struct DocumentsBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "documents", shouldDisplay: false)

  enum Kind: String, ExpressibleByArgument {
    /// An invoice of 20 lines, another for each number.
    case invoice
    /// An invoice of one page: one line.
    case page
    /// Two pages: a table of 59 rows, a chart, three scripts.
    case records
    /// One document of `--pages` pages.
    case long
  }

  @Option(help: "invoice, page, records or long.") var kind = Kind.invoice
  @Option(help: "How many documents.") var documents = 500
  @Option(help: "Of the long document.") var pages = 15_000

  func run() throws {
    let press = try PDFPress()
    var bytes = 0
    let count: Int
    // One document first: the press opens its fonts once, not for each.
    if kind != .long { _ = try document(0, press) }
    let watch = Stopwatch()
    switch kind {
    case .invoice, .page, .records:
      count = documents
      for number in 1...max(documents, 1) { bytes += try document(number, press).count }
    case .long:
      count = 1
      let (view, _) = PaperWorld.invoice(0).records
      let records = (0..<(pages * PaperWorld.recordsOnAPage)).lazy.map { PaperWorld.record($0) }
      try UsageRecordsPDF.write(view, records, on: press) { bytes += $0.count }
    }
    watch.report(operations: count, check: Int64(bytes))
  }

  private func document(_ number: Int, _ press: PDFPress) throws -> [UInt8] {
    guard kind == .records else { return try InvoicePDF.render(PaperWorld.invoice(number, lines: kind == .page ? 1 : 20), on: press) }
    var (view, _) = PaperWorld.invoice(number).records
    view.usage = [PaperWorld.series(number)]
    return try UsageRecordsPDF.render(view, (0..<59).map { PaperWorld.record(number &* 59 + $0) }, on: press)
  }
}
