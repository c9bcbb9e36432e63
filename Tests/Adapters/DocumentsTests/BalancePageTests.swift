@testable import Documents
import Primitives
import Testing

/// What was spent, beside what nothing was left to pay with, on the pages of a balance.
@Suite struct BalancePageTests {
  /// A page's words, without its marks.
  private func words(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).replacing("\u{A0}", with: " ").replacing("\u{202F}", with: " ").replacing(/<[^>]+>/, with: " ").replacing(/\s+/, with: " ")
  }

  /// 12.38, 7.43 and 1.54 are 21.35, which is 21.47 less the 0.12 that came back; the 1.00 that was not there is a line of its own.
  @Test func whatItWasSpentOnAddsUpToWhatWasSpent() {
    let said = words(ReaderStatementPage.render(Gallery.readerStatement(.en)))
    #expect(said.contains("Spent, less what was given back €21.35 Not collected €1.00"), "\(said)")
    #expect(said.contains("€12.38") && !said.contains("€13.38"), "\(said)")
    // The charge of 1.52 of which 1.00 was not there.
    #expect(said.contains("€0.52 Not collected: €1.00"), "\(said)")
    #expect(said.contains("Only the newest 3 are shown."), "\(said)")
  }

  /// The bill charges all of it, also what is beyond the limit.
  @Test func postpaidUseBeyondTheLimitStandsOnTheBill() {
    var view = Gallery.readerStatement(.en)
    view.settles = false
    view.hasMoreMovements = false
    let said = words(ReaderStatementPage.render(view))
    // 13.38 + 7.43 + 1.54.
    #expect(said.contains("Spent €22.35 Of it beyond the limit; it stands on the bill €1.00"), "\(said)")
    #expect(said.contains("€1.52 Of it beyond the limit; it stands on the bill: €1.00"), "\(said)")
    #expect(!said.contains("Not collected") && !said.contains("Only the newest"), "\(said)")
  }

  @Test func theLivePageSaysTheSame() {
    let said = words(BalancePage.render(Gallery.balance(.en)))
    #expect(said.contains("€8.08 Not collected: €1.00"), "\(said)")
    var view = Gallery.balance(.en)
    view.kind = .postpaid
    #expect(words(BalancePage.render(view)).contains("€9.08 Of it beyond the limit; it stands on the bill: €1.00"))
  }

  @Test func limitsAreSaidForAGlance() {
    let said = words(BalancePage.render(Gallery.balance(.en)))
    #expect(said.contains("827.346 MB of 10 GB") && said.contains("10 min of 100 min"), "\(said)")
  }
}
