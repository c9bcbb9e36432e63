public import Primitives

extension ProblemCode {
  public static let vatIdentifierFormat = ProblemCode("tax.vat-identifier-format")
}

/// A VAT identifier whose form fits its country's pattern. The form only: whether the number was ever given out
/// is a question for VIES.
public struct VATIdentifier: Sendable, Hashable {
  /// ISO 3166-1 of the country that issued it; Greece is `GR` although its prefix is `EL`. `GB` for `XI` too.
  public let country: String
  /// Prefix and number in capital letters, without blanks, dots and hyphens.
  public let text: String

  /// `nil` when the prefix is not listed or the number does not fit its pattern.
  public init?(_ raw: String) {
    var compact: [UInt8] = []
    for byte in raw.utf8 {
      switch byte {
      case 0x20, 0x2E, 0x2D: continue
      case 0x61...0x7A: compact.append(byte - 0x20)
      default: compact.append(byte)
      }
    }
    guard compact.count > 2 else { return nil }
    let prefix = String(decoding: compact[..<2], as: UTF8.self)
    guard let patterns = VATIdentifier.patterns(prefix) else { return nil }
    let number = compact[2...]
    guard patterns.contains(where: { VATIdentifier.fits(number, $0) }) else { return nil }
    if prefix == "ES", let first = number.first, let last = number.last, VATIdentifier.isDigit(first), VATIdentifier.isDigit(last) {
      return nil
    }
    text = String(decoding: compact, as: UTF8.self)
    country = prefix == "EL" ? "GR" : prefix == "XI" ? "GB" : prefix
  }

  /// True when identifiers of this country (ISO 3166-1) have a known form.
  public static func isIssued(by country: String) -> Bool { patterns(country == "GR" ? "EL" : country) != nil }

  /// The problem to report for a text that is not a VAT identifier; `nil` when it is one.
  public static func problem(_ raw: String, at place: Problem.Place? = nil, path: String = "") -> Problem? {
    guard VATIdentifier(raw) == nil else { return nil }
    let prefix = String(raw.prefix(2)).uppercased()
    let remedy = patterns(prefix).map { shapes in
      "write \(prefix) followed by \(shapes.map(described).joined(separator: " or "))"
    } ?? "begin with the two letters of the country that issued it, such as DE or EL"
    return Problem(.vatIdentifierFormat, at: place, path: path, "\"\(raw)\" does not have the form of a VAT identifier", remedy: remedy)
  }

  /// Patterns by prefix: `#` digit, `@` letter, `*` letter or digit, anything else itself.
  /// Source: VIES, "VAT identification number structure", European Commission.
  static func patterns(_ prefix: String) -> [StaticString]? {
    switch prefix {
    case "AT": ["U########"]
    case "BE": ["0#########", "1#########"]
    case "BG": ["#########", "##########"]
    case "CY": ["########@"]
    case "CZ": ["########", "#########", "##########"]
    case "DE", "EE", "EL", "PT": ["#########"]
    case "DK", "FI", "HU", "LU", "MT", "SI": ["########"]
    case "ES": ["*#######*"]
    case "FR": ["**#########"]
    case "HR", "IT", "LV": ["###########"]
    case "IE": ["#*#####@", "#######@@"]
    case "LT": ["#########", "############"]
    case "NL": ["#########B##"]
    case "PL", "SK": ["##########"]
    case "RO": ["##", "###", "####", "#####", "######", "#######", "########", "#########", "##########"]
    case "SE": ["############"]
    case "GB", "XI": ["#########", "############", "GD###", "HA###"]
    default: nil
    }
  }

  private static func fits(_ number: ArraySlice<UInt8>, _ pattern: StaticString) -> Bool {
    pattern.withUTF8Buffer { shape in
      guard shape.count == number.count else { return false }
      for (byte, mark) in zip(number, shape) {
        let good =
          switch mark {
          case 0x23: isDigit(byte)
          case 0x40: isLetter(byte)
          case 0x2A: isDigit(byte) || isLetter(byte)
          default: byte == mark
          }
        if !good { return false }
      }
      return true
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }

  private static func described(_ pattern: StaticString) -> String {
    String(pattern.description.map { $0 == "#" ? "9" : $0 == "@" ? "A" : $0 == "*" ? "X" : $0 })
  }
}
