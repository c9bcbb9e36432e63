import Invoicing
import Primitives
import Testing

@testable import Documents

/// What a check found is told in the reader's language; only sentences of the check itself stay English, and say so.
@Suite struct HoldNoteTests {
  private func words(_ reason: HoldReason, _ language: ReaderLanguage) -> String {
    var ink = Ink(language)
    ink.hold(HoldNote(reason, currency: .eur))
    return ink.string
  }

  @Test func figuresAreAmountsOfTheReader() {
    let reason = HoldReason(.unusualAmount, [.init("gross-minor", 990_000), .init("usual-minor", 4_990), .init("factor", "10")])
    #expect(words(reason, .en).contains("total: €9,900.00; usual: €49.90; held from this many times the usual: 10"))
    #expect(words(reason, .es).contains("total: 9900,00\u{A0}€; habitual: 49,90\u{A0}€"))
    #expect(words(reason, .ko).contains("합계: €9,900.00"))
    #expect(words(reason, .ro).contains("obișnuit: 49,90\u{A0}EUR") || words(reason, .ro).contains("obișnuit: 49,90\u{A0}€"))
  }

  @Test func daysAndNamesAreToldAsSuch() {
    let reason = HoldReason(.taxMissing, [.init("category", "lottery"), .init("place", "RO"), .init("day", "2026-04-30")])
    let romanian = words(reason, .ro)
    #expect(romanian.contains("<time datetime=\"2026-04-30\">"))
    #expect(romanian.contains("categorie fiscală: <bdi>lottery</bdi>"))
  }

  @Test func sentencesOfTheCheckAreMarkedAsEnglish() {
    let reason = HoldReason(.cannotBill, [.init("message", "the price is <gone>"), .init("remedy", "publish it")])
    #expect(words(reason, .es).contains("por qué: <span lang=\"en\">the price is &lt;gone&gt;</span>; remedio: <span lang=\"en\">publish it</span>"))
    #expect(!words(reason, .en).contains("lang="))
  }

  @Test func everyFactThatChecksWriteHasWords() {
    for name in [
      "gross", "usual", "limit", "factor", "invoices", "lines", "events", "first-event", "why", "message", "remedy", "problem", "cause",
      "category", "place", "day", "price", "sum", "charge-currency", "account-currency",
    ] {
      #expect(HoldPhrases.fact(name) != nil, "\(name)")
    }
  }
}
