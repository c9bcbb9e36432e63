import CZint

/// A QR code (ISO/IEC 18004), by libzint.
struct QRCode {
  private let grid: ModuleGrid

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
    let side = Int(symbol.pointee.width)
    guard side > 0, Int(symbol.pointee.rows) == side else { return nil }
    grid = ModuleGrid(side: side) { czint_is_dark(symbol, Int32($0), Int32($1)) != 0 }
  }

  var side: Int { grid.side }

  func isDark(row: Int, column: Int) -> Bool { grid.isDark(row: row, column: column) }

  /// Draws it into a square, with the quiet zone of four modules inside.
  func draw(on document: PDFDocument, x: Double, y: Double, size: Double) { grid.draw(on: document, x: x, y: y, size: size, quiet: 4) }
}
