/// The light and dark modules of a matrix code, drawn as rectangles, so that it is sharp at any size.
struct ModuleGrid {
  let side: Int
  private let dark: [Bool]

  /// Made by libzint, which the caller has told what to encode.
  init(side: Int, isDark: (_ row: Int, _ column: Int) -> Bool) {
    self.side = side
    dark = (0..<side * side).map { isDark($0 / side, $0 % side) }
  }

  func isDark(row: Int, column: Int) -> Bool { dark[row * side + column] }

  /// Draws it into a square with a quiet zone of so many modules inside; neighbours in a row become one rectangle, and all
  /// one path, so that no seam shows between them.
  func draw(on document: PDFDocument, x: Double, y: Double, size: Double, quiet: Int) {
    document.rectangle(x: x, y: y, width: size, height: size, Colour(0xFFFFFF))
    let module = size / Double(side + 2 * quiet)
    var boxes: [Box] = []
    for row in 0..<side {
      var column = 0
      while column < side {
        guard isDark(row: row, column: column) else {
          column += 1
          continue
        }
        var end = column
        while end < side, isDark(row: row, column: end) { end += 1 }
        boxes.append(
          Box(x: x + Double(column + quiet) * module, y: y + Double(row + quiet) * module, width: Double(end - column) * module, height: module))
        column = end
      }
    }
    document.rectangles(boxes, Colour(0x000000))
  }
}
