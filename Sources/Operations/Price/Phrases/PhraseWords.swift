import Primitives

/// A phrase cut into words: blanks, commas and `+` separate, colons and brackets at the end of a word fall off.
struct PhraseWords {
  private(set) var words: [String]
  private var next = 0

  init(_ text: String) {
    words = text.split { " ,+()".contains($0) }.map { word in
      var word = Substring(word)
      while let last = word.last, ":.".contains(last) { word.removeLast() }
      return String(word)
    }.filter { !$0.isEmpty }
  }

  init(words: [String]) { self.words = words }

  var isAtEnd: Bool { next >= words.count }
  func peek(_ ahead: Int = 0) -> String? { next + ahead < words.count ? words[next + ahead] : nil }

  mutating func take() -> String? {
    guard next < words.count else { return nil }
    next += 1
    return words[next - 1]
  }

  mutating func take(_ word: String) -> Bool {
    guard peek()?.lowercased() == word else { return false }
    next += 1
    return true
  }

  /// A number, also with its unit attached: `60s`.
  mutating func takeNumber() -> Exact? {
    guard let word = peek(), let value = PhraseWords.number(word) else { return nil }
    next += 1
    return value
  }

  static func number(_ word: String) -> Exact? {
    if let value = Exact(word) { return value }
    let digits = word.prefix { $0.isNumber || $0 == "." }
    guard !digits.isEmpty, word.dropFirst(digits.count).allSatisfy(\.isLetter) else { return nil }
    return Exact(digits)
  }
}
