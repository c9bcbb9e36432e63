import Printing
import Testing

@Suite struct SheetMarkTests {
  private func mark(sheet: Int, of sheets: Int, inBatch: Int, piece: Int) -> SheetMark {
    SheetMark(job: "00471100", batch: 3, piece: piece, sheetInBatch: inBatch, sheet: sheet, sheets: sheets)
  }

  /// Begin, last of its piece, 1, 2, 4, piece, parity, end.
  @Test(arguments: [
    (1, 1, 1, 1, "11100111"), (1, 2, 2, 2, "10010011"), (2, 2, 3, 2, "11110011"), (1, 1, 8, 4, "11000011"), (1, 3, 7, 5, "10111101"),
  ])
  func barsSayWhereAPieceEndsAndWhichSheetItIs(_ sheet: Int, _ sheets: Int, _ inBatch: Int, _ piece: Int, _ expected: String) {
    let bars = mark(sheet: sheet, of: sheets, inBatch: inBatch, piece: piece).bars
    #expect(bars.map { $0 ? "1" : "0" }.joined() == expected)
    #expect(bars.count { $0 }.isMultiple(of: 2))
  }

  @Test func digitsNameTheSheet() {
    #expect(mark(sheet: 2, of: 12, inBatch: 40, piece: 17).digits == "0047110000030000170000200012")
  }
}
