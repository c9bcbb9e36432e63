import Printing

/// Draws what machines read at the left edge of a sheet, between the marks where it is folded and punched.
struct SheetMarks {
  let mark: SheetMark

  private static let millimetre = 72 / 25.4
  /// From the left and from the top of the sheet, where the marks begin.
  static let (left, top) = (5 * millimetre, 111 * millimetre)
  /// Six bars an inch, as machines for envelopes expect.
  static let (pitch, barLength, barHeight) = (12.0, 8 * millimetre, 0.5 * millimetre)
  static let matrixModule = 0.5 * millimetre

  func draw(_ marks: PrintSettings.Marks, _ composer: Composer) {
    composer.document.artifact {
      switch marks {
      case .none: break
      case .omr:
        let boxes = mark.bars.enumerated().compactMap { index, isSet in
          isSet
            ? Box(x: SheetMarks.left, y: SheetMarks.top + Double(index) * SheetMarks.pitch, width: SheetMarks.barLength, height: SheetMarks.barHeight) : nil
        }
        composer.document.rectangles(boxes, Colour(0x000000))
      case .dataMatrix:
        guard let code = DataMatrix(mark.digits) else { return }
        let size = Double(code.grid.side + 2) * SheetMarks.matrixModule
        code.grid.draw(on: composer.document, x: SheetMarks.left, y: SheetMarks.top, size: size, quiet: 1)
      }
    }
  }
}
