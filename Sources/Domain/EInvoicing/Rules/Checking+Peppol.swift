import Primitives

extension Checking {
  /// Peppol BIS Billing 3.0: what it asks beyond EN 16931.
  mutating func peppolRules() {
    let d = document
    peppol("R004", isPeppolSpecification(d.specification), "BT-24", "the specification is not that of Peppol BIS Billing 3.0", "write the document for the profile `peppol`")
    peppol(
      "R007", isPeppolProcess(d.businessProcess), "BT-23", "\"\(d.businessProcess ?? "")\" is not a process of Peppol billing",
      "write urn:fdc:peppol.eu:2017:poacc:billing:01:1.0")
    let isGerman = d.seller.address?.country == "DE" && d.buyer.address?.country == "DE"
    peppol("R002", d.notes.count <= 1 || isGerman, "BG-1", "there are \(d.notes.count) notes", "write one note")
    peppol(
      "R003", isGiven(d.references.buyerReference) || isGiven(d.references.purchaseOrder), "BT-10",
      "neither a buyer reference nor a purchase order is given", "fill in the account's `invoicing.buyerReference` or `invoicing.purchaseOrder`")
    peppolCommonRules()
    peppolExemptions()
    peppolIdentifiers()
    peppolCountryRules()
    require(
      d.isCreditNote ? ["381", "396", "81", "83", "532"].contains(d.typeCode.text) : peppolTypes.contains(d.typeCode.text),
      d.isCreditNote ? "PEPPOL-EN16931-P0101" : "PEPPOL-EN16931-P0100", "BT-3",
      "the kind of document \(d.typeCode.text) is not of this Peppol process",
      "send self-billed documents by the process for self-billing")
    require(
      isGerman || !["326", "384", "389"].contains(d.typeCode.text) || d.typeCode.text == "384" && d.seller.vatCountry(d.taxRepresentative) == "SK" && d.buyer.vatCountry(nil) == "SK",
      "PEPPOL-EN16931-P0112", "BT-3", "\(d.typeCode.text) is taken only where seller and buyer are German, and 384 where they are Slovak", "use 380")
  }

  private var peppolTypes: Set<String> {
    ["71", "80", "82", "84", "102", "218", "219", "331", "380", "382", "383", "384", "386", "388", "389", "393", "395", "553", "575", "623", "780", "817", "870", "875", "876", "877", "326"]
  }

  /// The processes that Peppol's rules know as billing (its own, France's, and that with a response).
  private func isPeppolProcess(_ text: String?) -> Bool {
    [
      "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", "urn:peppol:france:billing:regulated", "urn:peppol:france:billing:non-regulated",
      "urn:peppol:bis:billing_with_response",
    ].contains(text?.trimmed)
  }

  /// Peppol's own, whatever is promised behind it; `::` stands in identifiers of the network only.
  private func isPeppolSpecification(_ text: String?) -> Bool {
    guard let text = text?.trimmed else { return false }
    return text.hasPrefix(EInvoiceProfile.peppol.specification) && !text.contains("::")
  }

  private mutating func peppol(
    _ number: String, _ holds: Bool, _ place: @autoclosure () -> String, _ message: @autoclosure () -> String, _ remedy: @autoclosure () -> String
  ) {
    require(holds, "PEPPOL-EN16931-\(number)", place(), message(), remedy())
  }

  /// What Peppol asks and XRechnung took over.
  mutating func peppolCommonRules() {
    let d = document
    peppol("R001", isGiven(d.businessProcess), "BT-23", "the business process is missing", "write urn:fdc:peppol.eu:2017:poacc:billing:01:1.0")
    peppol(
      "R005", d.vatCurrency == nil || d.vatCurrency != d.currency, "BT-6", "the VAT accounting currency is the document's own",
      "leave it out where both are one")
    let registered = d.specification == EInvoiceProfile.peppol.specification ? " as it is registered in Peppol; an e-mail address is none" : ""
    peppol(
      "R010", isGiven(d.buyer.electronicAddress?.text), "BT-49", "the buyer has no electronic address",
      "fill in the account's `invoicing.electronicAddress`\(registered)")
    peppol(
      "R020", isGiven(d.seller.electronicAddress?.text), "BT-34", "the seller has no electronic address",
      "fill in the seller's `electronicAddress`\(registered)")
    if let vat = d.totals.vat, let other = d.totals.vatInAccountingCurrency {
      peppol(
        "R055", !vat.isNegative && !other.isNegative || !vat.isPositive && !other.isPositive, "BT-111", "the VAT has another sign in \(d.vatCurrency ?? "")",
        "give both the same sign")
    }
    if d.payment?.meansCode == "49" || d.payment?.meansCode == "59" {
      peppol(
        "R061", isGiven(d.payment?.directDebit?.mandate), "BT-89", "a direct debit needs its mandate's reference",
        "fill in the account's `invoicing.mandate`")
    }
    for (index, each) in d.allowances.enumerated() { peppolAmount(each, "BG-20[\(index + 1)]") }
    for (index, each) in d.charges.enumerated() { peppolAmount(each, "BG-21[\(index + 1)]") }
    for (index, line) in d.lines.enumerated() { peppolLine(line, "BG-25[\(index + 1)]") }
  }

  private mutating func peppolAmount(_ each: AllowanceCharge, _ place: @autoclosure () -> String) {
    peppol("R041", each.percent == nil || each.base != nil, place(), "a percentage is given, and not of what", "give the base amount")
    peppol("R042", each.base == nil || each.percent != nil, place(), "a base amount is given without a percentage", "give the percentage, or leave the base out")
    if let base = each.base, let percent = each.percent, let amount = each.amount {
      let computed = base * percent * Exact(unscaled: 1, scale: 2)
      peppol("R040", isNear(amount, computed), place(), "\(percent) % of \(base) is not \(amount)", "write \(computed.rounded(2, .halfUp))")
    }
  }

  private mutating func peppolLine(_ line: TradeLine, _ place: String) {
    for (index, each) in line.allowances.enumerated() { peppolAmount(each, "\(place)/BG-27[\(index + 1)]") }
    for (index, each) in line.charges.enumerated() { peppolAmount(each, "\(place)/BG-28[\(index + 1)]") }
    if let period = line.period, let whole = document.period {
      if let first = period.firstDay, let start = whole.firstDay {
        peppol("R110", first >= start, "\(place)/BT-134", "the line begins on \(first), before the document's period", "widen the document's period")
      }
      if let last = period.lastDay, let end = whole.lastDay {
        peppol("R111", last <= end, "\(place)/BT-135", "the line ends on \(last), after the document's period", "widen the document's period")
      }
    }
    let base = line.price.baseQuantity ?? .one
    peppol("R121", base.isPositive, "\(place)/BT-149", "the price is for \(base) units", "give a base quantity above 0")
    peppol(
      "R130", line.price.baseQuantity == nil || line.price.baseUnit == nil || line.price.baseUnit == line.unit, "\(place)/BT-150",
      "the price is for another unit than the quantity", "use one unit for both")
    if let gross = line.price.gross, let net = line.price.net {
      peppol(
        "R046", net == gross - (line.price.discount ?? .zero), "\(place)/BT-146", "the price is not the gross price less its discount",
        "write \(gross - (line.price.discount ?? .zero))")
    }
    if let net = line.net, let quantity = line.quantity, let price = line.price.net, base.isPositive {
      let computed = quantity * price / base + line.charges.reduce(.zero) { $0 + ($1.amount ?? .zero) } - line.allowances.reduce(.zero) { $0 + ($1.amount ?? .zero) }
      peppol(
        "R120", isNear(net, computed), "\(place)/BT-131", "quantity and price come to \(computed.decimalText(maximumDigits: 6)), and \(net) is written",
        "give the price with its base quantity so that they multiply to the amount")
    }
  }

  /// Within the slack that Peppol leaves for roundings.
  private func isNear(_ a: Exact, _ b: Exact) -> Bool {
    let slack = document.currency == "HUF" ? Exact(unscaled: 5, scale: 1) : Exact(unscaled: 2, scale: 2)
    return (a - b).magnitude <= slack
  }

  /// Reasons that belong to one category each: P0104 to P0111.
  private mutating func peppolExemptions() {
    for (index, row) in document.vatBreakdown.enumerated() {
      guard let code = row.exemptionCode?.uppercased() else { continue }
      let wanted: (rule: String, category: VATCategory)? =
        switch code {
        case "VATEX-EU-G": ("P0104", .export)
        case "VATEX-EU-O": ("P0105", .outsideScope)
        case "VATEX-EU-IC": ("P0106", .intraCommunity)
        case "VATEX-EU-AE": ("P0107", .reverseCharge)
        case "VATEX-EU-D": ("P0108", .exempt)
        case "VATEX-EU-F": ("P0109", .exempt)
        case "VATEX-EU-I": ("P0110", .exempt)
        case "VATEX-EU-J": ("P0111", .exempt)
        default: nil
        }
      guard let wanted else { continue }
      peppol(
        wanted.rule, row.rate.category == wanted.category, "BG-23[\(index + 1)]/BT-121", "\(code) is a reason of category \(wanted.category.code) only",
        "correct the category or the reason")
    }
  }
}
