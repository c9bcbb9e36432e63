import Catalog
import Primitives
import Rating
import Testing
import Usage

/// Calls over a rate deck, and what happens where it has no price.
@Suite struct DestinationTests {
  static let deck = RateDeck(
    code: "world",
    entries: [
      .init(prefix: "34", destination: "Spain", pricePerUnit: .of("0.06"), perSeconds: 60, firstIncrementSeconds: 60, incrementSeconds: 1),
      .init(prefix: "346", destination: "Spain mobile", pricePerUnit: .of("0.12"), connectFee: .of("0.10"), firstIncrementSeconds: 30, incrementSeconds: 6),
      .init(prefix: "870", destination: "Inmarsat", pricePerUnit: 9, blocked: true),
    ])
  static let context = PriceContext(decks: ["world": CompiledDeck(deck)])

  func price(_ number: String?, _ length: Int, maximum: Exact? = nil, rounding: Rounding? = nil) throws -> ExactPrice {
    let form = PriceForm.byPrefix(ByPrefix(deck: "world", perCallRounding: rounding, maximumCost: maximum))
    let call = MeteredUsage(event: 7, at: at("2026-01-05T12:00:00Z"), quantity: Exact(length), attributes: number.map { ["destination": $0] } ?? [:])
    return try rater(form, meter: seconds, perEvent: true, context: Self.context).exact(RatingRequest(quantity: 0, usage: [call], period: january))
  }

  @Test(arguments: [
    ("34911", 10, "0.06"), ("34911", 60, "0.06"), ("34911", 61, "0.061"), ("+34911", 120, "0.12"), ("34611", 1, "0.16"),
    ("34611", 31, "0.172"), ("34611", 36, "0.172"), ("34611", 37, "0.184"), ("34911", 0, "0"),
  ])
  func longestPrefixPrices(number: String, length: Int, amount: String) throws {
    #expect(try price(number, length).amount == .of(amount))
  }

  @Test(arguments: [
    ("87012", UnratedUsage.Reason.blockedDestination("87012")), ("4412", .unknownDestination("4412")), (nil, .missingAttribute("destination")),
  ] as [(String?, UnratedUsage.Reason)])
  func whatHasNoPriceIsHeldAndNeverFree(number: String?, reason: UnratedUsage.Reason) throws {
    let price = try price(number, 60)
    #expect(price.unrated.map(\.reason) == [reason])
    #expect(price.unrated.first?.event == 7)
    #expect(price.explanation.steps.isEmpty)
  }

  @Test func aCallIsCappedAndRoundedAsAWhole() throws {
    #expect(try price("34911", 6000, maximum: 1).amount == 1)
    #expect(try price("34911", 61, rounding: Rounding(digits: 2, mode: .up)).amount == .of("0.07"))
  }

  @Test func aMissingDeckIsSaidBeforeAnythingIsPriced() {
    do {
      _ = try PriceRater(
        PriceVersion(effective: EffectivePeriod(from: Day(2020, 1, 1)!), currency: .eur, form: .byPrefix(ByPrefix(deck: "moon"))), meter: seconds,
        context: Self.context)
      Issue.record("it was accepted")
    } catch {
      #expect(error.problems.map(\.code) == [.missingLookup])
    }
  }
}
