import Primitives
import Templates

extension BillPaper {
  /// The paper as the template wants it; its foot grows by what the template says there.
  func sheet(on press: PDFPress) -> Composer.Sheet {
    var sheet = Composer.Sheet.a4
    guard let layout = look?.template.layout else { return sheet }
    if layout.paper == .letter { (sheet.width, sheet.height) = (612, 792) }
    func points(_ millimetres: Int?) -> Double? { millimetres.map { Double($0) * Composer.Sheet.pointsPerMillimetre } }
    sheet.left = points(layout.margins.left) ?? sheet.left
    sheet.right = points(layout.margins.right) ?? sheet.right
    sheet.bottom = points(layout.margins.bottom) ?? sheet.bottom
    if let footer = look.footer(language) {
      let lines = LineBreaker(shaper: press.shaper).lines(footer.text, BillStyle.foot.weight, size: BillStyle.foot.size, width: sheet.contentWidth).count
      // What stands above it ends 43 points below the content; 14 are kept free at the edge.
      sheet.bottom = max(sheet.bottom, 43 + 2 + Double(lines) * BillStyle.foot.lineHeight + 14)
    }
    return sheet
  }

  /// What the seller's rules say to this reader.
  func messages(_ messages: [ReaderMessage], _ composer: Composer) throws {
    for message in messages {
      let (x, width) = (composer.sheet.left, composer.sheet.contentWidth)
      func words(_ text: LocalizedText) -> String { said { $0.name(text) } }
      let known = message.title.byLanguage[language.rawValue] == nil && message.title.byLanguage["en"] != nil ? "en" : language.rawValue
      var blocks = [TextBlock(words(message.title), BillStyle.strong), TextBlock(words(message.text), BillStyle.body, gapAbove: 2)]
      if let link = message.link { blocks.append(TextBlock("\(words(link.words)): \(link.href)", TextStyle(weight: .regular, size: 8.2, colour: colours.accent), gapAbove: 2)) }
      let height = blocks.reduce(20.0) { $0 + composer.set($1, width: width - 30).height }
      try composer.need(height + 8)
      composer.document.artifact {
        composer.document.roundedRectangle(x: x, y: composer.y, width: width, height: height, radius: 6, colours.tint)
        composer.document.rectangle(x: x, y: composer.y + 8, width: 2.5, height: height - 16, colours.accent)
      }
      try composer.text("P", blocks, x: x + 16, y: composer.y + 10, width: width - 30, language: known)
      composer.y += height + 10
    }
    if !messages.isEmpty { composer.y += 10 }
  }
}
