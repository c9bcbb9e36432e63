/// The percent form of addresses (RFC 3986), read back to text.
enum PercentText {
  /// The text, with `+` as a blank when it comes from a form; `nil` when an escape is broken or the bytes are not
  /// UTF-8.
  static func decoded(_ text: some StringProtocol, isForm: Bool = false) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case 0x2B where isForm: bytes.append(0x20)
      case 0x25:
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Names and values of a query; a pair that cannot be read is left out.
  static func query(_ text: some StringProtocol) -> [String: String] {
    var result: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(halves[0], isForm: true), let value = decoded(halves.count > 1 ? halves[1] : "", isForm: true)
      else { continue }
      result[name] = value
    }
    return result
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}

/// The languages of an `Accept-Language` header, most wanted first.
enum AcceptedLanguages {
  static func read(_ header: String?) -> [String] {
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
