@testable import Documents
import Foundation
import Invoicing
import Parties
import Primitives
import Testing

/// Bills on paper; written to the folder that `FLORIN_PDFS` names, for looking at and for validators.
@Suite struct BillPDFTests {
  @Test(arguments: ReaderLanguage.allCases) func everyDocumentIsMadeTwiceWithEqualBytes(_ language: ReaderLanguage) throws {
    let folder = ProcessInfo.processInfo.environment["FLORIN_PDFS"].map { URL(fileURLWithPath: $0, isDirectory: true) }
    // One press that has made others before, and a fresh one: what was made before must not show.
    let used = try PDFPress()
    _ = try PDFGallery.all(language == .ko ? .en : .ko, on: used)
    for (document, again) in zip(try PDFGallery.all(language, on: used), try PDFGallery.all(language, on: PDFPress())) {
      #expect(document.bytes == again.bytes, "\(document.name)")
      #expect(document.bytes.count > 20_000 && document.bytes.count < 120_000, "\(document.name): \(document.bytes.count)")
      if let folder {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(document.bytes).write(to: folder.appendingPathComponent("\(document.name)-\(language).pdf"))
      }
    }
  }

  @Test func theFileEndsWhereItsTableOfObjectsIs() throws {
    let bytes = try InvoicePDF.render(Gallery.family(.en), on: PDFPress())
    #expect(String(decoding: bytes.prefix(9), as: UTF8.self) == "%PDF-1.7\n")
    let tail = String(decoding: bytes.suffix(40), as: UTF8.self)
    let match = try #require(tail.firstMatch(of: /startxref\n([0-9]+)\n%%EOF\n$/))
    let start = try #require(Int(match.output.1))
    #expect(String(decoding: bytes[start..<(start + 60)], as: UTF8.self).contains(/^[0-9]+ 0 obj\n<<\/Type\/XRef/))
  }

  @Test func otherContentGivesAnotherIdentity() throws {
    let press = try PDFPress()
    func identity(_ view: InvoiceView) throws -> String {
      let text = String(decoding: try InvoicePDF.render(view, on: press), as: UTF8.self)
      return String(try #require(text.firstMatch(of: /\/ID\[<([0-9A-F]{32})></)).output.1)
    }
    var other = Gallery.family(.en)
    other.account.name += "."
    #expect(try identity(Gallery.family(.en)) != identity(other))
    #expect(try identity(Gallery.family(.en)) == identity(Gallery.family(.en)))
  }

  @Test func aPaymentCodeIsForTransfersInEuroOnly() throws {
    let view = Gallery.company(.en)
    #expect(PaymentCode(view) != nil)
    #expect(PaymentCode(Gallery.family(.en)) == nil)
    #expect(PaymentCode(Gallery.korean(.en)) == nil)
    #expect(PaymentCode(Gallery.cancelled(.en)) == nil)
    #expect(
      PaymentCode.text(view, "ES91 2100 0418 4502 0005 1332")
        == "BCD\n002\n1\nSCT\nCAIXESBBXXX\nFlorin Telecom España, S.L.\nES9121000418450200051332\nEUR707.76\n\n\nES-2026-000777\n")
  }

  @Test func anAttachedFileIsInTheDocumentAsItIs() throws {
    let press = try PDFPress()
    let plain = try InvoicePDF.render(Gallery.family(.en), on: press)
    let attached = String(decoding: try InvoicePDF.render(Gallery.family(.en), on: press, attachments: [PDFGallery.attachment]), as: UTF8.self)
    #expect(attached.contains("/Type/EmbeddedFile/Subtype/text#2Fxml"))
    #expect(attached.contains("<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>"))
    #expect(!String(decoding: plain, as: UTF8.self).contains("EmbeddedFile"))
  }

  @Test func pagesAreHandedOverAsTheyAreDone() throws {
    let usage = PDFGallery.records(.en, count: 1)
    var pieces: [Int] = []
    let repeated = (0..<40_000).lazy.map { _ in usage.records[0] }
    try UsageRecordsPDF.write(usage.view, repeated, on: PDFPress()) { pieces.append($0.count) }
    #expect(pieces.count > 10)
    // No piece is much larger than what is gathered before it is handed over.
    #expect(try #require(pieces.max()) < 600_000)
  }
}
