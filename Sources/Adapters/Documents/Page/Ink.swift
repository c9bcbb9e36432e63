import Primitives

/// Writes a document front to back into one byte buffer in one reader's language: equal input gives equal bytes.
///
/// As HTML every text is escaped on its way in; as plain text (`.plain`) nothing is, and the minus is ASCII; for print
/// (`.print`) nothing is escaped and signs and blanks are a typesetter's.
struct Ink {
  enum Forms { case html, plain, print }

  var bytes: [UInt8] = []
  let language: ReaderLanguage
  let forms: Forms
  /// Words of a template in place of our own, by the phrases' names.
  let own: [PhraseName: String]?
  /// The currency formatted last and how this language writes it.
  var currencyForm: (currency: Currency, form: CurrencyForm)?

  init(_ language: ReaderLanguage, _ forms: Forms = .html, reserving capacity: Int = 0) {
    self.init(Wording(language), forms, reserving: capacity)
  }

  init(_ wording: Wording, _ forms: Forms = .html, reserving capacity: Int = 0) {
    language = wording.language
    own = wording.own
    self.forms = forms
    bytes.reserveCapacity(capacity)
  }

  /// What a template says in place of a phrase.
  func own(_ phrase: Phrase) -> String? {
    guard let own, let name = phrase.name else { return nil }
    return own[name]
  }

  var wording: Wording { Wording(language, own) }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Markup or words of our own, as they are.
  mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Markup that only a page has.
  mutating func markup(_ text: StaticString) {
    if forms == .html { raw(text) }
  }

  /// One of our own words in the reader's language, or what a template says in its place.
  mutating func words(_ phrase: Phrase) {
    if let own = own(phrase) { text(own) } else { raw(phrase.text(language)) }
  }

  /// Text from outside, escaped for element content and quoted attributes. Control characters that HTML forbids
  /// become U+FFFD.
  mutating func text(_ text: String) {
    var copy = text
    copy.withUTF8 { utf8 in
      guard forms == .html else {
        for byte in utf8 { if byte == 0x1B || byte == 0 { bytes.append(0x3F) } else { bytes.append(byte) } }
        return
      }
      var start = 0
      for index in utf8.indices {
        let byte = utf8[index]
        guard byte < 0x40 || byte == 0x7F else { continue }
        let replacement: StaticString
        switch byte {
        case 0x26: replacement = "&amp;"
        case 0x3C: replacement = "&lt;"
        case 0x3E: replacement = "&gt;"
        case 0x22: replacement = "&quot;"
        case 0x27: replacement = "&#39;"
        case 0x09, 0x0A, 0x0D: continue
        case 0..<0x20, 0x7F: replacement = "\u{FFFD}"
        default: continue
        }
        if start < index { bytes.append(contentsOf: utf8[start..<index]) }
        raw(replacement)
        start = index + 1
      }
      if start == 0 { bytes.append(contentsOf: utf8) } else { bytes.append(contentsOf: utf8[start...]) }
    }
  }

  /// A name from the catalog; marked with its language when the reader's own is missing.
  mutating func name(_ text: LocalizedText) {
    guard forms == .html, isForeign(text) else { return self.text(text.text(language.rawValue)) }
    raw("<span lang=\"en\">")
    self.text(text.text(language.rawValue))
    raw("</span>")
  }

  /// Whether a name stands in English because the reader's own language is missing.
  func isForeign(_ text: LocalizedText) -> Bool { language != .en && text.byLanguage[language.rawValue] == nil && text.byLanguage["en"] != nil }

  /// Someone's name, kept from turning the direction of the text around it.
  mutating func person(_ name: String) {
    if forms != .html { return text(name) }
    raw("<bdi>")
    text(name)
    raw("</bdi>")
  }

  mutating func integer(_ value: Int) {
    if value >= 0, value < 10 {
      bytes.append(0x30 + UInt8(value))
    } else if value >= 10, value < 1000 {
      if value >= 100 { bytes.append(0x30 + UInt8(truncatingIfNeeded: value / 100)) }
      twoDigits(value % 100)
    } else {
      var copy = String(value)
      copy.withUTF8 { bytes.append(contentsOf: $0) }
    }
  }

  mutating func twoDigits(_ value: Int) {
    bytes.append(0x30 + UInt8(truncatingIfNeeded: value / 10 % 10))
    bytes.append(0x30 + UInt8(truncatingIfNeeded: value % 10))
  }

  /// `" name="` around an escaped value: for attributes that hold text from outside.
  mutating func attribute(_ name: StaticString, _ value: String) {
    bytes.append(0x20)
    raw(name)
    raw("=\"")
    text(value)
    bytes.append(0x22)
  }
}
