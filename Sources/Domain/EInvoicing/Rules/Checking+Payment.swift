extension Checking {
  /// How it is paid: BR-49, BR-50, BR-51, BR-61.
  mutating func paymentRules() {
    guard let payment = document.payment else { return }
    require(isGiven(payment.meansCode), "BR-49", "BT-81", "the means of payment has no code", "use a code of UNTDID 4461, such as 30")
    for (index, transfer) in payment.creditTransfers.enumerated() {
      require(
        isGiven(transfer.account), "BR-50", "BG-17[\(index + 1)]/BT-84", "an account to pay to has no number", "fill in the seller's `iban`")
    }
    if let card = payment.card {
      let digits = (card.number ?? "").filter(\.isNumber).count
      require(
        digits <= 10, "BR-51", "BT-87", "the card's number shows \(digits) digits", "keep the last 4 to 6 digits of it",
        weight: .warning)
    }
    if payment.meansCode == "30" || payment.meansCode == "58" {
      require(
        payment.creditTransfers.contains { isGiven($0.account) }, "BR-61", "BT-84",
        "a transfer is asked for, and no account to send it to is named", "fill in the seller's `iban`")
    }
  }
}
