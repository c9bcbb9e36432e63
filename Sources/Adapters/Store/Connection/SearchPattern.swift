/// What people search for, as the pattern of a `LIKE … ESCAPE '\'`.
enum SearchPattern {
  /// Everything that contains these characters as they stand.
  static func containing(_ text: String) -> String {
    "%" + text.map { "%_\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "%"
  }
}
