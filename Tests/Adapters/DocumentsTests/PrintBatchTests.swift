@testable import Documents
import Foundation
import Invoicing
import Parties
import Primitives
import Printing
import Testing

/// Batches of a print job as machines for envelopes get them.
@Suite struct PrintBatchTests {
  private let press: PDFPress
  private let documents: [String: PrintedDocument]

  init() throws {
    press = try PDFPress()
    documents = [
      "family": .invoice(Gallery.family(.es)), "korean": .invoice(Gallery.korean(.ko)), "company": .invoice(Gallery.company(.en)),
      "credit": .creditNote(Gallery.creditNote(.ro)),
    ]
  }

  private func plan(_ settings: PrintSettings) throws -> PrintJobPlan {
    let pieces = try documents.sorted { $0.key < $1.key }.enumerated().map { index, entry in
      PrintPiece(
        kind: "invoice", number: entry.key, id: 1, seller: "es", account: "A\(index)", country: "ES", postcode: "0800\(index)", isDomestic: true,
        pages: try entry.value.pages(on: press))
    }
    return PrintJobPlan(pieces, settings)
  }

  private func bytes(_ plan: PrintJobPlan) throws -> [UInt8] {
    let batch = try #require(plan.batches.first)
    #expect(plan.batches.count == 1)
    var bytes: [UInt8] = []
    try PrintBatchPDF.write(batch, of: plan, on: press, read: { try #require(documents[$0.number]) }) { bytes += $0 }
    return bytes
  }

  private func settings(_ marks: PrintSettings.Marks, isDuplex: Bool = true) -> PrintSettings {
    PrintSettings(isDuplex: isDuplex, marks: marks, envelopes: [EnvelopeSize("C4", sheets: 60)])
  }

  @Test(arguments: PrintSettings.Marks.allCases) func theSameBatchHasTheSameBytes(_ marks: PrintSettings.Marks) throws {
    let plan = try plan(settings(marks))
    #expect(try bytes(plan) == bytes(plan))
  }

  @Test func aDocumentThatHasOtherPagesThanPlannedIsRefused() throws {
    var pieces = try plan(settings(.omr)).batches[0].pieces
    pieces[2].pages += 1
    let changed = PrintJobPlan(pieces, settings(.omr))
    #expect {
      _ = try bytes(changed)
    } throws: { ($0 as? Rejection)?.problems.first?.code == .printChanged }
  }

  @Test(.enabled(if: PDFToolTests.path("qpdf") != nil && PDFToolTests.path("pdftotext") != nil, "qpdf or poppler-utils is not installed"), arguments: [true, false])
  func everyDocumentBeginsOnASheetOfItsOwn(_ isDuplex: Bool) throws {
    let plan = try plan(settings(.omr, isDuplex: isDuplex))
    let batch = plan.batches[0]
    try Tool.inFolder { folder in
      let file = try Tool.written(bytes(plan), folder, "batch.pdf")
      let check = try Tool.run("qpdf", ["--check", file])
      #expect(check.exitCode == 0 && check.output.contains("No syntax or stream encoding errors found"), "\(check.output)")
      let pages = Int(try Tool.run("qpdf", ["--show-npages", file]).output.trimmingCharacters(in: .whitespacesAndNewlines))
      #expect(pages == (isDuplex ? batch.sheets * 2 : batch.sheets))
      var first = 1
      for piece in batch.pieces {
        let page = try Tool.run("pdftotext", ["-f", "\(first)", "-l", "\(first)", file, "-"]).output
        let alone = try #require(documents[piece.number])
        #expect(page.contains(alone.seller.legalName) && page.contains(number(of: alone)), "\(piece.number) on page \(first)")
        first += isDuplex ? plan.settings.sheets(pages: piece.pages) * 2 : piece.pages
        if isDuplex, piece.pages % 2 == 1 {
          #expect(try Tool.run("pdftotext", ["-f", "\(first - 1)", "-l", "\(first - 1)", file, "-"]).output.filter { !$0.isWhitespace } == "")
        }
      }
    }
  }

  private func number(of document: PrintedDocument) -> String {
    switch document {
    case .invoice(let view): view.invoice.number ?? ""
    case .creditNote(let view): view.note.number ?? ""
    }
  }

  /// Each sheet's mark, read as a machine would from the printed page.
  @Test(.enabled(if: PDFToolTests.path("pdftoppm") != nil, "poppler-utils is not installed"))
  func barsStandWhereTheyShould() throws {
    let plan = try plan(settings(.omr))
    try Tool.inFolder { folder in
      let file = try Tool.written(bytes(plan), folder, "batch.pdf")
      var sheet = 0
      for (index, piece) in plan.batches[0].pieces.enumerated() {
        let sheets = plan.settings.sheets(pages: piece.pages)
        for ofPiece in 1...sheets {
          sheet += 1
          let mark = SheetMark(job: plan.job, batch: 1, piece: index + 1, sheetInBatch: sheet, sheet: ofPiece, sheets: sheets)
          #expect(try bars(file, page: sheet * 2 - 1, folder) == mark.bars, "sheet \(sheet)")
          #expect(try bars(file, page: sheet * 2, folder).allSatisfy { !$0 }, "the back of sheet \(sheet)")
        }
      }
    }
  }

  /// At 254 dots an inch a tenth of a millimetre is a dot.
  private func bars(_ file: String, page: Int, _ folder: URL) throws -> [Bool] {
    _ = try Tool.run("pdftoppm", ["-r", "254", "-gray", "-f", "\(page)", "-l", "\(page)", "-singlefile", file, folder.path + "/page"])
    let picture = try [UInt8](Data(contentsOf: folder.appendingPathComponent("page.pgm")))
    let header = try #require(String(decoding: picture.prefix(40), as: UTF8.self).firstMatch(of: /^P5\s+([0-9]+)\s+([0-9]+)\s+255\s/))
    let width = try #require(Int(header.output.1))
    let start = header.output.0.utf8.count
    return (0..<8).map { index in
      let y = Int((111 + Double(index) * 25.4 / 6 + 0.25) * 10)
      return picture[start + y * width + 90] < 64
    }
  }

  @Test(.enabled(if: PDFToolTests.path("dmtxread") != nil && PDFToolTests.path("pdftoppm") != nil, "dmtx-utils or poppler-utils is not installed"))
  func theMatrixSaysWhichSheetItIs() throws {
    let plan = try plan(settings(.dataMatrix))
    try Tool.inFolder { folder in
      let file = try Tool.written(bytes(plan), folder, "batch.pdf")
      let second = plan.settings.sheets(pages: plan.batches[0].pieces[0].pages) * 2 + 1
      _ = try Tool.run(
        "pdftoppm", ["-r", "300", "-f", "\(second)", "-l", "\(second)", "-singlefile", "-x", "40", "-y", "1250", "-W", "250", "-H", "250", "-png", file, folder.path + "/page"])
      let mark = SheetMark(
        job: plan.job, batch: 1, piece: 2, sheetInBatch: 2, sheet: 1, sheets: plan.settings.sheets(pages: plan.batches[0].pieces[1].pages))
      #expect(try Tool.run("dmtxread", ["-N", "1", folder.path + "/page.png"]).output == mark.digits)
    }
  }
}
