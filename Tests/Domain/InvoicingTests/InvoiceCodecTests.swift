import Foundation
import Invoicing
import Primitives
import Rating
import Seeds
import Testing

@Suite struct InvoiceCodecTests {
  static func invoice(_ seed: inout Seed) throws -> Invoice {
    var charges = World.charges(&seed)
    for index in charges.indices {
      let terms = charges[index].charge.terms
      charges[index].charge.terms = ChargeTerms(
        offering: terms.offering, price: terms.price,
        name: LocalizedText(["en": "Fibre \"50\" \\ \n", "ko": "광랜 50", "ro": "Fibră", "es": "Fibra"]), unit: terms.unit,
        taxInclusive: terms.taxInclusive, taxCategory: terms.taxCategory, revenueAccount: terms.revenueAccount)
      charges[index].charge.quantity = seed.pick([1, .ratio(14, 31), Exact(unscaled: -1_250, scale: 3), .zero])
      charges[index].charge.explanation = Explanation([
        ExplanationStep(.tier, label: "0–100", quantity: 7, unitPrice: Exact(unscaled: 5, scale: 4), amount: Exact(unscaled: 35, scale: 4)),
        ExplanationStep(.proration, numerator: 14, denominator: 31, period: World.march, amount: .ratio(1, 3)),
      ])
    }
    var invoice = try World.draft(charges, rules: DraftRules(zeroLines: .keep)).invoice
    if seed.flip() { invoice.number = "ES-2026-000001" }
    return invoice
  }

  @Test(arguments: Seed.some.prefix(50)) func whatIsWrittenIsReadBack(_ start: Seed) throws {
    var seed = start
    let invoice = try Self.invoice(&seed)
    let bytes = InvoiceCodec.bytes(invoice)
    let read = try JSONDecoder().decode(Invoice.self, from: Data(bytes))
    #expect(read == invoice)
    #expect(InvoiceCodec.bytes(read) == bytes)
    // The encoder's form and the hot path's form are one.
    let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(invoice)) as? NSDictionary
    let written = try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary
    #expect(encoded == written)
  }

  @Test func theFormIsCompactAndStable() throws {
    let invoice = try World.draft([BillableCharge(World.charge(1_000))]).invoice
    #expect(
      String(decoding: InvoiceCodec.bytes(invoice), as: UTF8.self) == """
        {"seller":"es","account":1,"currency":"EUR","issuedOn":"2026-04-01","dueOn":"2026-04-15","billingPeriod":{"start":"2026-03-01","end":"2026-04-01"},\
        "lines":[{"number":1,"kind":"recurring","subscription":1,"offering":"fibre","price":"a","name":{"en":"a"},\
        "period":{"start":"2026-03-01","end":"2026-04-01"},"quantity":"1","unit":"","amountMinor":1000,"netMinor":1000,\
        "tax":{"treatment":"S","percent":"21"},"taxCategory":"telecom","revenueAccount":"8400",\
        "explanation":[{"kind":"flat","quantity":"1","unitPrice":"10.00","amount":"10.00"}]}],\
        "taxes":[{"tax":{"treatment":"S","percent":"21"},"baseMinor":1000,"taxMinor":210}],"netMinor":1000,"taxMinor":210,"grossMinor":1210}
        """)
  }

  @Test func anUnknownCurrencyIsRefused() throws {
    let text = try String(decoding: InvoiceCodec.bytes(World.draft([BillableCharge(World.charge(1))]).invoice), as: UTF8.self)
    let wrong = Data(text.replacing("\"EUR\"", with: "\"EUX\"").utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Invoice.self, from: wrong) }
  }
}
