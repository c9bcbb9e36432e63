extension BillPaper {
  /// Side of the code's dark square: 32 mm of the 30 to 40 that the law asks for.
  private static let side = 32 * 72 / 25.4

  /// What the document is, large; beside it the code that a bill of a seller in Spain begins with.
  func title(_ kind: String, _ number: String, _ sub: String, mark: TaxMark?, _ composer: Composer) throws {
    guard let mark, let code = mark.code else { return try title(kind, number, sub, composer) }
    let (x, top) = (composer.sheet.left, composer.y + 6)
    let inset = BillPaper.side + 24
    let style = TextStyle(weight: .regular, size: 6.8, colour: BillStyle.ink)
    let strong = TextStyle(weight: .semibold, size: 6.8, colour: BillStyle.ink)
    var end = try composer.text("P", [TextBlock(mark.title, strong)], x: x, y: top, width: inset)
    // The quiet zone of four modules lies around the square.
    let module = BillPaper.side / Double(code.side)
    let whole = module * Double(code.side + 8)
    try composer.figure(x: x - 4 * module, y: end, width: whole, height: whole, alternative: mark.about) {
      code.draw(on: composer.document, x: x - 4 * module, y: end, size: whole)
    }
    end += whole
    if !mark.legend.isEmpty {
      let blocks = mark.legend.enumerated().map { TextBlock($1, $0 == 0 ? style : strong, gapAbove: $0 == 0 ? 0 : 1) }
      end = try composer.text("P", blocks, x: x, y: end, width: BillPaper.side + 8)
    }
    let width = composer.sheet.contentWidth - inset
    let large = TextStyle(weight: BillStyle.large(language), size: 24, colour: BillStyle.ink)
    composer.y = try composer.text("H1", [TextBlock(kind + " " + number, large)], x: x + inset, y: top + 8, width: width)
    composer.y = try composer.text("P", [TextBlock(sub, BillStyle.subtitle)], x: x + inset, y: composer.y, width: width)
    composer.y = max(composer.y, end) + 14
  }
}
