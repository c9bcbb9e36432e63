import Primitives
import Seeds
import Taxation
import Testing

@Suite struct TaxArithmeticTests {
  @Test(arguments: [
    (10_000, "21", 2_100), (4_999, "21", 1_050), (50, "21", 11), (-50, "21", -11), (10_000, "7.25", 725), (1, "50", 1),
    (-1, "50", -1), (3, "16.6667", 1), (0, "21", 0), (123, "0", 0), (922_337_203_685_477_580, "21", 193_690_812_773_950_292),
  ] as [(Int64, String, Int64)])
  func taxesANetAmount(_ net: Int64, _ percent: String, _ tax: Int64) throws {
    #expect(TaxArithmetic.tax(onMinor: net, percent: try #require(Exact(percent))) == tax)
  }

  @Test func whatDoesNotFitIsNil() throws {
    #expect(TaxArithmetic.tax(onMinor: .max, percent: 200) == nil)
    #expect(TaxArithmetic.tax(onMinor: 100, percent: .ratio(1, 3)) == nil)
    #expect(TaxArithmetic.split(grossMinor: [.max, .max], percent: 21) == nil)
  }

  @Test(arguments: [
    // gross lines, percent, net lines, tax
    ([12_100], "21", [10_000], 2_100), ([1_999, 1_999], "21", [1_652, 1_652], 694), ([999, 999, 999], "19", [840, 839, 839], 479),
    ([3], "19", [3], 0), ([100, -100], "21", [83, -83], 0), ([-1_999], "21", [-1_652], -347), ([500], "0", [500], 0), ([], "21", [], 0),
  ] as [([Int64], String, [Int64], Int64)])
  func splitsInclusivePrices(_ gross: [Int64], _ percent: String, _ net: [Int64], _ tax: Int64) throws {
    let percent = try #require(Exact(percent))
    let split = try #require(TaxArithmetic.split(grossMinor: gross, percent: percent))
    #expect(split.netMinor == net)
    #expect(split.taxMinor == tax)
  }

  @Test(arguments: Seed.some) func thePromisedGrossIsKept(_ seed: Seed) throws {
    var seed = seed
    let percent = Exact(unscaled: Int64(seed.number(0...3_000)), scale: 2)
    let gross = (0..<seed.number(1...30)).map { _ in Int64(seed.number(-5_000...50_000)) }
    let split = try #require(TaxArithmetic.split(grossMinor: gross, percent: percent))
    #expect(split.netMinor.reduce(0, +) + split.taxMinor == gross.reduce(0, +))
    for (net, gross) in zip(split.netMinor, gross) {
      let exact = Exact(unscaled: gross, scale: 0) * 100 / (percent + 100)
      #expect((Exact(unscaled: net, scale: 0) - exact).magnitude < 1, "\(gross) of \(percent) %")
    }
    // The tax differs from the tax on the summed net by less than one unit and its rounding.
    let computed = try #require(TaxArithmetic.tax(onMinor: split.netMinor.reduce(0, +), percent: percent))
    #expect(abs(computed - split.taxMinor) <= 1)
  }
}
