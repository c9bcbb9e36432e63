import Documents
import Foundation
import Invoicing
import Parties
import Primitives
import Testing

/// What other people's programs say of the documents. Each is left out where its program is not installed.
@Suite struct PDFToolTests {
  static func path(_ program: String) -> String? {
    ["/usr/bin/", "/usr/local/bin/"].map { $0 + program }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private func run(_ program: String, _ arguments: [String]) throws -> (output: String, exitCode: Int32) { try Tool.run(program, arguments) }
  private func inFolder(_ body: (URL) throws -> Void) throws { try Tool.inFolder(body) }
  private func written(_ bytes: [UInt8], _ folder: URL, _ name: String = "document.pdf") throws -> String { try Tool.written(bytes, folder, name) }

  @Test(.enabled(if: PDFToolTests.path("qpdf") != nil, "qpdf is not installed"), arguments: ReaderLanguage.allCases)
  func qpdfFindsNothingWrong(_ language: ReaderLanguage) throws {
    try inFolder { folder in
      for (name, bytes) in try PDFGallery.all(language, on: PDFPress()) {
        let answer = try run("qpdf", ["--check", written(bytes, folder, "\(name).pdf")])
        #expect(answer.exitCode == 0 && answer.output.contains("No syntax or stream encoding errors found"), "\(name): \(answer.output)")
      }
    }
  }

  @Test(.enabled(if: PDFToolTests.path("qpdf") != nil, "qpdf is not installed"))
  func qpdfGivesTheAttachedFileBack() throws {
    try inFolder { folder in
      let file = try written(InvoicePDF.render(Gallery.family(.en), on: PDFPress(), attachments: [PDFGallery.attachment]), folder)
      #expect(try run("qpdf", ["--show-attachment=factur-x.xml", file]).output == "<Invoice>Ștefan</Invoice>")
    }
  }

  @Test(.enabled(if: PDFToolTests.path("pdffonts") != nil, "poppler-utils is not installed"), arguments: ReaderLanguage.allCases)
  func everyFontIsEmbeddedAsASubsetWithItsCharacters(_ language: ReaderLanguage) throws {
    try inFolder { folder in
      for (name, bytes) in try PDFGallery.all(language, on: PDFPress()) {
        let rows = try run("pdffonts", [written(bytes, folder)]).output.split(separator: "\n").dropFirst(2)
        #expect(rows.count >= 3, "\(name)")
        for row in rows { #expect(row.contains(#/^[A-Z]{6}\+\S+ +CID TrueType +Identity-H +yes yes yes /#), "\(name): \(row)") }
      }
    }
  }

  /// The text of a document, one blank between words, marks of direction left out: in the order in which it is written, or as it
  /// is seen.
  private func text(_ bytes: [UInt8], _ folder: URL, asSeen: Bool = false) throws -> String {
    try run("pdftotext", (asSeen ? [] : ["-raw"]) + ["-enc", "UTF-8", written(bytes, folder), "-"]).output
      .filter { !"\u{202A}\u{202B}\u{202C}".contains($0) }.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func expectInOrder(_ parts: [String], _ text: String) {
    var rest = text[...]
    for part in parts {
      guard let place = rest.firstRange(of: part) else {
        Issue.record("\(part) is missing, or stands before what should come before it, in: \(text)")
        return
      }
      rest = rest[place.upperBound...]
    }
  }

  @Test(.enabled(if: PDFToolTests.path("pdftotext") != nil, "poppler-utils is not installed"))
  func theTextComesOutInTheOrderOfReading() throws {
    try inFolder { folder in
      let press = try PDFPress()
      expectInOrder(
        ["Florin Telecom España, S.L.", "Ana María López García", "Invoice ES-2026-000123", "1–31 March 2026", "Amount due", "€114.04", "Due by 15 April 2026", "Summary", "Subscriptions", "€62.94",
         "Every charge", "Fibre 600", "€53.45", "National calls", "420 min 30 s", "21%", "€11.06", "Metro ticket (Transit Barcelona)"],
        try text(InvoicePDF.render(Gallery.family(.en), on: press), folder))
      expectInOrder(
        ["플로린텔레콤 주식회사", "김민준", "세종대로 110", "04524 서울특별시", "청구서 KR-000042", "2026년 3월 1일–31일", "납부하실 금액", "₩76,700", "가족 결합 할인", "−₩5,000"],
        try text(InvoicePDF.render(Gallery.korean(.ko), on: press), folder))
      expectInOrder(
        ["Întreprinderea Română de Electricitate și", "București", "Factură ES-2026-000777", "Scadentă la 15 aprilie 2026", "Pagina 2 din 3", "Filiala Iași — depozit și logistică"],
        try text(InvoicePDF.render(Gallery.company(.ro), on: press), folder))
      expectInOrder(
        ["Factura rectificativa", "Importe abonado", "Qué se abona", "Línea 1 de la factura"], try text(CreditNotePDF.render(Gallery.creditNote(.es), on: press), folder))
      expectInOrder(
        ["شركة الاتصالات العربية", "شارع الملك فهد", "김민준 서울특별시 — Łódź Ελλάδα Київ", "हिन्दी"],
        try text(InvoicePDF.render(PDFGallery.scripts(.en), on: press), folder, asSeen: true))
    }
  }

  /// What the elements of a document say, in the order of its structure: as a screen reader has it.
  private func spoken(_ bytes: [UInt8], _ folder: URL) throws -> String {
    try run("pdfinfo", ["-struct-text", "-enc", "UTF-8", written(bytes, folder)]).output.split(separator: "\n")
      .compactMap { $0.wholeMatch(of: /\s*"(.*)"/).map { String($0.output.1) } }.joined(separator: "\n")
  }

  /// From the right, and from both sides in one line with figures between. `pdftotext` takes a line's direction from its page, so
  /// that figures part what it reads; the structure has it whole.
  private static let twoWays: [(text: String, seen: [String])] = [
    ("شركة الاتصالات العربية", ["شركة الاتصالات العربية"]), ("شارع الملك فهد 45، الرياض", ["شارع الملك فهد", "45", "الرياض"]),
    ("חברת תקשורת בע\"מ", ["חברת תקשורת בע\"מ"]), ("רחוב הרצל 12 תל אביב", ["רחוב הרצל", "12", "תל אביב"]),
    ("Al-Salam شركة السلام Ltd", ["Al-Salam شركة السلام", "Ltd"]),
  ]

  @Test(.enabled(if: PDFToolTests.path("pdftotext") != nil, "poppler-utils is not installed"))
  func lettersFromTheRightAreReadAsTheyWereWritten() throws {
    try inFolder { folder in
      let press = try PDFPress()
      for (text, seen) in Self.twoWays {
        var view = Gallery.family(.en)
        view.account.name = text
        let bytes = try InvoicePDF.render(view, on: press)
        let spoken = try spoken(bytes, folder)
        #expect(spoken.contains(text), "by its structure \(text) is read as: \(spoken.prefix(400))")
        let plain = try self.text(bytes, folder, asSeen: true)
        for part in seen { #expect(plain.contains(part), "as a page \(text) is read as: \(plain.prefix(400))") }
      }
    }
  }

  @Test(.enabled(if: PDFToolTests.path("pdftotext") != nil, "poppler-utils is not installed"))
  func theStructureIsReadInTheOrderOfTheBill() throws {
    try inFolder { folder in
      expectInOrder(
        ["Florin Telecom España, S.L.", "شركة الاتصالات العربية", "شارع الملك فهد", "김민준 서울특별시 — Łódź Ελλάδα Київ", "עברית", "Amount due", "€114.04", "Summary"],
        try spoken(InvoicePDF.render(PDFGallery.scripts(.en), on: PDFPress()), folder))
    }
  }

  @Test(.enabled(if: PDFToolTests.path("pdftotext") != nil, "poppler-utils is not installed"))
  func aLongTableRepeatsItsHeadAndNumbersItsPages() throws {
    try inFolder { folder in
      let usage = PDFGallery.records(.en, count: 300)
      let text = try text(UsageRecordsPDF.render(usage.view, usage.records, on: PDFPress()), folder)
      let total = try #require(text.firstMatch(of: /Page 1 of ([0-9]+)/))
      let pages = try #require(Int(total.output.1))
      #expect(pages > 4)
      for page in 1...pages { #expect(text.contains("Page \(page) of \(pages)")) }
      #expect(text.components(separatedBy: "When Description What").count - 1 >= pages - 1)
      for record in usage.records { #expect(text.contains(record.note.id)) }
    }
  }

  @Test(.enabled(if: PDFToolTests.path("zbarimg") != nil && PDFToolTests.path("pdftoppm") != nil, "zbar-tools is not installed"))
  func thePaymentCodeIsRead() throws {
    try inFolder { folder in
      let file = try written(InvoicePDF.render(Gallery.company(.ro), on: PDFPress()), folder)
      _ = try run("pdftoppm", ["-r", "150", "-f", "1", "-l", "1", "-png", file, folder.appendingPathComponent("page").path])
      let picture = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".png") })
      let read = try run("zbarimg", ["--quiet", "--raw", "--oneshot", "-Sbinary", folder.appendingPathComponent(picture).path]).output
      #expect(read.hasPrefix("BCD\n002\n1\nSCT\nCAIXESBBXXX\nFlorin Telecom España, S.L.\nES9121000418450200051332\nEUR707.76\n"))
    }
  }
}
