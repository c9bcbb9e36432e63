import Primitives

extension Ink {
  /// What is written, as a text for paper.
  static func said(_ language: ReaderLanguage, _ write: (inout Ink) -> Void) -> String {
    var ink = Ink(language, .print)
    write(&ink)
    return ink.string
  }
}
