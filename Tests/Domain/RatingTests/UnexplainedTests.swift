import Catalog
import Primitives
import Rating
import Seeds
import Testing
import Usage

/// Whoever does not ask why gets the same answer, whichever way it was worked out.
@Suite struct UnexplainedTests {
  @Test(arguments: Seed.some) func aPriceIsTheSameWithoutItsExplanation(_ seed: Seed) throws {
    var seed = seed
    var without = 0
    for _ in 0..<12 {
      let adjustments: [Adjustment] = [
        .discount(Discount(name: "a", reduction: .percent(Exact(seed.number(0...120))))),
        .discount(Discount(name: "b", reduction: .amount(RatingLawTests.price(&seed)))),
        .maximumSpend(RatingLawTests.price(&seed) + 50), .minimumSpend(RatingLawTests.price(&seed)),
        .commitment(Commitment(amount: RatingLawTests.price(&seed))), .trial(Trial(days: seed.number(1...20))),
      ].filter { _ in seed.number(0...9) == 0 }
      let aggregation = Meter.Aggregation.allCases[seed.number(0...3) == 0 ? seed.number(0...7) : 0]
      let meter = Meter(
        code: "m", name: "M", eventType: "e", valueField: seed.number(0...9) == 0 ? "v" : nil, unit: "u", aggregation: aggregation, uniqueField: "v",
        bucketSeconds: 300)
      let rounding = [nil, Rounding(digits: seed.number(0...4), mode: RoundingMode.allCases[seed.number(0...RoundingMode.allCases.count - 1)])][seed.number(0...1)]
      for form in RatingLawTests.forms(&seed) {
        let version = PriceVersion(effective: EffectivePeriod(from: january.start), currency: .eur, form: form, adjustments: adjustments, rounding: rounding)
        let isUsage = seed.flip()
        let rater = try PriceRater(version, meter: isUsage ? meter : nil, perEvent: isUsage && seed.number(0...9) == 0, context: PriceContext())
        var request = RatingRequest(quantity: isUsage ? .zero : RatingLawTests.price(&seed), period: january)
        if isUsage {
          let digits = seed.number(0...8)
          request.usage = (0..<seed.number(0...9)).map {
            MeteredUsage(
              event: Int64($0), at: at("2026-01-01T00:00:00Z").adding(seconds: Int64($0) * 3_600),
              quantity: Exact(unscaled: Int64(seed.number(-9...(seed.flip() ? 90 : 4_000_000_000))), scale: digits), attributes: ["v": "\(seed.number(0...9))"])
          }
        }
        if seed.number(0...9) == 0 { request.share = Share(seed.number(0...31), 31) }
        if seed.number(0...9) == 0 { request.agreement = .percentOff(15) }
        if seed.number(0...9) == 0 { request.alreadyBilled = AlreadyBilled(quantity: 3, amount: 2) }
        if seed.number(0...9) == 0 {
          request.allowances = [AllowanceBucket(code: "a", grantedOn: january.start, expiresOn: january.end, granted: Exact(seed.number(0...60)))]
        }
        let explained = Result { try rater.rate(request) }
        request.isExplained = false
        let bare = Result { try rater.rate(request) }
        let words: (Result<RatedPrice, any Error>) -> String = {
          switch $0 {
          case .success(let price):
            "\(price.quantity) \(price.amount) \(price.trueUp?.amount.amountMinor ?? 0) \(price.allowances) \(price.unrated) \(price.events) \(price.carriedOut.value) \(price.carriedOut.present.sorted())"
          case .failure(let error): "\(error)"
          }
        }
        #expect(words(bare) == words(explained), "\(seed): \(version), \(request)")
        if case .success(let price) = bare, price.explanation.steps.isEmpty, price.amount.amountMinor != 0 { without += 1 }
      }
    }
    // A shortcut that is never taken would agree with anything.
    #expect(without > 0, "\(seed)")
  }
}
