import Primitives

extension TradeParty {
  /// Where Peppol takes a party to be: by its VAT identifier, else by that of its tax representative, else by its address.
  func vatCountry(_ representative: TaxRepresentative?) -> String? {
    let identifier = [vatIdentifier, representative?.vatIdentifier].compactMap(\.self).first(where: isGiven)
    return identifier.map { $0.trimmed.prefix(2).uppercased() } ?? address?.country
  }
}

extension Checking {
  /// Peppol's rules for sellers of single countries: NO-R, DK-R, IT-R, SE-R, IS-R, NL-R, DE-R; those of Greece stand apart.
  mutating func peppolCountryRules() {
    switch document.seller.vatCountry(document.taxRepresentative) {
    case "NO": norwegianRules()
    case "IT": italianSellerRules()
    default: break
    }
    switch document.seller.address?.country {
    case "DK": danishRules()
    case "SE": swedishRules()
    case "IS": icelandicRules()
    case "NL": dutchRules()
    case "GR": greekRules()
    case "DE":
      guard isAtHome() else { break }
      germanRuleSet = .peppol
      germanRules()
    default: break
    }
  }

  mutating func country(
    _ rule: String, _ holds: Bool, _ place: String, _ message: @autoclosure () -> String, _ remedy: @autoclosure () -> String, weight: RuleFinding.Weight = .fatal
  ) {
    require(holds, rule, place, message(), remedy(), weight: weight)
  }

  /// Between whom the rules of one country hold.
  func isAtHome() -> Bool { document.buyer.address?.country == document.seller.address?.country }

  private mutating func norwegianRules() {
    let vat = document.seller.vatIdentifier
    country(
      "NO-R-001", vat.map { !$0.hasPrefix("NO") || $0.hasSuffix("MVA") && $0.utf8.count == 14 && CheckDigits.isModulo11(String($0.dropFirst(2).dropLast(3))) } ?? true, "BT-31",
      "\"\(vat ?? "")\" is not NO, nine digits that check themselves, and MVA", "fill in the seller's `taxIdentifier`, such as NO987654325MVA")
    country(
      "NO-R-002", document.seller.taxRegistration == "Foretaksregisteret", "BT-32", "the seller does not say that it stands in the register of companies",
      "fill in the seller's `taxRegistration: Foretaksregisteret`, unless it does not stand there", weight: .warning)
  }

  private mutating func danishRules() {
    let d = document
    let registration = d.seller.legalRegistration
    country("DK-R-002", isGiven(registration?.text), "BT-30", "the seller's CVR number is missing", "fill in the seller's `legalRegistration: {scheme: \"0184\", id: …}`")
    country(
      "DK-R-014", registration == nil || registration?.scheme == "0184", "BT-30-1", "the seller's registration is not said to be a CVR number",
      "fill in the seller's `legalRegistration: {scheme: \"0184\", id: …}`")
    guard isAtHome() else { return }
    country(
      "DK-R-017", d.buyer.legalRegistration.map { $0.scheme == "0184" } ?? true, "BT-47-1", "the buyer's registration is not said to be a CVR number",
      "fill in the account's `invoicing.legalRegistration: {scheme: \"0184\", id: …}`")
    country(
      "DK-R-016", !d.isCreditNote || !(d.totals.payable ?? .zero).isNegative, "BT-115", "a credit note comes to less than nothing", "credit what was billed, not what was credited")
    for (index, line) in d.lines.enumerated() where line.item.classifications.contains(where: { $0.list == "TST" }) {
      country(
        "DK-R-003", line.item.classifications.contains { ["19.05.01", "19.0501", "26.08.01", "26.0801"].contains($0.version) }, "BG-25[\(index + 1)]/BT-158-2",
        "a code of UNSPSC is not said to be of the version that Denmark uses", "use version 26.0801 or 19.0501")
    }
    for (party, place) in [(d.seller, "BT-29"), (d.buyer, "BT-46")] {
      country("DK-R-013", party.identifiers.allSatisfy { isGiven($0.scheme) }, place, "an identifier does not say which list it is of", "say its scheme")
    }
    for (index, each) in (d.allowances + d.charges).enumerated() where each.reasonCode == "ZZZ" {
      country(
        "DK-R-004", isDanishTax(each.reason ?? ""), "BG-21[\(index + 1)]/BT-104",
        "a tax that is not VAT does not say its code", "write its four digits, or both of its parts with # between them, as the reason")
    }
    if !d.isCreditNote, let payment = d.payment { danishPayment(payment) }
  }

  /// Four digits, or two parts with `#` between them.
  private func isDanishTax(_ reason: String) -> Bool { isDigits(reason, 4...4) || reason.contains("#") && !reason.hasPrefix("#") && !reason.hasSuffix("#") }

  private func isDigits(_ text: String?, _ count: ClosedRange<Int>) -> Bool {
    text.map { count.contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } } ?? false
  }

  private mutating func danishPayment(_ payment: PaymentInstructions) {
    let code = payment.meansCode ?? ""
    let account = payment.creditTransfers.first
    country(
      "DK-R-005", ["1", "10", "31", "42", "48", "49", "50", "58", "59", "93", "97"].contains(code), "BT-81", "the means of payment \(code) is not one of Denmark's",
      "bill in euro to be paid by SEPA (58, 59), or agree on a direct debit or a card as the account's `paymentMethod`")
    if code == "31" || code == "42" {
      country("DK-R-006", isGiven(account?.account) && isGiven(account?.bic), "BT-84", "the account or its registration number is missing", "fill in the seller's `iban` and `bic`")
    }
    if code == "49" {
      country(
        "DK-R-007", isGiven(payment.directDebit?.mandate) && isGiven(payment.directDebit?.debitedAccount), "BT-89", "a direct debit is announced without its mandate or its account",
        "fill in the account's `invoicing.mandate` and `invoicing.debitedAccount`")
    }
    let identifier = payment.remittanceInformation ?? ""
    if code == "50" {
      country(
        "DK-R-008", ["01#", "04#", "15#"].contains(identifier.prefix(3)) && isDigits(account?.account, 7...8), "BT-83", "a giro names no kind of card, or no account of 7 or 8 digits",
        "write 01#, 04# or 15# before the reference")
      country("DK-R-009", identifier.hasPrefix("01#") || identifier.utf8.count == 19, "BT-83", "the reference of the giro has not 16 digits", "write all of them behind 04# or 15#")
    }
    if code == "93" {
      country(
        "DK-R-010", ["71#", "73#", "75#"].contains(identifier.prefix(3)) && isDigits(account?.account, 8...8), "BT-83", "an FIK payment names no kind of card, or no creditor of 8 digits",
        "write 71#, 73# or 75# before the reference")
      country("DK-R-011", identifier.hasPrefix("73#") || [18, 19].contains(identifier.utf8.count), "BT-83", "the reference has not 15 or 16 digits", "write all of them behind 71# or 75#")
    }
  }

  private mutating func italianSellerRules() {
    let seller = document.seller
    if let number = seller.taxRegistration {
      let isCode = (11...16).contains(number.utf8.count) && number.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
      country("IT-R-001", isCode, "BT-32", "\"\(number)\" has not 11 to 16 letters and digits", "fill in the seller's `taxRegistration` with its codice fiscale")
    }
    country("IT-R-002", isGiven(seller.address?.line1), "BT-35", "the seller's street is missing", "fill in the seller's `address.lines`")
    country("IT-R-003", isGiven(seller.address?.city), "BT-37", "the seller's city is missing", "fill in the seller's `address.city`")
    country("IT-R-004", isGiven(seller.address?.postcode), "BT-38", "the seller's post code is missing", "fill in the seller's `address.postcode`")
  }

  private mutating func swedishRules() {
    let d = document
    if let vat = d.seller.vatIdentifier, vat.hasPrefix("SE") {
      country("SE-R-001", vat.utf8.count == 14, "BT-31", "\"\(vat)\" has not 14 characters", "fill in the seller's `taxIdentifier`: SE and twelve digits")
      country("SE-R-002", vat.utf8.dropFirst(2).allSatisfy { (0x30...0x39).contains($0) }, "BT-31", "\"\(vat)\" has other than digits behind SE", "fill in the seller's `taxIdentifier`: SE and twelve digits")
      for (index, row) in d.vatBreakdown.enumerated() where row.rate.category == .standard {
        country("SE-R-006", row.rate.percent.map { [6, 12, 25].contains($0) } ?? false, "BG-23[\(index + 1)]/BT-119", "\(row.rate.percent ?? .zero) % is no rate of Sweden", "correct the tax rate in the catalog: 6, 12 or 25")
      }
    }
    if let number = d.seller.legalRegistration?.text {
      let remedy = "fill in the seller's `legalRegistration` with its ten digits"
      country("SE-R-003", number.utf8.allSatisfy { (0x30...0x39).contains($0) }, "BT-30", "\"\(number)\" has other than digits", remedy)
      country("SE-R-004", number.utf8.count == 10, "BT-30", "\"\(number)\" has not 10 digits", remedy)
      country("SE-R-013", CheckDigits.isLuhn(number), "BT-30", "\"\(number)\" is not an organisation number: its digits do not fit", remedy)
      if let words = d.seller.taxRegistration {
        country("SE-R-005", words.uppercased() == "GODKÄND FÖR F-SKATT", "BT-32", "\"\(words)\" is not what Swedish sellers say there", "fill in the seller's `taxRegistration: Godkänd för F-skatt`")
      }
    }
    if d.payment?.meansCode == "31" {
      country("SE-R-012", !isAtHome(), "BT-81", "a transfer within Sweden is code 30", "use 30", weight: .warning)
    }
  }

  private mutating func icelandicRules() {
    let d = document
    func isNumber(_ party: TradeParty) -> Bool { isGiven(party.legalRegistration?.text) && party.legalRegistration?.scheme == "0196" }
    func isPlaced(_ party: TradeParty) -> Bool { isGiven(party.address?.line1) && isGiven(party.address?.postcode) }
    country("IS-R-001", ["380", "381"].contains(d.typeCode.text), "BT-3", "\(d.typeCode.text) is not a kind of document of Iceland", "use 380 or 381", weight: .warning)
    country("IS-R-002", isNumber(d.seller), "BT-30", "the seller's kennitala is missing", "fill in the seller's `legalRegistration: {scheme: \"0196\", id: …}`")
    country("IS-R-003", isPlaced(d.seller), "BT-35", "the seller's street or post code is missing", "fill in the seller's `address`")
    if isAtHome() {
      country("IS-R-004", isNumber(d.buyer), "BT-47", "the buyer's kennitala is missing", "fill in the account's `invoicing.legalRegistration: {scheme: \"0196\", id: …}`")
      country("IS-R-005", isPlaced(d.buyer), "BT-50", "the buyer's street or post code is missing", "fill in the account's `invoicing.address`")
    }
    if let payment = d.payment, ["9", "42"].contains(payment.meansCode) {
      country(
        payment.meansCode == "9" ? "IS-R-006" : "IS-R-007", payment.creditTransfers.contains { $0.account?.utf8.count == 12 }, "BT-84", "no account of 12 digits is named",
        "name it as Icelandic banks write it")
    }
  }

  private mutating func dutchRules() {
    let d = document
    func isPlaced(_ address: TradeAddress?) -> Bool { isGiven(address?.line1) && isGiven(address?.city) && isGiven(address?.postcode) }
    func isRegistered(_ registration: SchemedIdentifier?) -> Bool { registration.map { ["0106", "0190"].contains($0.scheme ?? "") && isGiven($0.text) } ?? true }
    country("NL-R-001", !d.isCreditNote || !d.precedingInvoices.isEmpty, "BG-3", "a credit note does not name its invoice", "name it")
    country("NL-R-002", isPlaced(d.seller.address), "BG-5", "the seller's street, city or post code is missing", "fill in the seller's `address`")
    country("NL-R-003", isRegistered(d.seller.legalRegistration), "BT-30", "the seller's registration is neither KvK nor OIN", "fill in the seller's `legalRegistration: {scheme: \"0106\", id: …}`")
    if isAtHome() {
      country("NL-R-004", isPlaced(d.buyer.address), "BG-8", "the buyer's street, city or post code is missing", "fill in the account's `invoicing.address`")
      country("NL-R-005", isRegistered(d.buyer.legalRegistration), "BT-47", "the buyer's registration is neither KvK nor OIN", "fill in the account's `invoicing.legalRegistration: {scheme: \"0106\", id: …}`")
    }
    if let representative = d.taxRepresentative, representative.address?.country == "NL" {
      country("NL-R-006", isPlaced(representative.address), "BG-12", "the tax representative's street, city or post code is missing", "fill them in")
    }
    let payable = d.totals.payable ?? .zero
    country(
      "NL-R-007", d.payment != nil || (d.isCreditNote ? !payable.isNegative : !payable.isPositive), "BG-16", "how to pay is not said", "fill in the seller's `iban`, or the account's `paymentMethod`")
    if isAtHome(), let code = d.payment?.meansCode {
      country(
        "NL-R-008", ["30", "48", "49", "57", "58", "59"].contains(code), "BT-81", "the means of payment \(code) is not one of the Netherlands'",
        "agree on a transfer, a direct debit or a card as the account's `paymentMethod`")
    }
    country(
      "NL-R-009", !d.lines.contains { isGiven($0.orderLine) } || isGiven(d.references.purchaseOrder), "BT-13", "a line names a line of an order that is not named",
      "fill in the account's `invoicing.purchaseOrder`")
  }
}
