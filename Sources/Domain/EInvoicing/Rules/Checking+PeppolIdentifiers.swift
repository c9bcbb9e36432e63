extension Checking {
  /// Check digits of identifiers whose list is named: PEPPOL-COMMON-R040 to R056.
  mutating func peppolIdentifiers() {
    let (seller, buyer) = (document.seller, document.buyer)
    for identifier in seller.identifiers { checkDigits(identifier, "BT-29") }
    for identifier in buyer.identifiers { checkDigits(identifier, "BT-46") }
    checkDigits(seller.legalRegistration, "BT-30")
    checkDigits(buyer.legalRegistration, "BT-47")
    checkDigits(seller.electronicAddress, "BT-34")
    checkDigits(buyer.electronicAddress, "BT-49")
    checkDigits(document.delivery?.location, "BT-71")
    for (vat, place) in [(seller.vatIdentifier, "BT-31"), (buyer.vatIdentifier, "BT-48"), (document.taxRepresentative?.vatIdentifier, "BT-63")] {
      guard let vat, vat.hasPrefix("NL") else { continue }
      require(
        CheckDigits.isDutchVAT(vat), "PEPPOL-COMMON-R056-2", place, "\"\(vat)\" is not a Dutch VAT identifier", "write it as NL123456789B01", weight: .warning)
    }
    takes(seller.electronicAddress, "BT-34-1", "the seller's `electronicAddress`")
    takes(buyer.electronicAddress, "BT-49-1", "the account's `invoicing.electronicAddress`")
  }

  private mutating func takes(_ address: SchemedIdentifier?, _ place: String, _ field: String) {
    guard let address, let scheme = address.scheme, isGiven(scheme) else { return }
    require(
      CodeLists.peppolAddresses.contains(scheme), "PEPPOL-EN16931-CL008", place, "\"\(scheme)\" is no kind of address in Peppol's network",
      "fill in \(field) as it is registered in Peppol, such as {scheme: \"0208\", id: …}; an e-mail address is none")
  }

  private mutating func checkDigits(_ identifier: SchemedIdentifier?, _ place: String) {
    guard let identifier, let scheme = identifier.scheme else { return }
    let text = identifier.text
    let rule: (number: String, name: String, holds: Bool)? =
      switch scheme {
      case "0088": ("R040", "a GLN", CheckDigits.isGLN(text))
      case "0192": ("R041", "a Norwegian organisation number", CheckDigits.isModulo11(text) && text.utf8.count == 9)
      case "0184": ("R042", "a Danish CVR number", CheckDigits.isDanish(text))
      case "0096": ("R052", "a Danish P number", CheckDigits.isDigits(text, 10))
      case "0198": ("R053", "a Danish SE number", text.hasPrefix("DK") && CheckDigits.isDanish(text))
      case "0106": ("R054", "a number of the Dutch register of companies", CheckDigits.isDigits(text, 8))
      case "0190": ("R055", "a Dutch OIN", CheckDigits.isDigits(text, 20))
      case "9944": ("R056-1", "a Dutch VAT identifier", CheckDigits.isDutchVAT(text))
      case "0208": ("R043", "a Belgian enterprise number", CheckDigits.isBelgian(text))
      case "0007": ("R049", "a Swedish organisation number", CheckDigits.isLuhn(text) && text.utf8.count == 10)
      case "0151": ("R050", "an Australian business number", CheckDigits.isAustralian(text))
      default: nil
      }
    guard let rule else { return }
    // Those of the Netherlands advise only.
    require(
      rule.holds, "PEPPOL-COMMON-\(rule.number)", place, "\"\(text)\" is not \(rule.name): its digits do not fit", "correct the number",
      weight: rule.number >= "R054" ? .warning : .fatal)
  }
}

/// Identifiers that carry a check of their own digits.
enum CheckDigits {
  private static func digits(_ text: some StringProtocol) -> [Int]? {
    var digits: [Int] = []
    for byte in text.utf8 {
      guard (0x30...0x39).contains(byte) else { return nil }
      digits.append(Int(byte) - 0x30)
    }
    return digits.isEmpty ? nil : digits
  }

  static func isGLN(_ text: String) -> Bool {
    guard let digits = digits(text), digits.count > 1 else { return false }
    var sum = 0
    for (index, digit) in digits.dropLast().reversed().enumerated() { sum += digit * (index % 2 == 0 ? 3 : 1) }
    return (10 - sum % 10) % 10 == digits[digits.count - 1]
  }

  static func isDigits(_ text: String, _ count: Int) -> Bool { digits(text)?.count == count }

  /// A number above 0 with weights of 2 to 7 from its right.
  static func isModulo11(_ text: String) -> Bool {
    guard let digits = digits(text), digits.count > 1, digits.contains(where: { $0 != 0 }) else { return false }
    var sum = 0
    for (index, digit) in digits.dropLast().reversed().enumerated() { sum += digit * (index % 6 + 2) }
    return (11 - sum % 11) % 11 == digits[digits.count - 1]
  }

  static func isLuhn(_ text: String) -> Bool {
    guard let digits = digits(text) else { return false }
    var sum = 0
    for (index, digit) in digits.reversed().enumerated() {
      let value = index % 2 == 1 ? digit * 2 : digit
      sum += value > 9 ? value - 9 : value
    }
    return sum % 10 == 0
  }

  static func isDanish(_ text: String) -> Bool {
    let number = text.hasPrefix("DK") ? text.dropFirst(2) : Substring(text)
    return number.utf8.count == 8 && digits(number) != nil
  }

  /// `NL`, nine digits, `B` and two digits.
  static func isDutchVAT(_ text: String) -> Bool { text.wholeMatch(of: /NL[0-9]{9}B[0-9]{2}/) != nil }

  static func isBelgian(_ text: String) -> Bool {
    guard let digits = digits(text), digits.count == 10 else { return false }
    let first = digits[..<8].reduce(0) { $0 * 10 + $1 }
    return 97 - first % 97 == digits[8] * 10 + digits[9]
  }

  static func isAustralian(_ text: String) -> Bool {
    guard let digits = digits(text), digits.count == 11 else { return false }
    let weights = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]
    let sum = zip(digits, weights).enumerated().reduce(0) { $0 + ($1.element.0 - ($1.offset == 0 ? 1 : 0)) * $1.element.1 }
    return sum % 89 == 0
  }

  /// ISO 13616: two letters, two digits, and the whole modulo 97 is 1.
  static func isIBAN(_ text: String) -> Bool {
    let bytes = text.utf8.filter { $0 != 0x20 }
    guard (5...34).contains(bytes.count), bytes[..<2].allSatisfy({ (0x41...0x5A).contains($0) }), bytes[2..<4].allSatisfy({ (0x30...0x39).contains($0) })
    else { return false }
    var rest = 0
    for byte in bytes[4...] + bytes[..<4] {
      switch byte {
      case 0x30...0x39: rest = (rest * 10 + Int(byte) - 0x30) % 97
      case 0x41...0x5A: rest = (rest * 100 + Int(byte) - 0x41 + 10) % 97
      case 0x61...0x7A: rest = (rest * 100 + Int(byte) - 0x61 + 10) % 97
      default: return false
      }
    }
    return rest == 1
  }
}
