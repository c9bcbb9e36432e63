import Invoicing
import Primitives
import Taxation
import Testing

/// Conventions of other systems, with values they published; the acceptance door runs more of them.
@Suite struct ConventionTests {
  @Test func couponsTakeFromWhatEarlierCouponsLeft() {
    let euros: [Exact] = [10, 20, 30, 40, 10, 20, 30, 40]
    let percents: [Exact] = [10, 20, 10, 10, 10, 20, 10, 10]
    var spread = CouponSpread(zip(euros, percents).map { CouponSpread.Fee(amount: $0, taxPercent: $1) })
    spread.apply(20, to: [0, 1])
    spread.apply(10, to: [4, 5, 6, 7])
    spread.apply(5, to: Array(0..<8))
    #expect(spread.coupons.map { ($0 * 100).decimalText(maximumDigits: 5) } == [
      "676.47059", "1352.94118", "88.23529", "117.64706", "126.47059", "252.94118", "379.41176", "505.88235",
    ])
    #expect((0..<8).map { spread.tax(of: $0).rounded(2, .halfUp).description } == ["0.32", "1.29", "2.91", "3.88", "0.87", "3.49", "2.62", "3.49"])
    #expect(spread.net == 165)
    #expect(spread.tax.rounded(2, .halfUp).description == "18.89")
    spread.apply(1_000, to: [0])
    #expect(spread.left(of: 0).isZero)
  }

  @Test func creditNotesRoundTheirOwnTax() {
    let twoParts = TaxArithmetic.taxPerLine([(72_686, 20), (4_214, 20)])
    #expect(twoParts == [14_537, 843])
    #expect(TaxArithmetic.tax(onMinor: 19_333, percent: 25) == 4_833)
  }

  @Test(arguments: [
    (ChildAdjustment.ParentInvoice.draft, [-1_000], 23_995, 23_995, 0),
    (.committed, [-1_000, -500, -1_000, -500, -1_000], 24_995, 20_995, 0), (.paid, [-1_000], 24_995, 0, 1_000),
    (.committed, [-30_000], 24_995, 0, 5_005),
  ] as [(ChildAdjustment.ParentInvoice, [Int64], Int64, Int64, Int64)])
  func aChildsAdjustmentFollowsTheParentsInvoice(
    _ parent: ChildAdjustment.ParentInvoice, _ adjustments: [Int64], _ line: Int64, _ open: Int64, _ credit: Int64
  ) throws {
    let effect = try #require(ChildAdjustment(itemMinor: 24_995, adjustmentsMinor: adjustments, parent: parent))
    #expect((effect.parentLineMinor, effect.parentOpenMinor, effect.childCreditMinor) == (line, open, credit))
  }

  @Test(arguments: [
    (15, [1, 1, 0], [8, 7, 0]), (100, [875, 125], [88, 12]), (100, [600, 355, 45], [61, 35, 4]), (-15, [1, 1], [-8, -7]), (7, [0, 0], [7, 0]), (7, [0, 1], [0, 7]),
  ] as [(Int64, [Int], [Int64])])
  func theFirstTakesTheRest(_ amount: Int64, _ weights: [Int], _ parts: [Int64]) {
    #expect(Allocation.firstTakesRest(amount, over: weights.map { Exact($0) }) == parts)
  }
}
