import CZint

/// A QR code's modules, by libzint; drawn as rectangles, so that it is sharp at any size.
struct QRCode {
  let side: Int
  private let dark: [Bool]

  /// - Returns: `nil` when the text is too long for a code.
  init?(_ text: String) {
    guard let symbol = ZBarcode_Create() else { return nil }
    defer { ZBarcode_Delete(symbol) }
    symbol.pointee.symbology = BARCODE_QRCODE
    // The bytes as they are, UTF-8: otherwise letters that Latin-1 has would be turned into it.
    symbol.pointee.input_mode = DATA_MODE
    // Level M: 15 per cent may be unreadable, as the European payment code asks for.
    symbol.pointee.option_1 = 2
    // One mask for all: readers undo any of the eight, and to weigh them takes three times as long as to make the code.
    symbol.pointee.option_3 = 1 << 8
    let bytes = Array(text.utf8)
    guard ZBarcode_Encode(symbol, bytes, Int32(bytes.count)) < ZINT_ERROR else { return nil }
    side = Int(symbol.pointee.width)
    guard side > 0, Int(symbol.pointee.rows) == side else { return nil }
    var dark: [Bool] = []
    dark.reserveCapacity(side * side)
    for row in 0..<side {
      for column in 0..<side { dark.append(czint_is_dark(symbol, Int32(row), Int32(column)) != 0) }
    }
    self.dark = dark
  }

  func isDark(row: Int, column: Int) -> Bool { dark[row * side + column] }

  /// Draws it into a square, with the quiet zone of four modules inside; neighbours in a row become one
  /// rectangle, and all one path, so that no seam shows between them.
  func draw(on document: PDFDocument, x: Double, y: Double, size: Double) {
    document.rectangle(x: x, y: y, width: size, height: size, Colour(0xFFFFFF))
    let module = size / Double(side + 8)
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
          Box(x: x + Double(column + 4) * module, y: y + Double(row + 4) * module, width: Double(end - column) * module, height: module))
        column = end
      }
    }
    document.rectangles(boxes, Colour(0x000000))
  }
}
