import Primitives

extension Checking {
  /// Peppol's rules for Greek sellers: the number in six parts, the mark of the tax authority, tax numbers that check themselves.
  mutating func greekRules() {
    let d = document
    let parts = (d.number ?? "").split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    country("GR-R-001-1", parts.count == 6, "BT-1", "the number has \(parts.count) parts instead of 6", "number documents as tax number|day|branch|kind|series|number")
    if parts.count == 6 {
      let numbers = [d.seller.vatIdentifier, d.taxRepresentative?.vatIdentifier].compactMap { $0.map { String($0.dropFirst(2)) } }
      country("GR-R-001-2", CheckDigits.isGreek(parts[0]) && numbers.contains(parts[0]), "BT-1", "the number does not begin with the seller's tax number", "begin it with that")
      let day = d.issuedOn.map { day in
        let text = "\(day)".split(separator: "-")
        return text.count == 3 ? "\(text[2])/\(text[1])/\(text[0])" : ""
      }
      country("GR-R-001-3", parts[1] == day, "BT-1", "the second part of the number is not the day of issue", "write it as 31/12/2026")
      country("GR-R-001-4", Int(parts[2]).map { $0 >= 0 } ?? false, "BT-1", "the third part of the number is no branch", "write its number, or 0")
      country("GR-R-001-5", ["1.1", "1.6", "2.1", "2.4", "5.1", "5.2"].contains(parts[3]), "BT-1", "the fourth part of the number is no kind of document", "use 1.1, 1.6, 2.1, 2.4, 5.1 or 5.2")
      country("GR-R-001-6", !parts[4].isEmpty, "BT-1", "the fifth part of the number is empty", "write the series, or 0")
      country("GR-R-001-7", !parts[5].isEmpty, "BT-1", "the sixth part of the number is empty", "write the running number")
    }
    country("GR-R-002", isGiven(d.seller.tradingName), "BT-28", "the seller's name as it is registered is missing", "fill in the seller's `tradingName`")
    country("GR-R-003", d.seller.vatIdentifier.map(isGreekVAT) ?? true, "BT-31", "the seller's VAT identifier is not EL and a tax number", "fill in the seller's `taxIdentifier`")
    country("GR-S-011", d.seller.vatIdentifier.map(isGreekVAT) ?? false, "BT-31", "the seller's VAT identifier is missing", "fill in the seller's `taxIdentifier`", weight: .warning)
    let marks = d.supportingDocuments.filter { $0.description == "##M.AR.K##" }
    country("GR-R-004-1", marks.count == 1, "BT-122", "the mark of the tax authority (Μ.ΑΡ.Κ.) is missing", "send the document by a service that gets it from myDATA")
    country("GR-R-004-2", marks.allSatisfy { $0.reference.first.map { ("1"..."9").contains($0) } ?? false }, "BT-122", "the mark is no number", "write it as it was given")
    let links = d.supportingDocuments.filter { $0.description == "##INVOICE|URL##" }
    country("GR-S-008-1", links.count == 1, "BT-124", "there is no address to check the document at", "name it", weight: .warning)
    country("GR-R-008-2", links.count <= 1, "BT-124", "there is more than one address to check the document at", "name one")
    country("GR-R-008-3", links.allSatisfy { isGiven($0.location) }, "BT-124", "the address to check the document at is empty", "name it")
    country("GR-R-005", isGiven(d.buyer.tradingName), "BT-45", "the buyer's full name is missing", "fill in the account's `invoicing.tradingName`")
    country("GR-R-009", isGreekAddress(d.seller), "BT-34", "the seller's electronic address is not its tax number", "fill in the seller's `electronicAddress: {scheme: \"9933\", id: …}`")
    guard isAtHome() else { return }
    country("GR-R-006", d.buyer.vatIdentifier.map(isGreekVAT) ?? false, "BT-48", "the buyer's VAT identifier is missing", "fill in the account's `invoicing.vatIdentifier`")
    country("GR-R-010", isGreekAddress(d.buyer), "BT-49", "the buyer's electronic address is not its tax number", "fill in the account's `invoicing.electronicAddress: {scheme: \"9933\", id: …}`")
  }

  private func isGreekVAT(_ identifier: String) -> Bool { identifier.hasPrefix("EL") && CheckDigits.isGreek(String(identifier.dropFirst(2))) }

  private func isGreekAddress(_ party: TradeParty) -> Bool { party.electronicAddress?.scheme == "9933" && CheckDigits.isGreek(party.electronicAddress?.text ?? "") }
}

extension CheckDigits {
  /// Nine digits: each of the first eight times a power of two, modulo 11, modulo 10.
  static func isGreek(_ text: String) -> Bool {
    let digits = text.utf8.map { Int($0) - 0x30 }
    guard digits.count == 9, digits.allSatisfy({ (0...9).contains($0) }) else { return false }
    var sum = 0
    for (index, digit) in digits.dropLast().enumerated() { sum += digit << (8 - index) }
    return sum % 11 % 10 == digits[8]
  }
}
