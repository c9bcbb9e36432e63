@testable import Documents
import Foundation
import Invoicing
import Parties
import Primitives
import Templates
import Testing

/// Documents as templates want them.
@Suite struct TemplateTests {
  static let folder = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/Examples/templates/"

  static func logo() throws -> Logo {
    Logo(name: "altavoz.png", picture: try LogoPicture([UInt8](try #require(FileManager.default.contents(atPath: folder + "altavoz.png")))), heightMillimetres: 11)
  }

  /// Everything that a template can say at once.
  static func look(_ change: (inout BillTemplate) -> Void = { _ in }) throws -> BillLook {
    var template = BillTemplate(code: "t", name: "t")
    template.brand.logo = try logo()
    template.brand.accent = BrandColour(0x5B2A86)
    template.brand.typeface = .notoSans
    template.layout.sections = [.messages, .summary, .tax, .lines, .payment]
    template.texts.greeting = TemplateText(["es": "Hola & <gracias>", "en": "Hello"], fallback: ["es"])
    template.texts.paymentNote = TemplateText(["es": "Escríbanos"], fallback: ["es"])
    template.texts.footer = TemplateText(["es": String(repeating: "Registro Mercantil de Madrid, tomo 12. ", count: 6)], fallback: ["es"])
    template.texts.phrases = ["amountDue": ["en": "Your <total>", "es": "Su total"], "dueBy": ["en": "Pay until {0}, please"]]
    change(&template)
    return try BillLook(template)
  }

  static func branded(_ view: InvoiceView, _ look: BillLook) -> InvoiceView {
    var view = view
    view.look = look
    view.messages = [ReaderMessage(title: "Summer", text: "Roam at no cost", link: .init(words: "Terms", href: "https://altavoz.example/r"))]
    return view
  }

  private func texts(_ view: InvoiceView) throws -> [[String]] { try InvoicePDF.pages(view, on: PDFPress(typeface: view.look.typeface)).map(\.texts) }

  @Test func everyPhraseHasItsNameAndTheSamePlacesInEveryLanguage() {
    for name in PhraseName.allCases {
      let phrase = name.phrase
      #expect(phrase.name == name)
      for language in ReaderLanguage.allCases {
        let text = phrase.text(language).description
        let places = Set(text.matches(of: /\{([0-9])\}/).map { Int($0.output.1) })
        #expect(places == Set((0..<phrase.places).map { $0 }), "\(name) \(language): \(text)")
      }
    }
    #expect(TemplateVocabulary.ofDocuments.phrases["dueBy"] == 1 && TemplateVocabulary.ofDocuments.phrases["pay"] == 2)
  }

  /// A template that asks for nothing leaves every byte as it is.
  @Test(arguments: ReaderLanguage.allCases) func aTemplateWithoutWishesChangesNothing(_ language: ReaderLanguage) throws {
    let press = try PDFPress()
    let empty = try BillLook(BillTemplate(code: "e", name: "e"))
    for (name, view) in PDFGallery.invoices(language) {
      var other = view
      other.look = empty
      #expect(try InvoicePDF.render(view, on: press) == InvoicePDF.render(other, on: press), "\(name)")
      #expect(InvoicePage.render(view) == InvoicePage.render(other), "\(name)")
    }
  }

  @Test func brandedDocumentsHaveEqualBytesOnAnyPress() throws {
    let folder = ProcessInfo.processInfo.environment["FLORIN_PDFS"].map { URL(fileURLWithPath: $0, isDirectory: true) }
    for language in ReaderLanguage.allCases {
      for typeface in Typeface.allCases {
        let look = try Self.look { $0.brand.typeface = typeface }
        let used = try PDFPress(typeface: typeface)
        _ = try PDFGallery.all(language == .ko ? .en : .ko, on: used)
        let view = Self.branded(Gallery.company(language), look)
        let bytes = try InvoicePDF.render(view, on: used)
        #expect(try bytes == InvoicePDF.render(view, on: PDFPress(typeface: typeface)))
        var credit = Gallery.creditNote(language)
        credit.look = look
        let note = try CreditNotePDF.render(credit, on: used)
        guard let folder else { continue }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: folder.appendingPathComponent("branded-\(typeface.rawValue)-\(language).pdf"))
        try Data(note).write(to: folder.appendingPathComponent("branded-credit-\(typeface.rawValue)-\(language).pdf"))
        try Data(InvoicePage.render(view)).write(to: folder.appendingPathComponent("branded-\(typeface.rawValue)-\(language).html"))
      }
    }
  }

  @Test func wordsAndSectionsAreTheTemplates() throws {
    let view = Self.branded(Gallery.company(.en), try Self.look())
    let pages = try texts(view)
    let all = pages.flatMap(\.self)
    #expect(all.contains("Your <total>") && !all.contains("Amount due") && all.joined(separator: " ").contains(/Pay until [0-9A-Za-z ]+, please/))
    #expect(all.contains("Hello") && all.contains("Escríbanos") && all.contains("Roam at no cost"))
    // Who sells stands in words beside the logo, on the first page as on all others.
    #expect(pages[0].contains(view.seller.legalName) && pages[0].first == view.seller.legalName)
    // In their order; what is left out is not there.
    let heads = ["Summary", "Tax", "Every charge", "Payment"].compactMap { head in all.lastIndex(of: head) }
    #expect(heads.count == 4 && heads == heads.sorted(), "\(heads)")
    #expect(!all.contains("Your usage, day by day") && !all.contains("What changed since the last bill"))
    let around = try InvoicePDF.pages(view, on: PDFPress(typeface: .notoSans)).map(\.around)
    #expect(around.count == pages.count && around.allSatisfy { $0.contains { $0.hasPrefix("Registro Mercantil") } })
    // A language without own words keeps Florin's; a text falls back as written.
    let romanian = try texts(Self.branded(Gallery.company(.ro), try Self.look())).flatMap(\.self)
    #expect(romanian.contains("De plată") && romanian.contains { $0.hasPrefix("Hola & <gracias>") })
  }

  @Test func pagesOnScreenEscapeWhatTemplatesSay() throws {
    let page = InvoicePage.text(Self.branded(Gallery.company(.en), try Self.look { $0.texts.greeting = TemplateText(["es": "Hola & <gracias>"], fallback: ["es"]) }))
    #expect(page.contains("<p class=\"greeting\" lang=\"es\">Hola &amp; &lt;gracias&gt;</p>") && page.contains("Your &lt;total&gt;"))
    #expect(page.contains("<img alt=\"") && page.contains("src=\"data:image/png;base64,iVBORw0KGgo"))
    #expect(page.contains("--accent:#5B2A86;") && page.contains("@media(prefers-color-scheme:dark){:root{--accent:#"))
    #expect(!page.contains("id=\"usage\"") && page.contains("Roam at no cost"))
    #expect(!page.contains("http-equiv=\"refresh\""))
    #expect(String(decoding: InvoicePage.render(Gallery.company(.en), refreshSeconds: 2), as: UTF8.self).contains("http-equiv=\"refresh\" content=\"2\""))
  }

  @Test func colouredTextIsReadableInLightAndDark() {
    for hex: UInt32 in [0x5B2A86, 0x00579C, 0x767676, 0x8A0000, 0x000000] {
      var brand = Brand()
      brand.accent = BrandColour(hex)
      let colours = BrandColours(brand)
      func contrast(_ colour: Colour, _ ground: BrandColour) -> Int { BrandColour(red: colour.red, green: colour.green, blue: colour.blue).contrastHundredths(to: ground) }
      #expect(contrast(colours.accent, .white) >= 450 && contrast(colours.panel, .white) >= 450)
      let panel = BrandColour(red: colours.panel.red, green: colours.panel.green, blue: colours.panel.blue)
      #expect(contrast(colours.panelMuted, panel) >= 450)
      #expect(BrandColour(hex).readable(on: BrandColour(0x0F1513), towards: .white).contrastHundredths(to: BrandColour(0x0F1513)) >= 450)
    }
    #expect(BrandColours(Brand()) == .standard)
  }

  @Test func pixelsOfEveryKindOfPNGAreRead() throws {
    let picture = try Self.logo().picture
    guard case .png(let head) = picture.form else { return #expect(Bool(false), "the example is a PNG") }
    let pixels = try #require(PNGPixels(picture, head))
    #expect(pixels.colours.count == picture.width * picture.height * 3 && pixels.opacity.count == picture.width * picture.height)
    #expect(pixels.opacity.contains(0) && pixels.opacity.contains(255))
    // Two pixels by one, each kind: grey of one bit, a palette with one colour unseen, colours, grey with opacity.
    let deflater = Deflater(level: 1)
    func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: body.count >> $0) } + Array(name.utf8) + body + [0, 0, 0, 0]
    }
    func read(depth: UInt8, colour: UInt8, row: [UInt8], _ more: [UInt8] = []) throws -> PNGPixels? {
      let bytes =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", [0, 0, 0, 2, 0, 0, 0, 1, depth, colour, 0, 0, 0]) + more
        + chunk("IDAT", deflater.compress([0] + row)) + chunk("IEND", [])
      let picture = try LogoPicture(bytes)
      guard case .png(let head) = picture.form else { return nil }
      return PNGPixels(picture, head)
    }
    #expect(try read(depth: 1, colour: 0, row: [0b0100_0000])?.colours == [0, 255])
    let palette = try read(depth: 2, colour: 3, row: [0b0001_0000], chunk("PLTE", [1, 2, 3, 4, 5, 6]) + chunk("tRNS", [0]))
    #expect(palette?.colours == [1, 2, 3, 4, 5, 6] && palette?.opacity == [0, 255])
    #expect(try read(depth: 2, colour: 3, row: [0b0011_0000], chunk("PLTE", [1, 2, 3])) == nil)
    #expect(try read(depth: 8, colour: 2, row: [1, 2, 3, 4, 5, 6])?.colours == [1, 2, 3, 4, 5, 6])
    #expect(try read(depth: 8, colour: 4, row: [7, 8, 9, 10])?.opacity == [8, 10])
    #expect(try read(depth: 8, colour: 2, row: [1, 2, 3]) == nil)
  }

  @Test(.enabled(if: PDFToolTests.path("qpdf") != nil && PDFToolTests.path("pdftotext") != nil, "qpdf or poppler-utils is not installed"), arguments: ReaderLanguage.allCases)
  func otherProgramsReadBrandedBills(_ language: ReaderLanguage) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("florin-branded-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
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
    for typeface in Typeface.allCases {
      let view = Self.branded(Gallery.company(language), try Self.look { $0.brand.typeface = typeface; $0.layout.paper = typeface == .notoSerif ? .letter : .a4 })
      let file = folder.appendingPathComponent("\(typeface.rawValue).pdf")
      try Data(try InvoicePDF.render(view, on: PDFPress(typeface: typeface), attachments: [PDFGallery.attachment])).write(to: file)
      #expect(try run("qpdf", ["--check", file.path]).contains("No syntax or stream encoding errors found"))
      let text = try run("pdftotext", ["-layout", file.path, "-"])
      #expect(text.contains("Roam at no cost") && text.contains("Registro Mercantil"), "\(typeface) \(language)")
    }
  }
}
