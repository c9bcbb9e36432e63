import CZint

/// A Data Matrix (ISO/IEC 16022, ECC 200), by libzint.
struct DataMatrix {
  let grid: ModuleGrid

  /// - Returns: `nil` when the text is too long for a code.
  init?(_ text: String) {
    guard let symbol = ZBarcode_Create() else { return nil }
    defer { ZBarcode_Delete(symbol) }
    symbol.pointee.symbology = BARCODE_DATAMATRIX
    symbol.pointee.option_3 = DM_SQUARE
    let bytes = Array(text.utf8)
    guard ZBarcode_Encode(symbol, bytes, Int32(bytes.count)) < ZINT_ERROR else { return nil }
    let side = Int(symbol.pointee.width)
    guard side > 0, Int(symbol.pointee.rows) == side else { return nil }
    grid = ModuleGrid(side: side) { czint_is_dark(symbol, Int32($0), Int32($1)) != 0 }
  }
}
