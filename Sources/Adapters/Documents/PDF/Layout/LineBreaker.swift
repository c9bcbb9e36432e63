/// Breaks text into lines of a width: at blanks, after hyphens and slashes, between Han and Kana characters; a word
/// that is wider than the line breaks anywhere. Korean keeps its words whole.
struct LineBreaker {
  let shaper: Shaper

  func lines(_ text: String, _ weight: FontWeight, size: Double, width: Double) -> [ShapedText] {
    let whole = shaper.shape(text, weight)
    if whole.width * size <= width, !text.utf8.contains(0x0A) { return [whole] }
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph($0, weight, size, width) }
  }

  private func paragraph(_ text: Substring, _ weight: FontWeight, _ size: Double, _ width: Double) -> [ShapedText] {
    var lines: [ShapedText] = []
    var line = ""
    for piece in LineBreaker.pieces(text) {
      let longer = line + piece
      if measured(longer, weight) * size <= width || line.isEmpty && piece.count == 1 {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(shaper.shape(LineBreaker.trimmed(line), weight)) }
      line = ""
      if measured(piece, weight) * size <= width {
        line = piece
      } else {
        for character in piece {
          let longer = line + String(character)
          if !line.isEmpty, measured(longer, weight) * size > width {
            lines.append(shaper.shape(LineBreaker.trimmed(line), weight))
            line = String(character)
          } else {
            line = longer
          }
        }
      }
    }
    let last = LineBreaker.trimmed(line)
    if !last.isEmpty || lines.isEmpty { lines.append(shaper.shape(last, weight)) }
    return lines
  }

  /// The width without the blanks at the end, which hang over.
  private func measured(_ text: String, _ weight: FontWeight) -> Double { shaper.shape(LineBreaker.trimmed(text), weight).width }

  private static func trimmed(_ text: String) -> String {
    guard text.hasSuffix(" ") else { return text }
    var copy = text
    while copy.hasSuffix(" ") { copy.removeLast() }
    return copy
  }

  /// Stretches that a line never breaks inside, each with the blanks behind it.
  static func pieces(_ text: Substring) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var previous: Character?
    for character in text {
      if let before = previous, !piece.isEmpty, breaks(before, character) {
        pieces.append(piece)
        piece = ""
      }
      piece.append(character)
      previous = character
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }

  private static func breaks(_ before: Character, _ after: Character) -> Bool {
    if after == " " || after == "\u{2060}" || before == "\u{2060}" { return false }
    if before == " " { return true }
    if before == "-" || before == "/" { return after.isLetter }
    return isIdeograph(before) && isIdeograph(after)
  }

  private static func isIdeograph(_ character: Character) -> Bool {
    guard let value = character.unicodeScalars.first?.value else { return false }
    return (0x3040...0x30FF).contains(value) || (0x3400...0x9FFF).contains(value) || (0x20000...0x3FFFF).contains(value)
  }
}
