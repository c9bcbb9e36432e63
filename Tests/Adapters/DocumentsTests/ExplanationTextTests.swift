import Documents
import Invoicing
import Primitives
import Testing

@Suite struct ExplanationTextTests {
  @Test func aLineIsExplainedInColumns() throws {
    let view = Gallery.family(.en)
    let evidence = [4: try #require(view.evidence[4])]
    let text = try #require(ExplanationText.render(view.invoice, line: 4, evidence: evidence, language: .en))
    #expect(
      text == """
        Invoice ES-2026-000123 · 1–31 March 2026 · €114.04

        4  Mobile Basic · 1–8 Mar 2026 · 1
           Price mobile-basic-monthly, in force since 1 January 2026 · catalog telco-2026 v3
           Fixed price                     1 × €12.00                             €12.00
           Part of the period              8 of 31 days · 1–8 Mar 2026  -€8.903225806452
           Rounded to 2 decimals, half up                                €0.003225806452
           -----------------------------------------------------------------------------
           Sum of the steps                =                                       €3.10

        """)
  }

  @Test func aLineThatIsNotThereIsNil() {
    #expect(ExplanationText.render(Gallery.family(.en).invoice, line: 99, language: .en) == nil)
  }

  @Test(arguments: ReaderLanguage.allCases) func theWholeInvoiceNamesEveryLineAndTheTotal(_ language: ReaderLanguage) throws {
    let view = Gallery.family(language)
    let text = try #require(ExplanationText.render(view.invoice, evidence: view.evidence, language: language))
    for line in view.invoice.lines { #expect(text.contains("\n\(line.number)  ")) }
    #expect(text.contains("114"))
    #expect(!text.contains("<") && !text.contains("\u{A0}"))
  }
}
