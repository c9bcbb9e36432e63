/// What a machine reads on one sheet: to which piece it belongs, whether the piece is complete, whether a sheet is missing.
public struct SheetMark: Sendable, Hashable {
  /// Eight digits.
  public var job: String
  public var batch: Int
  /// Of the batch, from 1 on.
  public var piece: Int
  /// Of the batch, from 1 on.
  public var sheetInBatch: Int
  /// Of the piece, from 1 on.
  public var sheet: Int
  /// How many the piece has.
  public var sheets: Int

  public init(job: String, batch: Int, piece: Int, sheetInBatch: Int, sheet: Int, sheets: Int) {
    self.job = job
    self.batch = batch
    self.piece = piece
    self.sheetInBatch = sheetInBatch
    self.sheet = sheet
    self.sheets = sheets
  }

  /// Bars from the top down: begin, last sheet of its piece, the sheet of the batch modulo eight (1, 2, 4), the piece modulo two, parity, end.
  ///
  /// Parity makes the number of bars even, so that one bar more or less is seen.
  public var bars: [Bool] {
    let inner = [sheet == sheets, sheetInBatch & 1 != 0, sheetInBatch & 2 != 0, sheetInBatch & 4 != 0, piece & 1 != 0]
    let isOdd = inner.count { $0 } & 1 != 0
    return [true] + inner + [isOdd, true]
  }

  /// Twenty-eight digits: job (8), batch (4), piece (6), sheet (5) and sheets of the piece (5).
  public var digits: String { job + padded(batch, 4) + padded(piece, 6) + padded(sheet, 5) + padded(sheets, 5) }
}

/// A number in so many digits.
func padded(_ number: Int, _ digits: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
