import Primitives

extension Ink {
  /// What is written, as a text for paper.
  static func said(_ wording: Wording, _ write: (inout Ink) -> Void) -> String {
    var ink = Ink(wording, .print)
    write(&ink)
    return ink.string
  }
}
