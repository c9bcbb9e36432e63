import Primitives

extension Checking {
  /// What every document says of itself: BR-01 to BR-05, BR-16, BR-29, BR-52, BR-53, BR-55, BR-CO-03, BR-CO-19, BR-CO-25.
  mutating func documentRules() {
    let d = document
    require(isGiven(d.specification), "BR-01", "BT-24", "no specification is named", "say which rules the document keeps")
    require(isGiven(d.number), "BR-02", "BT-1", "the document has no number", "give it its legal number")
    require(d.issuedOn != nil, "BR-03", "BT-2", "the day of issue is missing", "say the day it was issued")
    require(isGiven(d.typeCode.text), "BR-04", "BT-3", "the kind of document is missing", "use 380 for an invoice, 381 for a credit note")
    require(isGiven(d.currency), "BR-05", "BT-5", "the currency is missing", "use three letters of ISO 4217, such as EUR")
    require(!d.lines.isEmpty, "BR-16", "BG-25", "the document has no line", "give it at least one line")
    if let period = d.period { checkPeriod(period, rule: "BR-29", presence: "BR-CO-19", place: "BG-14") }
    for (index, document) in d.supportingDocuments.enumerated() {
      require(isGiven(document.reference), "BR-52", "BG-24[\(index + 1)]/BT-122", "a supporting document has no reference", "give it one")
    }
    if isGiven(d.vatCurrency) {
      require(
        d.totals.vatInAccountingCurrency != nil, "BR-53", "BT-111", "the VAT in \(d.vatCurrency ?? "") is missing",
        "say the total VAT in the accounting currency, or leave out the VAT accounting currency (BT-6)")
    }
    for (index, invoice) in d.precedingInvoices.enumerated() {
      require(isGiven(invoice.number), "BR-55", "BG-3[\(index + 1)]/BT-25", "a preceding invoice has no number", "say which invoice is meant")
    }
    require(
      d.taxPointOn == nil || !isGiven(d.taxPointCode), "BR-CO-03", "BT-7", "both a tax point date and a tax point date code are given",
      "give one of BT-7 and BT-8")
    if let payable = d.totals.payable, payable.isPositive {
      require(
        d.dueOn != nil || isGiven(d.paymentTerms), "BR-CO-25", "BT-9", "\(payable) is due, and not until when",
        "say the due date (BT-9) or the payment terms (BT-20)")
    }
  }

  mutating func checkPeriod(_ period: TradePeriod, rule: String, presence: String, place: String) {
    require(
      period.firstDay != nil || period.lastDay != nil || place == "BG-14" && isGiven(document.taxPointCode), presence, place,
      "the period has neither first nor last day", "give one of them, or leave the period out")
    if let first = period.firstDay, let last = period.lastDay {
      require(first <= last, rule, place, "the period ends on \(last), before it begins on \(first)", "give a last day on or after the first")
    }
  }
}
