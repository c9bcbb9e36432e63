@testable import Documents
import EInvoicing
import Foundation
import Invoicing
import Primitives
import Testing

/// The code that bills of sellers in Spain begin with: on paper and on pages, of the size that the law asks for, and readable.
@Suite struct TaxMarkTests {
  static let mark = TaxMark(
    address: VerifactuCode.address(
      VerifactuDocument(issuer: "B12345674", number: "ES-2027-000123", issuedOn: Day(2027, 1, 31) ?? Day(number: 0)), total: "1234.56", isVerifiable: true, isTest: false),
    isVerifiable: true)

  static let canScan = PDFToolTests.path("pdftoppm") != nil && PDFToolTests.path("zbarimg") != nil

  private func marked(_ language: ReaderLanguage = .en, _ mark: TaxMark = Self.mark) -> InvoiceView {
    var view = Gallery.company(language)
    view.taxMark = mark
    return view
  }

  private func scanned(_ pdf: [UInt8]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("florin-mark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("bill.pdf")
    try Data(pdf).write(to: file)
    func run(_ program: String, _ arguments: [String]) throws -> String {
      let process = Process()
      let pipe = Pipe()
      process.executableURL = URL(fileURLWithPath: try #require(PDFToolTests.path(program)))
      process.arguments = arguments
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      let output = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return String(decoding: output, as: UTF8.self)
    }
    _ = try run("pdftoppm", ["-r", "150", "-f", "1", "-l", "1", "-png", file.path, folder.appendingPathComponent("page").path])
    let page = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".png") })
    return try run("zbarimg", ["--raw", "-q", folder.appendingPathComponent(page).path]).split(separator: "\n").map(String.init)
  }

  @Test(.enabled(if: canScan, "poppler-utils and zbar-tools are not installed"))
  func camerasReadItOffThePaper() throws {
    #expect(try scanned(InvoicePDF.render(marked(), on: PDFPress())).contains(Self.mark.address))
    var note = Gallery.creditNote(.ko)
    note.taxMark = Self.mark
    #expect(try scanned(CreditNotePDF.render(note, on: PDFPress())) == [Self.mark.address])
    #expect(try !scanned(InvoicePDF.render(Gallery.company(.en), on: PDFPress())).contains(Self.mark.address))
  }

  @Test func itIsInTheWordsOfTheLawInEveryLanguage() {
    for language in ReaderLanguage.allCases {
      let page = InvoicePage.text(marked(language))
      for words in ["QR tributario:", "Factura verificable en la sede electrónica de la AEAT", "VERI*FACTU"] { #expect(page.contains(words), "\(language) \(words)") }
      let silent = InvoicePage.text(marked(language, TaxMark(address: Self.mark.address, isVerifiable: false)))
      #expect(silent.contains("QR tributario:") && !silent.contains("VERI*FACTU"))
      var note = Gallery.creditNote(language)
      note.taxMark = Self.mark
      #expect(CreditNotePage.text(note).contains("VERI*FACTU"))
    }
    #expect(!InvoicePage.text(Gallery.company(.es)).contains("QR tributario"))
  }

  /// The law asks for 30 to 40 mm; the quiet zone of four modules lies around them.
  @Test func itIsOfTheSizeThatTheLawAsksFor() throws {
    let code = try #require(Self.mark.code)
    #expect((30.0...40.0).contains(36 * Double(code.side) / Double(code.side + 8)), "on pages: 36 mm with the quiet zone")
    var longest = VerifactuDocument(issuer: "B12345674", number: String(repeating: "&", count: 60), issuedOn: Day(2027, 1, 31) ?? Day(number: 0))
    let long = try #require(TaxMark(address: VerifactuCode.address(longest, total: "-99999999.99", isVerifiable: false, isTest: false), isVerifiable: false).code)
    #expect((30.0...40.0).contains(36 * Double(long.side) / Double(long.side + 8)))
    longest.number = "1"
    let short = try #require(TaxMark(address: VerifactuCode.address(longest, total: "1.00", isVerifiable: true, isTest: true), isVerifiable: true).code)
    #expect((30.0...40.0).contains(36 * Double(short.side) / Double(short.side + 8)), "\(short.side)")
  }
}
