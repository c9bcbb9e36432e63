/// Spain's tax number (NIF) of a person, a foreigner or a company: nine characters, one of which checks the others.
public struct SpanishTaxNumber: Sendable, Hashable {
  /// Nine capital letters and digits, without the prefix `ES`.
  public let text: String

  /// Reads it with or without the prefix, blanks, points and hyphens; `nil` when its check character is another.
  public init?(_ raw: String) {
    var bytes = raw.utf8.compactMap { byte -> UInt8? in
      switch byte {
      case 0x20, 0x2D, 0x2E: nil
      case 0x61...0x7A: byte - 0x20
      default: byte
      }
    }
    if bytes.count == 11, bytes[0] == 0x45, bytes[1] == 0x53 { bytes.removeFirst(2) }
    guard bytes.count == 9, SpanishTaxNumber.isChecked(bytes) else { return nil }
    text = String(decoding: bytes, as: UTF8.self)
  }

  private static let personLetters = Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)
  private static let companyLetters = Array("JABCDEFGHI".utf8)

  private static func isChecked(_ bytes: [UInt8]) -> Bool {
    let (first, last) = (bytes[0], bytes[8])
    switch first {
    case 0x30...0x39: return letter(of: bytes[..<8], last)
    // X, Y, Z: foreigners; the letter stands for 0, 1, 2.
    case 0x58...0x5A: return letter(of: [first - 0x58 + 0x30] + bytes[1..<8], last)
    // K, L, M: persons without an identity card.
    case 0x4B...0x4D: return letter(of: bytes[1..<8], last)
    default: return isCompany(first, bytes[1..<8], last)
    }
  }

  private static func letter(of digits: some Sequence<UInt8>, _ letter: UInt8) -> Bool {
    var number = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return false }
      number = number * 10 + Int(digit - 0x30)
    }
    return personLetters[number % 23] == letter
  }

  private static func isCompany(_ first: UInt8, _ digits: ArraySlice<UInt8>, _ last: UInt8) -> Bool {
    guard Array("ABCDEFGHJNPQRSUVW".utf8).contains(first) else { return false }
    var sum = 0
    for (place, digit) in digits.enumerated() {
      guard (0x30...0x39).contains(digit) else { return false }
      let value = Int(digit - 0x30) * (place.isMultiple(of: 2) ? 2 : 1)
      sum += value / 10 + value % 10
    }
    let check = (10 - sum % 10) % 10
    let (isDigit, isLetter) = (last == 0x30 + UInt8(check), last == companyLetters[check])
    switch first {
    case 0x41, 0x42, 0x45, 0x48: return isDigit
    case 0x4E, 0x50, 0x51, 0x52, 0x53, 0x57: return isLetter
    default: return isDigit || isLetter
    }
  }
}
