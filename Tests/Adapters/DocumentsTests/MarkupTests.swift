@testable import Documents
import Foundation
import Invoicing
import Parties
import Primitives
import Rating
import Testing

/// What holds for the markup of every page: balanced, escaped, self-contained, labelled.
@Suite struct MarkupTests {
  static let void: Set<String> = ["meta", "link", "br", "input", "rect", "path"]

  /// The names of all elements in order, or the first thing that is wrong with their nesting.
  static func elements(_ html: String) -> (names: [String], fault: String?) {
    var open: [String] = []
    var names: [String] = []
    var rest = html[...]
    while let start = rest.firstIndex(of: "<") {
      rest = rest[rest.index(after: start)...]
      guard let end = rest.firstIndex(of: ">") else { return (names, "a tag without end") }
      let tag = rest[..<end]
      rest = rest[rest.index(after: end)...]
      if tag.first == "!" { continue }
      if tag.first == "/" {
        guard open.popLast() == String(tag.dropFirst()) else { return (names, "</\(tag.dropFirst())> closes nothing") }
        continue
      }
      let name = String(tag.prefix { $0.isLetter || $0.isNumber })
      if name.isEmpty { return (names, "a bare < before \(tag.prefix(20))") }
      names.append(name)
      if name == "style" {
        guard let close = rest.range(of: "</style>") else { return (names, "style without end") }
        rest = rest[close.upperBound...]
      } else if !void.contains(name), tag.last != "/" {
        open.append(name)
      }
    }
    return (names, open.isEmpty ? nil : "left open: \(open)")
  }

  @Test(arguments: ReaderLanguage.allCases) func everyPageIsBalancedLabelledAndStandsAlone(_ language: ReaderLanguage) {
    for page in PageGalleryTests.pages(language) {
      let html = String(decoding: page.bytes, as: UTF8.self)
      let (names, fault) = Self.elements(html)
      #expect(fault == nil, "\(page.name): \(fault ?? "")")
      #expect(names.filter { $0 == "h1" }.count == 1)
      #expect(names.filter { $0 == "main" }.count == 1)
      #expect(!names.contains("script") && !names.contains("img") && !names.contains("iframe"))
      // A reader may be sent elsewhere; nothing is asked for from there.
      let own = html.replacing(/<a [^>]*href="https:[^"]*"/, with: "<a")
      #expect(!own.contains("http:") && !own.contains("https:") && !own.contains("url("))
      #expect(html.components("<th") - html.components("<thead") == html.components("scope=\""))
      let identifiers = html.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
      #expect(Set(identifiers).count == identifiers.count)
      #expect(html.matches(of: /aria-labelledby="([^"]*)"/).allSatisfy { $0.output.1.split(separator: " ").allSatisfy { identifiers.contains(String($0)) } })
    }
  }

  static let hostile = "<script>alert(1)</script>\"'&\u{0}\u{1B}[31m\u{202E}"

  @Test func hostileTextStaysText() {
    let name = LocalizedText(Self.hostile)
    var charge = Fixtures.charge(.thirdParty, name, price: PriceCode(Self.hostile), quantity: 1, unit: Self.hostile, minor: 100, steps: [
      ExplanationStep(.thirdParty, label: Self.hostile, amount: 1)
    ])
    charge.subscription = SubscriptionID(1)
    let invoice = Fixtures.invoice([.init(charge, user: 7)], number: Self.hostile)
    var view = Fixtures.view(invoice, account: Fixtures.account(Self.hostile))
    view.account.reference = Self.hostile
    view.account.address.lines = [Self.hostile]
    view.seller.legalName = Self.hostile
    view.seller.email = Self.hostile
    view.users = [BillingAccountID(7): UserName(name: Self.hostile, reference: Self.hostile)]
    view.subscriptions = [SubscriptionID(1): SubscriptionName(name: name, subject: Self.hostile, reference: Self.hostile)]
    view.evidence = [
      1: LineEvidence(
        version: PriceVersionNote(catalog: Self.hostile, from: Fixtures.march.start),
        events: [UsageNote(at: Instant(seconds: 0), quantity: 1, unit: Self.hostile, about: Self.hostile, id: Self.hostile)])
    ]
    view.usage = [UsageSeries(name: name, unit: Self.hostile, period: Fixtures.march, points: [.init(day: Fixtures.march.start, quantity: 1)])]
    view.payment = PaymentDetails(method: .other(Self.hostile), instrument: Self.hostile, iban: Self.hostile, bic: Self.hostile, reference: Self.hostile)
    view.links = PageLinks(home: Self.hostile, account: Self.hostile, previous: Self.hostile, next: Self.hostile, openFolds: Self.hostile)
    let hostile = DocumentLink(number: Self.hostile, href: Self.hostile)
    let row = CreditNoteRow(
      note: hostile, invoice: hostile, accountName: Self.hostile, accountReference: Self.hostile, issuedOn: Fixtures.march.start,
      reason: Self.hostile, gross: Money(amountMinor: 1, currency: .eur))
    view.corrections = CorrectionNotes(creditNotes: [row], cancelledOn: Fixtures.march.start, replacedBy: hostile, replaces: [hostile])
    view.standing = .held([
      HoldNote(
        code: Self.hostile, evidence: [HoldNote.Fact(Self.hostile, .text(Self.hostile)), HoldNote.Fact("why", .sentence(Self.hostile))])
    ])
    let note = CreditNote(
      seller: "es", number: Self.hostile, account: BillingAccountID(1), currency: .eur, issuedOn: Fixtures.march.start, invoiceNumber: Self.hostile,
      reason: Self.hostile,
      lines: [CreditNoteLine(number: 1, invoiceLine: 1, netMinor: 100, taxKey: invoice.lines[0].taxKey, explanation: Explanation([ExplanationStep(.credit, label: Self.hostile, amount: 1)]))],
      taxes: invoice.taxes, netMinor: 100, taxMinor: 21, grossMinor: 121)
    let credit = CreditNotePage.render(
      CreditNoteView(note: note, invoice: invoice, seller: view.seller, account: view.account, language: .en, links: view.links, invoiceHref: Self.hostile))
    let list = CreditNoteListPage.render(CreditNoteListView(language: .en, rows: [row], newer: Self.hostile, older: Self.hostile))
    var account = AccountView(language: .en, name: Self.hostile, reference: Self.hostile, rows: [], totals: [])
    account.creditNotes = [row]
    var held = view
    held.standing = .issued
    let addresses = ReaderAddresses(root: Self.hostile)
    let places = ReaderPlaces(questions: Self.hostile, pay: Self.hostile)
    let hostileBill = ReaderBill(number: Self.hostile, href: Self.hostile, issuedOn: Fixtures.march.start, dueOn: Fixtures.march.start, grossMinor: 1, openMinor: 1)
    let reader = ReaderBillView(
      bill: held, today: Fixtures.march.start, openMinor: 1, bills: [hostileBill, hostileBill],
      movements: [AccountMovement(kind: .payment, document: hostile, day: Fixtures.march.start, amountMinor: 1, owedMinor: 1)],
      messages: [ReaderMessage(title: name, text: name, link: .init(words: name, href: Self.hostile))], addresses: addresses, places: places, hasEInvoice: true)
    let readerPages = [
      ReaderBillPage.render(reader), ReaderGroupPage.render(reader, group: 1) ?? [],
      ReaderLinePage.render(
        ReaderLineView(bill: held, line: invoice.lines[0], evidence: held.evidence[1] ?? LineEvidence(), usage: view.usage[0], addresses: addresses, places: places)),
      ReaderCreditPage.render(
        ReaderCreditView(
          credit: CreditNoteView(note: note, invoice: invoice, seller: view.seller, account: view.account, language: .en), addresses: addresses, places: places)),
      ReaderRefusalPage.render(.takenBack, language: .en, seller: view.seller),
    ]
    for bytes in readerPages + [InvoicePage.render(view), InvoicePage.render(held), credit, list, AccountPage.render(account)] {
      let html = String(decoding: bytes, as: UTF8.self)
      #expect(!html.contains("<script"))
      #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"))
      #expect(!bytes.contains(0) && !bytes.contains(0x1B))
      #expect(Self.elements(html).fault == nil)
    }
  }

  @Test func aSearchIsKeptInTheFormAndInTheLinks() {
    let html = String(decoding: InvoiceListPage.render(Gallery.list(.en)), as: UTF8.self)
    #expect(html.contains("value=\"a&lt;b\""))
    #expect(html.contains("href=\"/?q=a%3Cb&amp;page=4&amp;lang=en\""))
    #expect(html.contains("href=\"/?q=a%3Cb&amp;page=2&amp;lang=en\""))
    #expect(html.contains("Page 3 of 586"))
  }

  @Test func anAddressKeepsItsParts() {
    #expect(PageAddress().text == "/")
    #expect(PageAddress("invoices", "ES/2026 7").with("lang", "ko").with("folds", nil).with("q", "a&b").text == "/invoices/ES%2F2026%207?lang=ko&q=a%26b")
  }

  @Test func refusedInputIsAnsweredWithItsRemedy() {
    let problem = Problem(ProblemCode("web.test"), "the <thing> is wrong", remedy: "mend it")
    let html = String(decoding: ErrorPage.render(.refused([problem]), language: .ko), as: UTF8.self)
    #expect(html.contains("<ul lang=\"en\">"))
    #expect(html.contains("the &lt;thing&gt; is wrong"))
    #expect(html.contains("mend it"))
  }

  // MARK: - Contrast

  static func tokens(_ css: Substring) -> [String: (Double, Double, Double)] {
    var result: [String: (Double, Double, Double)] = [:]
    for match in css.matches(of: /--([a-z0-9-]+):#([0-9a-f]{3}|[0-9a-f]{6})[;}]/) {
      let digits = match.output.2.count == 3 ? match.output.2.map { "\($0)\($0)" }.joined() : String(match.output.2)
      guard let value = Int(digits, radix: 16) else { continue }
      result[String(match.output.1)] = (Double(value >> 16) / 255, Double(value >> 8 & 255) / 255, Double(value & 255) / 255)
    }
    return result
  }

  static func luminance(_ colour: (Double, Double, Double)) -> Double {
    func linear(_ c: Double) -> Double { c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
  }

  /// WCAG 2.2 AA: 4.5 to 1 for text.
  @Test func textIsReadableInLightDarkAndPrint() throws {
    let css = StyleSheet.css.description
    let dark = try #require(css.range(of: "@media(prefers-color-scheme:dark)"))
    let print = try #require(css.range(of: "@media print"))
    let light = Self.tokens(css[..<dark.lowerBound])
    let schemes = [light, light.merging(Self.tokens(css[dark.lowerBound..<print.lowerBound])) { $1 }, light.merging(Self.tokens(css[print.lowerBound...])) { $1 }]
    let pairs = [
      ("ink", "paper"), ("ink", "raised"), ("ink", "tint"), ("muted", "paper"), ("muted", "tint"), ("muted", "warn-tint"), ("accent", "paper"),
      ("accent", "tint"), ("warn", "warn-tint"), ("warn", "tint"), ("ink", "warn-tint"), ("panel-ink", "panel"), ("panel-muted", "panel"), ("paper", "accent"),
    ]
    for (index, scheme) in schemes.enumerated() {
      for (text, ground) in pairs {
        let (a, b) = (Self.luminance(try #require(scheme[text])), Self.luminance(try #require(scheme[ground])))
        #expect((max(a, b) + 0.05) / (min(a, b) + 0.05) >= 4.5, "\(text) on \(ground) in scheme \(index)")
      }
    }
  }
}
