extension String {
  /// The same text as it may be shown on a terminal or stand in a log: what moves the cursor, colours, ends a line or turns letters around
  /// is written out (`\n`, `\u{1B}`), so that nobody's input can say anything but itself.
  public var harmless: String {
    // Nearly every text is plain, and these bytes begin all that is not.
    guard utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 || $0 == 0xD8 || $0 == 0xE2 }) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\n": text += #"\n"#
      case "\r": text += #"\r"#
      case "\t": text += #"\t"#
      case _ where scalar.isHarmful: text += #"\u{\#(String(scalar.value, radix: 16, uppercase: true))}"#
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension Unicode.Scalar {
  /// Controls, ends of lines and paragraphs, and marks of direction.
  fileprivate var isHarmful: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: properties.isBidiControl
    }
  }
}
