import Archiving
import Bootstrap
import Documents
import Foundation
import Invoicing
import Operations
import Parties
import Primitives
import Store
import Templates
import Testing

@testable import Lab

/// Templates as people write them: every mistake at once, and what is read is what is meant.
@Suite struct TemplateReadingTests {
  static let repository = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

  private func written(_ text: String, logo: [UInt8]? = nil) throws -> TemplateFile { try TemplateFile(TemplateSource(text: Array(text.utf8), logo: logo), file: "t.yaml") }

  private func codes(_ text: String, logo: [UInt8]? = nil) -> [String] {
    do {
      _ = try written(text, logo: logo)
      return []
    } catch let rejection as Rejection {
      return rejection.problems.map { "\($0.code.rawValue) \($0.path)" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test(arguments: ["business-spain", "romania"]) func theExamplesAreRead(_ name: String) throws {
    let file = try TemplateFile(path: Self.repository + "/Examples/templates/\(name).yaml")
    #expect(file.template.code == name)
    // What is kept is read to the same.
    #expect(try TemplateFile(file.source, file: "kept").template == file.template)
  }

  @Test func theExamplesOfTheDocumentationAreRead() throws {
    let page = try String(contentsOfFile: Self.repository + "/Docs/templates.md", encoding: .utf8)
    let blocks = page.components(separatedBy: "```yaml\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
    #expect(blocks.count >= 1)
    let logo = try #require(FileManager.default.contents(atPath: Self.repository + "/Examples/templates/altavoz.png"))
    for block in blocks { #expect(codes(block, logo: [UInt8](logo)) == [], "\(block)") }
  }

  @Test func allMistakesAreToldAtOnce() {
    let found = codes(
      """
      template: Not a code
      name: x
      nmae: y
      for: {countries: [Spain], customers: companies, sellers: {a: b}}
      brand: {accent: "#FFD500", panel: green, typeface: comic, logo: missing.png}
      layout: {paper: a3, margins: {left: 5, top: 10}, sections: [lines, lines, summary]}
      fallback: [de]
      texts:
        greeting: {de: Hallo, en: " "}
        phrases: {dueBy: {en: Soon}, amountDeu: {en: x}}
      """)
    #expect(
      found == [
        "document.wrong-value template", "document.unknown-field nmae", "document.wrong-type for.sellers", "document.wrong-value for.countries[0]",
        "document.wrong-value for.customers", "template.low-contrast brand.accent", "document.wrong-value brand.panel", "document.wrong-value brand.typeface",
        "template.logo-missing brand.logo", "document.wrong-value layout.paper", "document.wrong-value layout.margins.left", "document.unknown-field layout.margins.top",
        "document.wrong-value layout.sections[1]", "document.wrong-value fallback[0]", "document.wrong-value texts.greeting.de", "document.wrong-type texts.greeting.en",
        "template.placeholders texts.phrases.dueBy.en", "document.unknown-field texts.phrases.amountDeu",
      ], "\(found)")
  }

  @Test func whatTheLawWantsIsNotHidden() {
    #expect(codes("{template: t, name: t, layout: {sections: [lines, summary]}}") == ["template.required-section layout.sections"])
    #expect(codes("{template: t, name: t, layout: {sections: [tax, lines]}}") == [])
    // What an invoice is called, and why no tax is charged, are no phrases to be reworded.
    for word in ["invoice", "creditNote", "reverseCharge", "taxIdentifier"] {
      #expect(codes("{template: t, name: t, texts: {phrases: {\(word): {en: x}}}}") == ["document.unknown-field texts.phrases.\(word)"])
    }
  }

  @Test func damagedPixelsAreTold() throws {
    let logo = [UInt8](try #require(FileManager.default.contents(atPath: Self.repository + "/Examples/templates/altavoz.png")))
    var damaged = logo
    damaged[200] ^= 0xFF
    let text = "{template: t, name: t, brand: {logo: a.png}}"
    #expect(codes(text, logo: logo) == [])
    #expect(codes(text, logo: damaged) == ["template.logo-unusable brand.logo"])
    #expect(codes(text, logo: Array(logo.prefix(400))) == ["template.logo-unusable brand.logo"])
    #expect(codes(text) == ["template.logo-missing brand.logo"])
  }
}

/// Templates in an installation: put, released, in force by the day of issue, on whichever database tests use.
@Suite struct TemplateTests {
  static let day = ResumeTests.day

  private func file(_ code: String, _ more: String) throws -> TemplateFile {
    try TemplateFile(TemplateSource(text: Array("{template: \(code), name: \(code), \(more)}".utf8)), file: "t.yaml")
  }

  private func code(_ work: () throws -> Any) -> String {
    do {
      _ = try work()
      return "fine"
    } catch let rejection as Rejection {
      return rejection.problems.map(\.code.rawValue).joined(separator: " ")
    } catch {
      return "\(error)"
    }
  }

  @discardableResult
  private func release(_ file: TemplateFile, in world: World, from: Day? = nil) throws -> TemplateDecision {
    let templates = BillTemplates(world.installation, clock: world.clock)
    _ = try templates.put(file, by: "ana")
    _ = try templates.propose(file.template.code, by: "ana")
    return try templates.release(file.template.code, from: from, by: "dan")
  }

  @Test func documentsHaveTheVersionOfTheirDayOfIssue() async throws {
    let world = try World()
    try await world.billed()
    let issued = try #require(try world.invoices().first { $0.invoice.seller.text == "es" })
    let templates = BillTemplates(world.installation, clock: world.clock)
    let last = try #require(try world.invoices().map(\.invoice.issuedOn).max()).adding(days: 1)
    let plain = try PrintedBills(world.installation).invoice(issued).bytes
    let kept = try world.archive.keep(try #require(issued.invoice.number))
    #expect(kept.isNew)

    #expect(code { try self.release(try self.file("spain", "for: {countries: [ES]}, brand: {accent: '#5B2A86'}"), in: world, from: issued.invoice.issuedOn) } == "template.too-early")
    let decision = try templates.release("spain", by: "dan")
    guard case .released(let from) = decision.kind else { throw WorldFault("\(decision)") }
    #expect(from > last.adding(days: -1))
    // What was issued keeps its look, byte for byte, and so does the archive.
    #expect(try PrintedBills(world.installation).invoice(issued).bytes == plain)
    #expect(try InvoiceViews(world.installation).view(of: issued).look == nil)

    try await world.bill(Self.day.adding(days: 61))
    let later = try world.invoices().filter { $0.invoice.issuedOn >= from }
    #expect(later.count > 1)
    for one in later {
      #expect(try InvoiceViews(world.installation).view(of: one).look?.template.code == (one.invoice.seller.text == "es" ? "spain" : nil))
    }
    // Another process, another version, out of force: each from its day.
    try world.reopen()
    let first = try #require(later.first { $0.invoice.seller.text == "es" })
    let branded = try PrintedBills(world.installation).invoice(first).bytes
    let newer = try self.release(try self.file("spain", "for: {countries: [ES]}, brand: {accent: '#00579C'}"), in: world)
    #expect(newer.version == 2)
    #expect(try PrintedBills(world.installation).invoice(first).bytes == branded)
    let again = BillTemplates(world.installation, clock: world.clock)
    guard case .released(let second) = newer.kind else { throw WorldFault("\(newer)") }
    _ = try again.end("spain", from: second.adding(days: 30), by: "eva")
    let subject = TemplateSegment.Subject(document: .invoice, seller: "es", country: "ES", segment: "", customer: .person)
    let accents = try [first.invoice.issuedOn, second, second.adding(days: 29), second.adding(days: 30)].map { try again.look(for: subject, on: $0)?.template.brand.accent?.text }
    #expect(accents == ["#5B2A86", "#00579C", "#00579C", nil])
    #expect(try world.findings() == [])
  }

  @Test func whatIsPutStaysAndWhatIsRefusedIsNotWritten() async throws {
    let world = try World()
    let templates = BillTemplates(world.installation, clock: world.clock)
    let file = try file("a", "for: {countries: [ES]}")
    #expect(code { try templates.put(file, by: "") } == "template.needs-name")
    #expect(code { try templates.put(try self.file("a", "for: {sellers: [nobody], offerings: [plus, plsu]}"), by: "ana") } == "catalog.unknown-reference catalog.unknown-reference")
    #expect(try templates.put(file, by: "ana").isNew)
    #expect(try !templates.put(file, by: "ben").isNew)
    let mark = try world.store.templateMark()
    #expect(code { try templates.release("a", by: "dan") } == "template.wrong-state")
    #expect(code { try templates.propose("b", by: "dan") } == "template.unknown")
    #expect(code { try templates.takeBack("a", by: "dan") } == "template.wrong-state")
    #expect(try world.store.templateMark() == mark)
    _ = try templates.propose("a", by: "ben", note: "for June")
    #expect(code { try templates.release("a", by: "Ana") } == "template.four-eyes")
    #expect(code { try templates.release("a", by: "ben") } == "template.four-eyes")
    _ = try templates.release("a", by: "dan")
    let history = try templates.history("a")
    #expect(history.versions.map(\.by) == ["ana"] && history.decisions.map(\.by) == ["ben", "dan"] && history.decisions.map(\.note) == ["for June", ""])
    // As particular as the one in force, and for the same readers.
    #expect(code { try self.release(try self.file("c", "for: {customers: business}"), in: world) } == "template.ambiguous")
    try release(try self.file("d", "for: {customers: business, countries: [ES]}"), in: world)
    #expect(code { try templates.history("zz") } == "template.unknown")
    #expect(try world.findings() == [])
  }

  @Test func aTrialTellsEveryPageThatWouldDiffer() async throws {
    let world = try World()
    try await world.billed()
    let may = ServicePeriod(start: Self.day, end: Self.day.adding(days: 20))
    func trial(_ more: String) throws -> TemplateTrialView { try TemplateTrial(world.installation, draft: try file("t", more).look)(may) }
    let count = try world.invoices().filter { may.contains($0.invoice.issuedOn) }.count
    #expect(count == 3)
    // Nothing that a reader sees: nothing differs.
    let same = try trial("for: {countries: [ES]}")
    #expect(same.looked == 3 && same.covered == 2 && same.differences == [])
    let words = try trial("for: {countries: [ES]}, texts: {phrases: {amountDue: {en: Your total}}}")
    #expect(words.differences.count == 2 && words.pageCount == 2)
    #expect(words.differences.allSatisfy { $0.pages == [.init(number: 1, PageDifference(before: "Amount due", after: "Your total"))] && $0.isOtherOnScreen })
    let colour = try trial("brand: {accent: '#5B2A86'}")
    #expect(colour.differences.count == 3 && colour.differences.allSatisfy { $0.pages.first?.difference.isOfLookOnly == true })
    let shorter = try trial("layout: {sections: [lines, tax]}")
    #expect(shorter.differences.count == 3)
    // What is in force is the other side of the comparison.
    try release(try file("t", "for: {countries: [ES]}, texts: {phrases: {amountDue: {en: Your total}}}"), in: world)
    try await world.bill(Self.day.adding(days: 61))
    let later = ServicePeriod(start: Self.day.adding(days: 60), end: Self.day.adding(days: 70))
    let new = try TemplateTrial(world.installation, draft: try file("t", "for: {countries: [ES]}, texts: {phrases: {amountDue: {en: Sum}}}").look)(later)
    #expect(new.differences.count == 2 && new.differences.allSatisfy { $0.pages.first?.difference == PageDifference(before: "Your total", after: "Sum") })
    let page = String(decoding: TemplateTrialPage.render(new, language: .en), as: UTF8.self)
    #expect(page.contains("<del><bdi>Your total</bdi></del> → <ins><bdi>Sum</bdi></ins>"))
  }
}
