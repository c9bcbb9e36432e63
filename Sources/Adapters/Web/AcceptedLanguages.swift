/// The languages of an `Accept-Language` header, most wanted first.
public enum AcceptedLanguages {
  /// As codes of two letters.
  public static func read(_ header: String?) -> [String] {
    guard let header else { return [] }
    var wanted: [(code: String, weight: Int, place: Int)] = []
    for (place, part) in header.split(separator: ",").prefix(20).enumerated() {
      let fields = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
      guard let tag = fields.first, let code = tag.split(separator: "-").first, code != "*" else { continue }
      wanted.append((String(code), fields.dropFirst().first.flatMap(weight) ?? 1000, place))
    }
    return wanted.filter { $0.weight > 0 }.sorted { ($1.weight, $0.place) < ($0.weight, $1.place) }.map(\.code)
  }

  /// `q=0.8` in thousandths.
  private static func weight(_ text: String) -> Int? {
    guard text.hasPrefix("q=") else { return nil }
    let digits = text.dropFirst(2).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = digits.first.flatMap({ Int($0) }), (0...1).contains(whole) else { return nil }
    let fraction = digits.count > 1 ? String((digits[1] + "000").prefix(3)) : "000"
    return Int(fraction).map { min(1000, whole * 1000 + $0) }
  }
}
