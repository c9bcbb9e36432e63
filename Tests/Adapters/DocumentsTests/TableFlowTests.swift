@testable import Documents
import Primitives
import Testing

/// Tables over pages: what stays together, what repeats.
@Suite struct TableFlowTests {
  private static let style = TextStyle(weight: .regular, size: 10, colour: Colour(0))

  /// Writes a table of rows of 20 points each; gives how many pages it took, and how many rows stand on the last.
  private func ending(_ rows: [TableRow], headed: Bool = true) throws -> [Int] {
    let metadata = Metadata(title: "T", author: "A", language: "en", day: Day("2026-04-01")!)
    let document = PDFDocument(press: try PDFPress(), metadata: metadata) { _ in }
    let sheet = Composer.Sheet(width: 300, height: 160, left: 20, right: 20, top: 20, laterTop: 20, bottom: 20)
    let composer = Composer(document, sheet: sheet) { _ in }
    document.begin("Document")
    try composer.startPage()
    let head = TableRow([TableCell("head", Self.style, isHeader: true)], part: .head, padding: 3)
    var table = TableFlow(composer, TableGrid(x: 20, width: 260, columns: [.share(1)]), head: headed ? head : nil)
    for row in rows { try table.add(row) }
    try table.end()
    let ending = [composer.pageNumber, Int(((composer.y - 20) / 20).rounded()) - (headed ? 1 : 0)]
    try document.end()
    try composer.finish()
    return ending
  }

  private func row(_ text: String = "row", keepsNext: Bool = false, keepsPrevious: Bool = false) -> TableRow {
    TableRow([TableCell(text, Self.style)], padding: 3, keepsNext: keepsNext, keepsPrevious: keepsPrevious)
  }

  @Test func rowsFillAPageBesideItsHead() throws {
    // 120 points: a head and five rows of 20 each, or six rows.
    #expect(try ending((0..<5).map { _ in row() }) == [1, 5])
    #expect(try ending((0..<6).map { _ in row() }) == [2, 1])
    #expect(try ending((0..<12).map { _ in row() }) == [3, 2])
    #expect(try ending((0..<7).map { _ in row() }, headed: false) == [2, 1])
  }

  @Test func aTitleGoesWithItsFirstRow() throws {
    #expect(try ending([row(), row(), row(), row(), row("title"), row()]) == [2, 1])
    #expect(try ending([row(), row(), row(), row(), row("title", keepsNext: true), row()]) == [2, 2])
  }

  @Test func aSumTakesTheLastRowAlong() throws {
    #expect(try ending([row(), row(), row(), row(), row(), row("sum", keepsPrevious: true)]) == [2, 2])
  }

  @Test func aGroupHigherThanAPageIsWrittenAllTheSame() throws {
    #expect(try ending((0..<14).map { _ in row(keepsNext: true) } + [row()]) == [3, 5])
  }

  @Test func columnsShareWhatFixedOnesLeave() {
    let grid = TableGrid(x: 10, width: 200, columns: [.fixed(40), .share(1), .share(3)], gap: 10)
    #expect(grid.places.map(\.x) == [10, 60, 105])
    #expect(grid.places.map(\.width) == [40, 35, 105])
    #expect(grid.place(1, span: 2).width == 150)
  }
}
