/// What a template says in words of its own.
public struct TemplateTexts: Sendable, Hashable {
  /// Before the amount.
  public var greeting: TemplateText?
  /// Where it is said how to pay.
  public var paymentNote: TemplateText?
  /// At the foot of every page.
  public var footer: TemplateText?
  /// In place of Florin's own words, by their names; a language without them keeps Florin's.
  public var phrases: [String: [String: String]] = [:]

  public init() {}

  static let longest = ["greeting": 600, "paymentNote": 600, "footer": 240]
  static let longestPhrase = 200
}

/// A text in some languages, and which of them stands in for one that it does not have.
public struct TemplateText: Sendable, Hashable {
  public var byLanguage: [String: String]
  /// ISO 639-1, the first that is there.
  public var fallback: [String]

  public init(_ byLanguage: [String: String], fallback: [String]) {
    self.byLanguage = byLanguage
    self.fallback = fallback
  }

  /// The text for a reader and the language it is in; `nil` when neither the reader's own nor a fallback is there.
  public func text(_ language: String) -> (text: String, language: String)? {
    for candidate in [language] + fallback { if let text = byLanguage[candidate] { return (text, candidate) } }
    return nil
  }
}

/// What there is to be reworded, and the languages that documents are written in.
public struct TemplateVocabulary: Sendable {
  /// ISO 639-1, in the order in which one stands in for another where a template says nothing of it.
  public var languages: [String]
  /// How many values each phrase has places for, by its name.
  public var phrases: [String: Int]

  public init(languages: [String], phrases: [String: Int]) {
    self.languages = languages
    self.phrases = phrases
  }
}
