/// Media types of requests and answers (RFC 9110, section 12.5.1).
enum MediaTypes {
  /// The offer that `Accept` likes best; the first where it likes several alike, `nil` where it takes none.
  static func choose(_ accept: String?, among offers: [String]) -> String? {
    guard let accept, !accept.allSatisfy({ $0 == " " }) else { return offers.first ?? "" }
    if offers.isEmpty { return "" }
    if accept == "*/*" || accept == offers[0] { return offers[0] }
    let ranges = accept.split(separator: ",").compactMap(Range.init)
    if ranges.isEmpty { return nil }
    var best: (offer: String, weight: Int)?
    for offer in offers {
      // The most exact range that fits an offer says its weight.
      guard let fitting = ranges.filter({ $0.fits(offer) }).max(by: { $0.exactness < $1.exactness }), fitting.weight > 0 else { continue }
      if fitting.weight > best?.weight ?? 0 { best = (offer, fitting.weight) }
    }
    return best?.offer
  }

  /// Whether a body of this `Content-Type` is one of those types of JSON, in UTF-8.
  static func isJSON(_ contentType: String, among types: [String]) -> Bool {
    if types.contains(contentType) { return true }
    let parts = contentType.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
    guard let type = parts.first, types.contains(type) else { return false }
    return parts.dropFirst().allSatisfy { !$0.hasPrefix("charset=") || ["charset=utf-8", "charset=\"utf-8\""].contains($0) }
  }

  /// Whether the coding is wanted (RFC 9110, section 12.5.3).
  static func accepts(coding: String, _ header: String?) -> Bool {
    guard let header else { return false }
    return header.split(separator: ",").compactMap(Range.init).contains { $0.weight > 0 && ($0.type == coding || $0.type == "*") }
  }

  /// One element of `Accept`; parameters other than the weight are not looked at.
  private struct Range {
    let type: String
    /// In thousandths.
    var weight = 1000

    init?(_ text: Substring) {
      let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
      guard let type = parts.first, !type.isEmpty else { return nil }
      self.type = type
      for part in parts.dropFirst() where part.hasPrefix("q=") {
        let digits = part.dropFirst(2).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = digits.first.flatMap({ Int($0) }), let fraction = Int(((digits.count > 1 ? digits[1] : "") + "000").prefix(3))
        else { return nil }
        weight = min(1000, max(0, whole * 1000 + fraction))
      }
    }

    var exactness: Int { type == "*/*" ? 0 : type.hasSuffix("/*") ? 1 : 2 }

    func fits(_ offer: String) -> Bool {
      switch exactness {
      case 0: true
      case 1: offer.hasPrefix(type.dropLast())
      default: offer.split(separator: ";").first.map(String.init) == type
      }
    }
  }
}
