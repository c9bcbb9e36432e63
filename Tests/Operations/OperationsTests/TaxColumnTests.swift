import Invoicing
import Primitives
import Seeds
import Taxation
import Testing

@testable import Store

/// What is read in one pass is what any JSON reader makes of it.
@Suite struct TaxColumnTests {
  @Test(arguments: Seed.some.prefix(50)) func readsWhatWasWritten(_ seed: Seed) throws {
    var dice = seed
    let taxes = (0..<dice.number(0...4)).map { _ in
      TaxBreakdown(
        key: TaxKey(
          treatment: dice.pick(TaxTreatment.allCases), percent: Exact(unscaled: Int64(dice.number(0...3_000)), scale: 2),
          reason: dice.pick([nil, "Article 44", "reverse \"charge\"", "inversión del sujeto pasivo", "a\\b"])),
        baseMinor: Int64(dice.number(-1_000_000...1_000_000)), taxMinor: Int64(dice.number(-1_000...1_000)), differenceMinor: Int64(dice.number(-1...1)))
    }
    var json = JSONText()
    InvoiceCodec.write(taxes, into: &json)
    #expect(try TaxColumn.value(json.bytes) == taxes)
    #expect(try JSONColumn.value([TaxBreakdown].self, json.bytes) == taxes)
  }

  @Test(arguments: ["", "[", "[{}]", #"[{"tax":{"treatment":"X","percent":"7"},"baseMinor":1,"taxMinor":0}]"#, #"[{"tax":{"treatment":"S","percent":"7"},"baseMinor":1}]"#])
  func refusesWhatIsNone(_ text: String) {
    #expect(throws: (any Error).self) { try TaxColumn.value(Array(text.utf8)) }
  }

  /// Written by hand or by another hand: fields in another order, blanks.
  @Test func readsAnyOrder() throws {
    let text = #"[ {"baseMinor": 100, "taxMinor": 21, "tax": {"percent": "21", "treatment": "S"}} ]"#
    #expect(try TaxColumn.value(Array(text.utf8)) == [TaxBreakdown(key: TaxKey(treatment: .standard, percent: Exact(21)), baseMinor: 100, taxMinor: 21)])
  }
}
