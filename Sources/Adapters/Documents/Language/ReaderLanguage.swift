/// The languages Florin speaks to readers of documents; any other code reads English.
public enum ReaderLanguage: String, Sendable, CaseIterable {
  case en, es, ko, ro

  /// From an ISO 639-1 code or a longer tag (`es-MX`); English when the code is not one of the four.
  public init(_ code: String) {
    var head = Substring(code)
    if let dash = code.firstIndex(where: { $0 == "-" || $0 == "_" }) { head = code[..<dash] }
    self = ReaderLanguage(rawValue: head.lowercased()) ?? .en
  }

  /// The language's own name, for a menu of languages.
  public var ownName: StaticString {
    switch self {
    case .en: "English"
    case .es: "Español"
    case .ko: "한국어"
    case .ro: "Română"
    }
  }

  var tag: StaticString {
    switch self {
    case .en: "en"
    case .es: "es"
    case .ko: "ko"
    case .ro: "ro"
    }
  }

  /// Which way the script runs. All four run left to right; the style sheet uses logical sides only, so a language
  /// from the right needs nothing but its words.
  var direction: StaticString { "ltr" }
}
