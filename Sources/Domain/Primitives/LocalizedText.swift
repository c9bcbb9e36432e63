/// A text in one or more languages, keyed by ISO 639-1 code; `en` is the fallback.
public struct LocalizedText: Sendable, Hashable, Codable {
  public var byLanguage: [String: String]

  public init(_ byLanguage: [String: String]) { self.byLanguage = byLanguage }
  public init(_ english: String) { byLanguage = ["en": english] }

  /// The text in `language`, else English, else the first by language code, else empty.
  public func text(_ language: String) -> String {
    byLanguage[language] ?? byLanguage["en"] ?? byLanguage.min { $0.key < $1.key }?.value ?? ""
  }
}

extension LocalizedText: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}
