/// A stretch of text in one look, which may take several lines.
struct TextBlock {
  var text: String
  var style: TextStyle
  /// Points between it and what stands above it.
  var gapAbove: Double = 0

  init(_ text: String, _ style: TextStyle, gapAbove: Double = 0) {
    self.text = text
    self.style = style
    self.gapAbove = gapAbove
  }
}

/// To which side text keeps.
enum TextAlignment {
  case start, end, centre
}

/// Text broken into lines for a width.
struct SetBlock {
  var lines: [ShapedText]
  var style: TextStyle
  var gapAbove: Double

  var height: Double { gapAbove + Double(lines.count) * style.lineHeight }
}

/// The languages that letters of another script are read in, for the reader's voice: a Korean name on an English bill.
enum ScriptLanguage {
  /// The language of a text's letters when it is not the document's own; `nil` when nothing is foreign in it.
  static func foreign(_ text: String, in language: String) -> String? {
    guard text.utf8.contains(where: { $0 >= 0xD6 }) else { return nil }
    for scalar in text.unicodeScalars {
      let found: String? =
        switch scalar.value {
        case 0xAC00...0xD7A3, 0x1100...0x11FF, 0x3130...0x318F: "ko"
        case 0x0600...0x06FF, 0x0750...0x077F, 0xFB50...0xFDFF, 0xFE70...0xFEFC: "ar"
        case 0x0590...0x05FF: "he"
        case 0x0E00...0x0E7F: "th"
        case 0x0900...0x097F: "hi"
        default: nil
        }
      if let found, found != language { return found }
    }
    return nil
  }
}
