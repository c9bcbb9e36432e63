/// Puts blocks one below the other on pages and turns the page when it is full.
final class Composer {
  /// The paper and what is kept free around its content, in points.
  struct Sheet {
    var width = 595.28
    var height = 841.89
    // Two millimetres inside the window of an envelope, which begins at twenty.
    var left = 62.36
    var right = 62.36
    var top = 51.02
    /// From the top of a page that is not the first.
    var laterTop = 79.37
    var bottom = 68.03

    var contentWidth: Double { width - left - right }
    var floor: Double { height - bottom }

    static let a4 = Sheet()
    static let pointsPerMillimetre = 72 / 25.4
  }

  let document: PDFDocument
  let sheet: Sheet
  let breaker: LineBreaker
  /// From the top of the page down to where the next block goes.
  var y = 0.0
  private(set) var pageNumber = 0
  /// Draws what stands on every page besides its content.
  private let furniture: (Composer) throws -> Void
  /// Of what is written; a file may hold documents of several.
  let language: String

  init(_ document: PDFDocument, sheet: Sheet = .a4, language: String? = nil, furniture: @escaping (Composer) throws -> Void) {
    self.document = document
    self.sheet = sheet
    self.language = language ?? document.metadata.language
    self.furniture = furniture
    breaker = LineBreaker(shaper: document.press.shaper)
  }

  func startPage() throws {
    document.beginPage(width: sheet.width, height: sheet.height)
    pageNumber += 1
    y = pageNumber == 1 ? sheet.top : sheet.laterTop
    try furniture(self)
  }

  func breakPage() throws {
    try document.endPage()
    try startPage()
  }

  func finish() throws {
    try document.endPage()
    try document.finish()
  }

  /// How much of the page is left.
  var room: Double { sheet.floor - y }

  /// Turns the page when less than a height is left.
  func need(_ height: Double) throws {
    if height > room, y > sheet.laterTop + 1 { try breakPage() }
  }

  // MARK: - Text

  func set(_ block: TextBlock, width: Double) -> SetBlock {
    SetBlock(
      lines: breaker.lines(block.text, block.style.weight, size: block.style.size, width: width), style: block.style, gapAbove: block.gapAbove)
  }

  /// Draws set text from a place downwards; gives where it ends. `isLast`: nothing follows it in its element.
  @discardableResult
  func draw(
    _ block: SetBlock, x: Double, y top: Double, width: Double, _ alignment: TextAlignment = .start, isLast: Bool = true
  ) -> Double {
    var y = top + block.gapAbove
    for (index, line) in block.lines.enumerated() {
      let free = width - line.width * block.style.size
      let start =
        switch alignment {
        case .start: x
        case .end: x + free
        case .centre: x + free / 2
        }
      document.show(line, x: start, y: y + block.style.baseline, size: block.style.size, block.style.colour, blank: !isLast || index < block.lines.count - 1)
      y += block.style.lineHeight
    }
    return y
  }

  /// One line of text at a place, without an element of its own.
  func line(_ text: String, _ style: TextStyle, x: Double, y: Double, _ alignment: TextAlignment = .start) {
    let shaped = document.press.shaper.shape(text, style.weight)
    let width = shaped.width * style.size
    let start =
      switch alignment {
      case .start: x
      case .end: x - width
      case .centre: x - width / 2
      }
    document.show(shaped, x: start, y: y + style.baseline, size: style.size, style.colour)
  }

  /// An element of text at a place; gives where it ends.
  @discardableResult
  func text(
    _ tag: StaticString, _ blocks: [TextBlock], x: Double, y: Double, width: Double, _ alignment: TextAlignment = .start, language: String? = nil
  ) throws -> Double {
    var end = y
    try document.element(tag, languageOf(blocks, known: language)) {
      document.marked {
        for (index, block) in blocks.enumerated() {
          end = draw(set(block, width: width), x: x, y: end, width: width, alignment, isLast: index == blocks.count - 1)
        }
      }
    }
    return end
  }

  /// An element of text below the last block.
  func flow(_ tag: StaticString, _ block: TextBlock, x: Double? = nil, width: Double? = nil, keepingBelow: Double = 0) throws {
    let x = x ?? sheet.left
    let set = set(block, width: width ?? sheet.contentWidth)
    try need(set.height + keepingBelow)
    try document.element(tag, languageOf([block])) {
      document.marked { y = draw(set, x: x, y: y, width: width ?? sheet.contentWidth) }
    }
  }

  /// `/Lang` for an element whose letters are of another language than the document's.
  func languageOf(_ blocks: [TextBlock], known: String? = nil) -> PDFBytes {
    var attributes = PDFBytes()
    if let known {
      guard known != language else { return attributes }
      attributes.raw("/Lang")
      attributes.text(known)
      return attributes
    }
    for block in blocks {
      guard let foreign = ScriptLanguage.foreign(block.text, in: language) else { continue }
      attributes.raw("/Lang")
      attributes.text(foreign)
      break
    }
    return attributes
  }

  /// A drawing with the words for who cannot see it.
  func figure(x: Double, y: Double, width: Double, height: Double, alternative: String, _ body: () throws -> Void) throws {
    var attributes = PDFBytes("/Alt")
    attributes.text(alternative)
    attributes.raw("/A<</O/Layout/Placement/Block/BBox[")
    for (index, value) in [x, sheet.height - y - height, x + width, sheet.height - y].enumerated() {
      if index > 0 { attributes.space() }
      attributes.number(value)
    }
    attributes.raw("]>>")
    try document.element("Figure", attributes) { try document.marked(body) }
  }
}
