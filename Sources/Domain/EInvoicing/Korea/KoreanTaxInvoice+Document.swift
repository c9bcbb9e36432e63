public import Primitives

extension KoreanTaxInvoice {
  /// What a document says in the standard of KEC. What it lacks is empty, so that `koreanFindings` can name it.
  public init(_ document: EInvoice) {
    let system = document.seller.taxRegistration ?? ""
    let isCredit = document.isCreditNote
    let sign: Exact = isCredit ? -1 : 1
    let day = document.issuedOn ?? Day(number: 0)
    let base = (document.totals.withoutVAT ?? .zero) * sign
    let tax = (document.totals.vat ?? .zero) * sign
    let original = isCredit ? document.precedingInvoices.first : nil
    let reason = document.notes.first?.text ?? ""
    self.init(
      reference: String((document.number ?? "").prefix(24)), issueID: KoreanTaxInvoice.issueID(document.number ?? "", day, system, isCredit: isCredit),
      typeCode: KoreanTaxInvoice.typeCode(document), note: reason.isEmpty ? nil : String(reason.prefix(150)), writtenOn: day,
      amendment: isCredit ? KoreanTaxInvoice.amendment(reason) : nil, purpose: (document.totals.payable ?? .zero).isZero ? "01" : "02",
      originalIssueID: original.flatMap { one in one.issuedOn.map { KoreanTaxInvoice.issueID(one.number, $0, system, isCredit: false) } },
      seller: Party(document.seller), buyer: Party(document.buyer), amount: base, tax: tax, total: (document.totals.withVAT ?? .zero) * sign,
      lines: KoreanTaxInvoice.lines(document, day, base: base, tax: tax, sign: sign))
  }

  /// Of a document's number the last seven digits, behind a digit for its kind: two documents of a day never share one.
  static func issueID(_ number: String, _ day: Day, _ system: String, isCredit: Bool) -> String {
    let digits = String(number.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
    return "\(KoreanTaxInvoice.text(day))\(system)\(isCredit ? 2 : 1)" + String(repeating: "0", count: max(0, 7 - digits.utf8.count)) + digits
  }

  /// `20260131`.
  public static func text(_ day: Day) -> String { "\(day)".filter { $0 != "-" } }

  private static func typeCode(_ document: EInvoice) -> String {
    let categories = Set(document.vatBreakdown.map(\.rate.category))
    let isExempt = !categories.isEmpty && categories.isSubset(of: [.exempt, .outsideScope])
    let isZero = !isExempt && !categories.isEmpty && categories.isSubset(of: [.zeroRated, .export])
    return (isExempt ? document.isCreditNote ? "04" : "03" : document.isCreditNote ? "02" : "01") + (isZero ? "02" : "01")
  }

  /// A credit note changes the amount (02) unless its reason begins with another code.
  private static func amendment(_ reason: String) -> String {
    let word = String(reason.prefix { $0.isLetter || $0.isNumber })
    return ["01", "02", "03", "04", "05", "06"].contains(word) ? word : "02"
  }

  private static func lines(_ document: EInvoice, _ day: Day, base: Exact, tax: Exact, sign: Exact) -> [Line] {
    var lines = document.lines.map { line in
      let amount = (line.net ?? .zero) * sign
      let quantity = (line.quantity ?? .one).magnitude
      let single = quantity.isZero ? amount : amount / quantity
      let isPriced = single.isDecimal && single.fractionDigits <= 2 && quantity.isDecimal
      return Line(
        name: String((line.item.name ?? "").prefix(100)), suppliedOn: line.period?.lastDay ?? day, quantity: isPriced ? quantity.reduced : nil,
        price: isPriced ? single.reduced : nil, amount: amount, tax: .zero)
    }
    for (entries, factor) in [(document.allowances, -sign), (document.charges, sign)] {
      for one in entries { lines.append(Line(name: String((one.reason ?? "").prefix(100)), suppliedOn: day, amount: (one.amount ?? .zero) * factor, tax: .zero)) }
    }
    if lines.count > mostLines {
      let rest = lines[(mostLines - 1)...]
      let last = Line(name: "\(rest.first?.name ?? "") 외 \(rest.count - 1)건", suppliedOn: day, amount: rest.reduce(Exact.zero) { $0 + $1.amount }, tax: .zero)
      lines = lines[..<(mostLines - 1)] + [last]
    }
    share(tax, of: base, among: &lines)
    return lines
  }

  /// Each line's part of the tax in whole won; the parts sum to the tax.
  private static func share(_ tax: Exact, of base: Exact, among lines: inout [Line]) {
    if base.isZero { return }
    var (reached, given) = (Exact.zero, Exact.zero)
    for index in lines.indices {
      reached = reached + lines[index].amount
      let due = (reached * tax / base).rounded(0, .halfUp)
      lines[index].tax = due - given
      given = due
    }
  }
}

extension KoreanTaxInvoice.Party {
  init(_ party: TradeParty) {
    let raw = party.vatIdentifier ?? party.legalRegistration?.text ?? ""
    let digits = KoreanBusinessNumber.digits(raw)
    let country = party.address?.country ?? "KR"
    let kind: Kind = country != "KR" ? .foreigner : digits.count == 13 ? .person : .business
    let address = party.address.map { [$0.line1, $0.line2, $0.line3, $0.city].compactMap(\.self).joined(separator: " ") } ?? ""
    let contact = party.contact
    self.init(
      number: kind == .foreigner ? String(repeating: "9", count: 13) : digits.isEmpty ? raw : digits.map(String.init).joined(), kind: kind,
      name: String((party.name ?? "").prefix(70)), representative: String((contact?.name ?? (kind == .business ? "" : party.name ?? "")).prefix(30)), address: address.isEmpty ? nil : String(address.prefix(150)),
      telephone: contact?.telephone, email: contact?.email ?? (party.electronicAddress?.scheme == "EM" ? party.electronicAddress?.text : nil))
  }
}
