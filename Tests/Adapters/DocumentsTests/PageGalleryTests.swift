import Documents
import Foundation
import Primitives
import Testing

/// Every page in every language; written to the folder that `FLORIN_PAGES` names, for looking at and for validators.
@Suite struct PageGalleryTests {
  static func pages(_ language: ReaderLanguage) -> [(name: String, bytes: [UInt8])] {
    [
      ("family", InvoicePage.render(Gallery.family(language))), ("open", InvoicePage.render(Gallery.family(language, open: true))),
      ("company", InvoicePage.render(Gallery.company(language))), ("won", InvoicePage.render(Gallery.korean(language))),
      ("held", InvoicePage.render(Gallery.held(language))), ("list", InvoiceListPage.render(Gallery.list(language))),
      ("run", RunPage.render(Gallery.run(language))),
      (
        "account",
        AccountPage.render(
          AccountView(language: language, name: "Ana María López García", reference: "7590-VHVEG", rows: Gallery.rows(6), totals: Gallery.totals, links: Gallery.links(language)))
      ),
      ("credit", CreditNotePage.render(Gallery.creditNote(language))), ("credits", CreditNoteListPage.render(Gallery.creditNotes(language))),
      ("cancelled", InvoicePage.render(Gallery.cancelled(language))),
      ("unbilled", HeldPage.render(Gallery.run(language).held[1], language: language, links: Gallery.links(language))),
      ("balance", BalancePage.render(Gallery.balance(language))), ("still", BalancePage.render(Gallery.balance(language, isStill: true))),
      ("reader", ReaderBillPage.render(Gallery.reader(language))), ("reader-company", ReaderBillPage.render(Gallery.readerOfACompany(language))),
      ("reader-won", ReaderBillPage.render(Gallery.readerInKorea(language))), ("reader-line", ReaderLinePage.render(Gallery.readerLine(language))),
      ("reader-many", ReaderBillPage.render(Gallery.readerOfMany(language))),
      ("reader-group", ReaderGroupPage.render(Gallery.readerOfMany(language), group: 2, after: 100) ?? []),
      ("reader-credit", ReaderCreditPage.render(Gallery.readerCredit(language))), ("reader-statement", ReaderStatementPage.render(Gallery.readerStatement(language))),
      ("reader-unknown", ReaderRefusalPage.render(.unknown, language: language)),
      ("reader-over", ReaderRefusalPage.render(.over(Day("2026-07-01")!), language: language, seller: Fixtures.seller)),
      ("reader-withdrawn", ReaderRefusalPage.render(.takenBack, language: language, seller: Fixtures.seller)),
      ("missing", ErrorPage.render(.notFound, language: language, links: Gallery.links(language))),
    ]
  }

  @Test(arguments: ReaderLanguage.allCases) func everyPageIsMadeTwiceWithEqualBytes(_ language: ReaderLanguage) throws {
    let folder = ProcessInfo.processInfo.environment["FLORIN_PAGES"].map { URL(fileURLWithPath: $0, isDirectory: true) }
    for (page, again) in zip(Self.pages(language), Self.pages(language)) {
      #expect(page.bytes == again.bytes)
      #expect(page.bytes.count > 10_000)
      if let folder {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(page.bytes).write(to: folder.appendingPathComponent("\(page.name)-\(language).html"))
      }
    }
  }
}
