import Primitives

/// Who asks Germany's rules: they are numbered apart.
enum GermanRuleSet {
  case xRechnung, peppol

  /// The official number of a rule: `BR-DE-23-a` is `DE-R-023-1` in Peppol.
  func name(_ number: String) -> String {
    switch (self, number) {
    case (.xRechnung, "TMP-2"): return "BR-TMP-2"
    case (.peppol, "TMP-2"): return "DE-R-T02"
    case (.xRechnung, _): return "BR-DE-\(number)"
    case (.peppol, _):
      let parts = number.split(separator: "-")
      let digits = String(repeating: "0", count: max(0, 3 - parts[0].utf8.count)) + parts[0]
      return "DE-R-" + digits + (parts.count == 1 ? "" : parts[1] == "a" ? "-1" : "-2")
    }
  }
}

extension Checking {
  /// Germany's rules: BR-DE of XRechnung, and DE-R, by which Peppol asks the same where seller and buyer are German.
  mutating func germanRules() {
    let d = document
    german("1", d.payment != nil, "BG-16", "how to pay is not said", "fill in the seller's `iban`, or the account's `paymentMethod`")
    german("2", d.seller.contact != nil, "BG-6", "the seller has no contact", "fill in the seller's `contact`")
    if let contact = d.seller.contact {
      german("5", isGiven(contact.name), "BT-41", "the seller's contact has no name", "fill in the seller's `contact.name`")
      german("6", isGiven(contact.telephone), "BT-42", "the seller's contact has no telephone number", "fill in the seller's `contact.telephone`")
      german("7", isGiven(contact.email), "BT-43", "the seller's contact has no e-mail address", "fill in the seller's `contact.email` or `email`")
      german(
        "27", contact.telephone == nil || (contact.telephone ?? "").filter(\.isNumber).count >= 3, "BT-42", "the telephone number has fewer than 3 digits",
        "write the whole number", weight: .warning)
      german(
        "28", contact.email.map(isEmail) ?? true, "BT-43", "\"\(contact.email ?? "")\" is not an e-mail address", "write it as name@example.org", weight: .warning)
    }
    german("3", isGiven(d.seller.address?.city), "BT-37", "the seller's city is missing", "fill in the seller's `address.city`")
    german("4", isGiven(d.seller.address?.postcode), "BT-38", "the seller's post code is missing", "fill in the seller's `address.postcode`")
    german("8", isGiven(d.buyer.address?.city), "BT-52", "the buyer's city is missing", "fill in the account's `invoicing.address.city`")
    german("9", isGiven(d.buyer.address?.postcode), "BT-53", "the buyer's post code is missing", "fill in the account's `invoicing.address.postcode`")
    if let address = d.delivery?.address {
      german("10", isGiven(address.city), "BT-77", "the city delivered to is missing", "say it, or leave the address of delivery out")
      german("11", isGiven(address.postcode), "BT-78", "the post code delivered to is missing", "say it, or leave the address of delivery out")
    }
    german(
      "15", isGiven(d.references.buyerReference), "BT-10", "the buyer reference is missing",
      "fill in the account's `invoicing.buyerReference`: the Leitweg-ID of an authority, else what the buyer wants quoted")
    german(
      "16", isGiven(d.seller.vatIdentifier) || isGiven(d.seller.taxRegistration) || d.taxRepresentative != nil || isAllOutside, "BT-31",
      "the seller has neither a VAT identifier nor a tax registration", "fill in the seller's `taxIdentifier`")
    german(
      "17", ["326", "380", "384", "389", "381", "875", "876", "877"].contains(d.typeCode.text), "BT-3", "\(d.typeCode.text) is not a kind of document of XRechnung",
      "use 380, 381, 384 or 389", weight: .warning)
    german("18", isDiscountForm(d.paymentTerms), "BT-20", "a line of the payment terms begins with #, and is no cash discount in the agreed form", "write #SKONTO#TAGE=14#PROZENT=2.00#, or begin it otherwise")
    let names = d.supportingDocuments.compactMap(\.attachment?.fileName)
    german("22", Set(names).count == names.count, "BT-125-2", "two attachments share a file name", "give each file a name of its own")
    german(
      "26", d.typeCode != .correctedInvoice || !d.precedingInvoices.isEmpty, "BG-3", "a corrected invoice does not say which invoice it corrects", "name it", weight: .warning)
    for (index, row) in d.vatBreakdown.enumerated() {
      german("14", row.rate.percent != nil, "BG-23[\(index + 1)]/BT-119", "the VAT rate is missing", "write 0 where no VAT is due")
    }
    if let payment = d.payment { germanPayment(payment) }
    let isPeppol = germanRuleSet == .peppol
    for (index, each) in d.supportingDocuments.enumerated() where each.location != nil {
      german("TMP-2", each.location?.contains(":") ?? false, "BG-24[\(index + 1)]/BT-124", "the location is not an address", "write it with its scheme, such as https:", weight: isPeppol ? .warning : .fatal)
    }
  }

  private var isAllOutside: Bool { document.vatBreakdown.allSatisfy { $0.rate.category == .outsideScope } }

  private mutating func german(
    _ number: String, _ holds: Bool, _ place: @autoclosure () -> String, _ message: @autoclosure () -> String, _ remedy: @autoclosure () -> String,
    weight: RuleFinding.Weight = .fatal
  ) {
    let rules = germanRuleSet
    require(holds, rules.name(number), place(), message(), remedy(), weight: weight)
  }

  private mutating func germanPayment(_ payment: PaymentInstructions) {
    let (transfer, card, debit) = (!payment.creditTransfers.isEmpty, payment.card != nil, payment.directDebit != nil)
    switch payment.meansCode {
    case "30", "58":
      german("23-a", transfer, "BG-17", "a transfer is asked for, and no account is named", "fill in the seller's `iban`")
      german("23-b", !card && !debit, "BG-16", "a transfer is asked for beside a card or a direct debit", "name one way to pay")
      if payment.meansCode == "58" {
        german(
          "19", payment.creditTransfers.allSatisfy { CheckDigits.isIBAN($0.account ?? "") }, "BT-84", "the account is not an IBAN: its digits do not fit", "correct the seller's `iban`",
          weight: .warning)
      }
    case "48", "54", "55":
      german("24-a", card, "BG-18", "a card is to be charged, and none is named", "say the last digits of the card")
      german("24-b", !transfer && !debit, "BG-16", "a card stands beside a transfer or a direct debit", "name one way to pay")
    case "59":
      german("25-a", debit, "BG-19", "a direct debit is announced without its mandate", "fill in the account's `invoicing.mandate`")
      german("25-b", !transfer && !card, "BG-16", "a direct debit stands beside a transfer or a card", "name one way to pay")
      german(
        "20", CheckDigits.isIBAN(payment.directDebit?.debitedAccount ?? ""), "BT-91", "the account to be debited is not an IBAN: its digits do not fit", "correct the account's `invoicing.debitedAccount`",
        weight: .warning)
    default: break
    }
    if debit {
      german("30", isGiven(payment.directDebit?.creditor), "BT-90", "the seller's creditor identifier is missing", "fill in the seller's `creditorIdentifier`")
      german("31", isGiven(payment.directDebit?.debitedAccount), "BT-91", "the account to be debited is missing", "fill in the account's `invoicing.debitedAccount`")
    }
  }

  /// One `@`, and dots only between other characters behind it.
  private func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !text.contains(where: \.isWhitespace) else { return false }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return labels.count > 1 && labels.allSatisfy { !$0.isEmpty }
  }

  /// Every line that begins with `#` is a cash discount in the form that XRechnung agreed on, and a line break follows it.
  private func isDiscountForm(_ terms: String?) -> Bool {
    guard let terms, terms.contains("#") else { return true }
    let lines = terms.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmed }
    guard lines.contains(where: { $0.hasPrefix("#") }) else { return true }
    return lines.last?.isEmpty == true
      && lines.allSatisfy { $0.hasPrefix("#") ? $0.wholeMatch(of: /#SKONTO#TAGE=[0-9]+#PROZENT=[0-9]+\.[0-9]{2}(#BASISBETRAG=-?[0-9]+\.[0-9]{2})?#/) != nil : true }
  }
}

extension StringProtocol {
  var trimmed: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}
