import Primitives
import Printing
import Testing

@Suite struct PrintJobPlanTests {
  private func piece(
    _ number: String, pages: Int = 2, postcode: String = "28001", country: String = "ES", seller: String = "es", account: String = "A"
  ) -> PrintPiece {
    PrintPiece(
      kind: "invoice", number: number, id: 1, seller: SellerCode(seller), account: account, country: country, postcode: postcode,
      isDomestic: country == "ES", pages: pages)
  }

  @Test func piecesAreSortedByEnvelopeThenHomeThenPostcode() {
    let plan = PrintJobPlan(
      [
        piece("thick", pages: 40, postcode: "01001"), piece("abroad", postcode: "00100", country: "IT"), piece("late", postcode: "50001"),
        piece("early", postcode: "08012"), piece("spaced", postcode: "080 13"), piece("other", postcode: "00001", seller: "ro"),
      ], PrintSettings())
    #expect(plan.batches.map { $0.pieces.map(\.number) } == [["early", "spaced", "late"], ["abroad"], ["thick"], ["other"]])
    #expect(plan.batches.map(\.name) == ["0001-C56", "0002-C56", "0003-C4", "0004-C56"])
    #expect(plan.batches.map(\.sheets) == [3, 1, 20, 1])
    #expect(plan.pieces == 6 && plan.sheets == 25)
  }

  @Test(arguments: [
    (true, 1, 1, "C56"), (true, 2, 1, "C56"), (true, 10, 5, "C56"), (true, 11, 6, "C5"), (true, 25, 13, "C4"), (true, 121, 61, "by-hand"),
    (false, 5, 5, "C56"), (false, 6, 6, "C5"), (false, 61, 61, "by-hand"),
  ])
  func aPieceGoesIntoTheSmallestEnvelopeThatTakesItsSheets(_ isDuplex: Bool, _ pages: Int, _ sheets: Int, _ envelope: String) {
    let plan = PrintJobPlan([piece("A", pages: pages)], PrintSettings(isDuplex: isDuplex))
    #expect(plan.batches.map(\.sheets) == [sheets] && plan.batches.map(\.envelope.name) == [envelope])
  }

  @Test func aBatchIsClosedBeforeItHasTooManySheets() {
    let pieces = (1...7).map { piece("\($0)", pages: $0 == 4 ? 10 : 4, account: "A\($0)") }
    let plan = PrintJobPlan(pieces, PrintSettings(sheetsInBatch: 4))
    // A piece of five sheets is a batch by itself; no piece is parted.
    #expect(plan.batches.map { $0.pieces.map(\.number) } == [["1", "2"], ["3"], ["4"], ["5", "6"], ["7"]])
    #expect(plan.batches.map(\.number) == [1, 2, 3, 4, 5])
  }

  @Test func theSameJobHasTheSameNumberInWhateverOrderItsPiecesCame() {
    let pieces = (1...50).map { piece("N\($0)", postcode: "\(10_000 + $0 * 37 % 50)") }
    let plan = PrintJobPlan(pieces, PrintSettings())
    #expect(PrintJobPlan(pieces.reversed(), PrintSettings()) == plan)
    #expect(plan.job.count == 8 && plan.job.allSatisfy(\.isNumber))
    #expect(PrintJobPlan(Array(pieces.dropLast()), PrintSettings()).job != plan.job)
    #expect(PrintJobPlan(pieces, PrintSettings(marks: .dataMatrix)).job != plan.job)
    #expect(PrintJobPlan([], PrintSettings()).batches.isEmpty)
  }
}
