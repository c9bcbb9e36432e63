@testable import Bootstrap
@testable import HTTPAPI
import Invoicing
import Primitives
import Rating
import Seeds
import Taxation
import Testing

@Suite struct WrittenLineTests {
  /// A line that is written at once has the bytes of one that is written field by field, whatever it holds.
  @Test(arguments: Seed.some.prefix(100)) func atOnceAsFieldByField(_ start: Seed) {
    var seed = start
    let every = FieldSelection(Shapes.lineFields.map(\.name.text).joined(separator: ","))
    let lines = (1...8).map { line($0, &seed) }
    for index in lines.indices {
      let document = LineDocument(
        index, of: lines, currency: lines[index].charge.amount.currency, subscription: seed.flip() ? words(&seed) : nil, usedBy: seed.flip() ? words(&seed) : nil)
      #expect(text(Shapes.line.bytes(document)) == text(Shapes.line.bytes(document, every)))
    }
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func words(_ seed: inout Seed) -> String { seed.pick(["a", "\"quoted\"", "광랜 50", "0–10000", "line\nbreak", "longer than fifteen bytes", ""]) }

  private func exact(_ seed: inout Seed) -> Exact {
    seed.flip() ? Exact(unscaled: Int64(seed.number(-1_000_000...1_000_000)), scale: seed.number(0...12)) : .ratio(seed.number(1...40), seed.number(1...40))
  }

  private func period(_ seed: inout Seed) -> ServicePeriod {
    let start = Day(number: Int32(seed.number(15_000...25_000)))
    return ServicePeriod(start: start, end: start.adding(days: seed.number(0...60)))
  }

  private func line(_ number: Int, _ seed: inout Seed) -> InvoiceLine {
    let steps = (0..<seed.number(0...5)).map { _ in
      ExplanationStep(
        seed.pick(ExplanationStep.Kind.allCases), label: seed.flip() ? words(&seed) : nil, quantity: seed.flip() ? exact(&seed) : nil,
        unitPrice: seed.flip() ? exact(&seed) : nil, numerator: seed.flip() ? seed.number(0...31) : nil, denominator: seed.flip() ? 31 : nil,
        period: seed.flip() ? period(&seed) : nil, amount: exact(&seed))
    }
    let name = seed.flip() ? LocalizedText(words(&seed)) : LocalizedText(["en": words(&seed), "ko": words(&seed), "fr": words(&seed)])
    let currency = seed.pick(["EUR", "JPY", "KWD"].compactMap { Currency($0) })
    let terms = ChargeTerms(
      offering: seed.flip() ? OfferingCode(words(&seed)) : nil, price: PriceCode(words(&seed)), name: name, unit: words(&seed),
      taxCategory: TaxCategoryCode(words(&seed)), revenueAccount: LedgerAccountCode(words(&seed)))
    let charge = RatedCharge(
      kind: seed.pick(RatedCharge.Kind.allCases), subscription: nil, terms: terms, period: period(&seed), quantity: exact(&seed),
      amount: Money(amountMinor: Int64(seed.number(-9_999_999...9_999_999)), currency: currency), explanation: Explanation(steps))
    return InvoiceLine(
      number: number, charge: charge, netMinor: Int64(seed.number(-9_999_999...9_999_999)),
      taxKey: TaxKey(treatment: seed.pick(TaxTreatment.allCases), percent: exact(&seed), reason: nil))
  }
}
