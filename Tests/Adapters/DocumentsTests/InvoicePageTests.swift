@testable import Documents
import Invoicing
import Parties
import Primitives
import Rating
import Testing

@Suite struct InvoicePageTests {
  static func visible(_ html: String) -> String { html.replacing("\u{A0}", with: " ").replacing("\u{2060}", with: "") }

  @Test func theTopSaysWhatIsDueAndWhen() {
    let page = Self.visible(InvoicePage.text(Gallery.family(.en)))
    #expect(page.contains("<p class=\"sum\">€114.04</p>"))
    #expect(page.contains("Due by <time datetime=\"2026-04-15\">15 April 2026</time>"))
    #expect(page.contains("<h1><span class=\"kind\">Invoice</span> ES-2026-000123</h1>"))
    #expect(page.contains("We collect €114.04 from your bank account on <time datetime=\"2026-04-15\">15 April 2026</time>."))
  }

  @Test func everyKindOfChargeHasItsRowAndItsShade() {
    let entries = RatedCharge.Kind.allCases.map { Fixtures.Entry(Fixtures.charge($0, Gallery.calls, minor: 1000)) }
    let page = Self.visible(InvoicePage.text(Fixtures.view(Fixtures.invoice(entries))))
    for kind in RatedCharge.Kind.allCases { #expect(page.contains("\(InvoicePhrases.group(kind).en)</th><td class=\"n\">€10.00"), "\(kind)") }
    // One swatch for each kind and one for the tax, whose shade is its own.
    #expect(page.components("class=\"sw s") == RatedCharge.Kind.allCases.count + 1)
    #expect(page.components("class=\"sw s5\"") == 1)
  }

  @Test func aCreditIsInTheCustomersFavour() {
    var view = Gallery.held(.en)
    view.standing = .issued
    let page = Self.visible(InvoicePage.text(view))
    #expect(page.contains("In your favour"))
    #expect(page.contains("<p class=\"sum\">€134.50</p>"))
    #expect(page.contains("Nothing to pay"))
    #expect(!page.contains("IBAN"))
  }

  @Test func aHeldInvoiceSaysWhyAndAsksForNothing() {
    let page = Self.visible(InvoicePage.text(Gallery.held(.es)))
    #expect(page.contains("Retenida para revisión. No emitida."))
    #expect(page.contains("<strong>El total es negativo</strong> <span class=\"evidence\">total: −134,50 €</span>"))
    #expect(page.contains("Esta no es una factura emitida."))
    var larger = Gallery.family(.es)
    larger.standing = .draft
    let draft = Self.visible(InvoicePage.text(larger))
    #expect(draft.contains("Importe previsto") && draft.contains("<p class=\"when\">No emitida</p>"))
    #expect(!draft.contains("Importe a pagar") && !draft.contains("Cargaremos"))
  }

  @Test func whatChangedSumsFromBillToBill() throws {
    let view = Gallery.family(.en)
    let previous = try #require(view.previous)
    #expect(previous.grossMinor + view.changes.reduce(0) { $0 + $1.amountMinor } == view.invoice.grossMinor)
    let page = Self.visible(InvoicePage.text(view))
    #expect(page.contains("€26.92 more than your bill of"))
    #expect(page.contains("8 days of the old plan, Mobile Basic, and 23 days of the new one, Mobile Plus"))
  }

  @Test func whatTheReasonsLeaveUnexplainedIsShown() {
    var view = Gallery.family(.en)
    view.changes = []
    #expect(Self.visible(InvoicePage.text(view)).contains("Other changes</th><td class=\"n\">+€26.92"))
  }

  @Test(arguments: ReaderLanguage.allCases) func everyLineHasAFoldWhoseStepsSumToIt(_ language: ReaderLanguage) {
    for view in [Gallery.family(language), Gallery.company(language), Gallery.korean(language)] {
      let page = InvoicePage.text(view)
      #expect(page.components("<details>") >= view.invoice.lines.count)
      for line in view.invoice.lines {
        #expect(line.charge.explanation.amount == line.charge.amount.exact)
        #expect(page.contains("id=\"line-\(line.number)\""))
      }
      #expect(!page.contains(InvoicePhrases.differs.text(language).description))
    }
  }

  @Test func stepsThatDoNotSumAreNotHidden() {
    let invoice = Fixtures.invoice([.init(Fixtures.charge(.recurring, "Fibre", minor: 1000, steps: [ExplanationStep(.flat, amount: 9)]))])
    #expect(InvoicePage.text(Fixtures.view(invoice)).contains("The steps do not sum to the amount of the line"))
  }

  @Test func taxInsideAPriceIsTakenOutBelowTheSum() {
    let page = Self.visible(InvoicePage.text(Gallery.korean(.en)))
    #expect(page.contains("Sum of the steps</th><td class=\"n\">₩69,000"))
    #expect(page.contains("Tax contained in it</th><td class=\"n\">−₩6,273"))
    #expect(page.contains("Without tax</th><td class=\"n\">₩62,727"))
  }

  @Test func eventsBehindALineAreShownInTheAccountsZone() {
    let page = Self.visible(InvoicePage.text(Gallery.family(.en)))
    #expect(page.contains("first 12 of 312 usage events"))
    #expect(page.contains("<td>2 Mar 09:04:11</td><td>+34 91 555 0100</td>"))
  }

  @Test func childAccountsAndTheirSubtotalsAreNamed() {
    let page = Self.visible(InvoicePage.text(Gallery.company(.en)))
    #expect(page.contains("<bdi>Filiala Iași — depozit și logistică</bdi><span class=\"meta\">Account RO-200</span>"))
    #expect(page.contains("VAT ID RO18547290"))
    #expect(page.contains("Reverse charge, Article 196 of Directive 2006/112/EC"))
    #expect(page.contains("ES91 2100 0418 4502 0005 1332"))
  }

  @Test func namesInAnotherLanguageAreMarked() {
    #expect(InvoicePage.text(Gallery.family(.ro)).contains("<span lang=\"en\">Metro ticket (Transit Barcelona)</span>"))
    #expect(!InvoicePage.text(Gallery.family(.en)).contains("<span lang=\"en\">Metro"))
  }

  @Test(arguments: ReaderLanguage.allCases) func noNumberTurnsIntoAnother(_ language: ReaderLanguage) {
    let page = InvoicePage.text(Gallery.family(language))
    #expect(page.contains("lang=\"\(language)\" dir=\"ltr\""))
    #expect(!page.contains("overflow</td>") && !page.contains("{0}") && !page.contains("{1}"))
  }
}

extension String {
  /// How often `part` occurs.
  func components(_ part: String) -> Int { ranges(of: part).count }
}
