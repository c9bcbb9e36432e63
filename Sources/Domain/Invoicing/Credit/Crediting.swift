public import Primitives
import Taxation

extension CreditedSoFar {
  /// Drafts the credit note that a request comes to; its number is given on issue.
  ///
  /// Each line gives its rounded running share less what was given back before, and so does each tax row; whoever takes
  /// the last of a line or of a tax row gets exactly what is left. So the credit notes of an invoice never add up to more
  /// than it, and a sequence that leaves nothing adds up to it line by line and tax row by tax row.
  ///
  /// - Throws: `Rejection` for a line the invoice does not have, for more than is left (with what is left), and for a
  ///   credit that would take more out of a tax row than stands there.
  public func draft(_ request: CreditRequest, issuedOn: Day) throws(Rejection) -> CreditNote {
    let chosen = try chosenLines(request, issuedOn: issuedOn)
    let work: CreditWork
    switch request.measure {
    case .rest: work = rest(of: chosen)
    case .percent(let percent): work = try share(percent, of: chosen)
    case .amount(let amount): work = try spread(amount, over: chosen)
    }
    try check(work, request)
    return note(work, request, issuedOn: issuedOn)
  }

  private func chosenLines(_ request: CreditRequest, issuedOn: Day) throws(Rejection) -> [Int] {
    var problems: [Problem] = []
    if request.reason.allSatisfy(\.isWhitespace) {
      problems.append(
        Problem(
          .creditNoReason, path: "reason", "a credit note needs a reason",
          remedy: "say in a few words why it is given; the customer reads it on the document"))
    }
    if issuedOn < invoice.issuedOn {
      problems.append(
        Problem(
          .creditBeforeInvoice, path: "on", "invoice \(name) was issued on \(invoice.issuedOn), after \(issuedOn)",
          remedy: "date the credit note \(invoice.issuedOn) or later"))
    }
    for number in request.lines where !invoice.lines.contains(where: { $0.number == number }) {
      problems.append(
        Problem(
          .creditUnknownLine, path: "line", "invoice \(name) has no line \(number)",
          remedy: "its lines are numbered 1 to \(invoice.lines.count)"))
    }
    if problems.isEmpty, isExhausted { problems.append(nothingLeft()) }
    if !problems.isEmpty { throw Rejection(problems) }
    return invoice.lines.indices.filter { request.lines.isEmpty || request.lines.contains(invoice.lines[$0].number) }
  }

  private func nothingLeft(of part: String = "") -> Problem {
    Problem(
      .creditNothingLeft, path: "invoice", "nothing is left to credit of \(part)invoice \(name)",
      remedy: "`florin credit list --invoice \(name)` shows what was credited before")
  }

  // MARK: measures

  /// Everything that is left of the lines.
  func rest(of chosen: [Int]) -> CreditWork {
    var work = CreditWork()
    for index in chosen {
      let line = lines[index]
      if line.leftMinor == 0 { continue }
      let share = exact(line.netMinor) - line.share
      work.parts.append(.init(line: index, netMinor: line.leftMinor, share: share, step: ExplanationStep(.credit, amount: share.reduced)))
    }
    work.taxes = taxes.indices.map { tax(of: $0, giving: work.parts) }
    return work
  }

  /// So many percent of what each line was issued with.
  private func share(_ percent: Exact, of chosen: [Int]) throws(Rejection) -> CreditWork {
    guard percent.isPositive, percent <= 100, percent.isDecimal, percent.fractionDigits <= 6 else {
      throw Rejection(
        Problem(
          .creditWrongMeasure, path: "percent", "\(percent) is no part of an invoice in percent",
          remedy: "write more than 0 and at most 100, with up to six decimals"))
    }
    let factor = (percent * Exact(unscaled: 1, scale: 2)).reduced
    var work = CreditWork()
    var problems: [Problem] = []
    for index in chosen {
      let line = lines[index]
      if line.netMinor == 0 { continue }
      let whole = exact(line.netMinor)
      let share = (whole * factor).reduced
      let running = (line.share + share).reduced
      guard running.magnitude <= whole.magnitude, let upTo = running.minorUnits(digits: digits, mode: .halfUp) else {
        problems.append(
          Problem(
            .creditMoreThanLeft, path: "line \(invoice.lines[index].number)",
            "\(percent) % of line \(invoice.lines[index].number) is \(written(share)) \(invoice.currency), and \(written(whole - line.share)) of its \(whole) is left",
            remedy: "credit at most what is left, or name the lines to credit with --line"))
        continue
      }
      work.parts.append(
        .init(
          line: index, netMinor: upTo - line.creditedMinor, share: share,
          step: ExplanationStep(.percent, quantity: whole, unitPrice: factor, amount: share)))
    }
    if !problems.isEmpty { throw Rejection(problems) }
    work.taxes = taxes.indices.map { tax(of: $0, giving: work.parts) }
    return work
  }

  /// So much, tax included, spread over what is left: first over the tax rows, then over their lines.
  private func spread(_ amountMinor: Int64, over chosen: [Int]) throws(Rejection) -> CreditWork {
    guard amountMinor > 0 else {
      throw Rejection(
        Problem(.creditWrongMeasure, path: "amount", "the amount to credit must be more than 0", remedy: "write it positive, tax included"))
    }
    let rest = rest(of: chosen)
    let sign: Int64 = rest.grossMinor < 0 ? -1 : 1
    guard amountMinor <= rest.grossMinor.magnitude else {
      throw Rejection(
        Problem(
          .creditMoreThanLeft, path: "amount",
          "\(money(amountMinor)) is more than what is left: \(money(rest.grossMinor)) of \(chosen.count == lines.count ? "the \(money(invoice.grossMinor)) of invoice \(name)" : "the lines named")",
          remedy: "credit at most \(money(rest.grossMinor)), tax included"))
    }
    if amountMinor == rest.grossMinor.magnitude { return rest }
    var work = CreditWork(taxes: Array(repeating: .zero, count: taxes.count))
    let weights = rest.taxes.map { Exact(unscaled: $0.baseMinor + $0.taxMinor, scale: 0) }
    for (index, gross) in Allocation.largestRemainder(sign * amountMinor, over: weights).enumerated() where gross != 0 {
      let own = rest.parts.filter { lines[$0.line].tax == index }
      let base = self.base(of: gross, in: index, left: rest.taxes[index])
      work.taxes[index] = .init(baseMinor: base, taxMinor: gross - base)
      let shares = Allocation.largestRemainder(base, over: own.map { Exact(unscaled: $0.netMinor, scale: 0) })
      for (part, net) in zip(own, shares) where net != 0 {
        let share = part.netMinor == net ? part.share : exact(net)
        work.parts.append(.init(line: part.line, netMinor: net, share: share, step: ExplanationStep(.credit, amount: share.reduced)))
      }
    }
    work.parts.sort { $0.line < $1.line }
    return work
  }

  /// The net in a gross to be given back of one tax row: the net of everything given back so far less what was given
  /// back before, so that neither net nor tax is ever more than what is left.
  private func base(of gross: Int64, in index: Int, left: CreditWork.Tax) -> Int64 {
    if gross == left.baseMinor + left.taxMinor { return left.baseMinor }
    let tax = taxes[index]
    let net = TaxArithmetic.net(
      ofGrossMinor: tax.creditedBaseMinor + tax.creditedTaxMinor + gross, percent: invoice.taxes[index].key.percent) ?? tax.creditedBaseMinor
    let sign: Int64 = gross < 0 ? -1 : 1
    // The last of the net goes with the last of the tax, so that no tax is ever left without a base.
    let most = left.baseMinor == 0 ? 0 : min(sign * left.baseMinor - 1, sign * gross)
    let least = max(0, sign * (gross - left.taxMinor))
    return sign * max(least, min(most, sign * (net - tax.creditedBaseMinor)))
  }

  /// What a tax row gives back together with these parts of its lines.
  private func tax(of index: Int, giving parts: [CreditWork.Part]) -> CreditWork.Tax {
    let tax = taxes[index]
    let own = parts.filter { lines[$0.line].tax == index }
    let base = own.reduce(0) { $0 + $1.netMinor }
    let left = tax.taxMinor - tax.creditedTaxMinor
    let isLast = lines.indices.allSatisfy { line in
      lines[line].tax != index || lines[line].leftMinor == own.first { $0.line == line }?.netMinor ?? 0
    }
    if isLast { return .init(baseMinor: base, taxMinor: left) }
    let upTo = TaxArithmetic.tax(onMinor: tax.creditedBaseMinor + base, percent: invoice.taxes[index].key.percent) ?? tax.creditedTaxMinor
    let wanted = upTo - tax.creditedTaxMinor
    return .init(baseMinor: base, taxMinor: left < 0 ? min(0, max(left, wanted)) : max(0, min(left, wanted)))
  }

  // MARK: limits

  private func check(_ work: CreditWork, _ request: CreditRequest) throws(Rejection) {
    if work.parts.isEmpty, request.measure == .rest { throw Rejection(nothingLeft(of: "these lines of ")) }
    if request.measure != .rest, work.grossMinor == 0 {
      throw Rejection(
        Problem(
          .creditComesToNothing, path: "invoice", "the credit comes to \(money(0))", remedy: "credit a larger part of the invoice"))
    }
    for (index, part) in work.taxes.enumerated() {
      let row = taxes[index]
      let left = row.baseMinor - row.creditedBaseMinor
      if isWithin(part.baseMinor, left) { continue }
      throw Rejection(
        Problem(
          .creditBeyondInvoice, path: "line",
          "these lines would take \(money(part.baseMinor)) out of what is taxed with \(invoice.taxes[index].key.percent) %, where \(money(left)) is left",
          remedy: "credit the discounts and credits that lower these lines together with them, or give --amount"))
    }
    let left = leftMinor
    if !isWithin(work.grossMinor, left) {
      throw Rejection(
        Problem(
          .creditBeyondInvoice, path: "line", "these lines come to \(money(work.grossMinor)), and \(money(left)) is left of invoice \(name)",
          remedy: "credit the discounts and credits that lower these lines together with them, or give --amount"))
    }
  }

  private func isWithin(_ part: Int64, _ whole: Int64) -> Bool {
    whole < 0 ? (whole...0).contains(part) : (0...whole).contains(part)
  }

  // MARK: the document

  private func note(_ work: CreditWork, _ request: CreditRequest, issuedOn: Day) -> CreditNote {
    let drafted = work.parts.enumerated().map { number, part in
      let line = invoice.lines[part.line]
      var explanation = Explanation([part.step])
      let rounding = (exact(part.netMinor) - part.share).reduced
      if !rounding.isZero {
        explanation.append(ExplanationStep(.rounding, label: "\(digits) \(RoundingMode.halfUp.rawValue)", amount: rounding))
      }
      return CreditNoteLine(
        number: number + 1, invoiceLine: line.number, netMinor: part.netMinor, taxKey: line.taxKey, explanation: explanation)
    }
    let rows = zip(invoice.taxes, work.taxes).filter { row, part in
      part != .zero || drafted.contains { $0.taxKey == row.key }
    }.map { row, part in
      let computed = TaxArithmetic.tax(onMinor: part.baseMinor, percent: row.key.percent) ?? part.taxMinor
      return TaxBreakdown(key: row.key, baseMinor: part.baseMinor, taxMinor: part.taxMinor, differenceMinor: part.taxMinor - computed)
    }
    return CreditNote(
      seller: invoice.seller, account: invoice.account, currency: invoice.currency, issuedOn: issuedOn,
      invoiceNumber: invoice.number ?? "", reason: request.reason, lines: drafted, taxes: rows, netMinor: work.netMinor,
      taxMinor: work.taxMinor, grossMinor: work.grossMinor)
  }

  private var digits: Int { invoice.currency.minorDigits }
  private var name: String { invoice.number ?? "" }
  private func exact(_ minor: Int64) -> Exact { Exact(unscaled: minor, scale: digits) }
  private func written(_ amount: Exact) -> String { amount.reduced.decimalText(maximumDigits: 12, minimumDigits: digits) }
  private func money(_ minor: Int64) -> String { Money(amountMinor: minor, currency: invoice.currency).description }
}

/// A credit on its way: what each line and each tax row gives back.
struct CreditWork {
  struct Part {
    /// Index of the invoice's line.
    var line: Int
    var netMinor: Int64
    /// Before rounding, in the main unit.
    var share: Exact
    var step: ExplanationStep
  }

  struct Tax: Equatable {
    var baseMinor: Int64
    var taxMinor: Int64
    static let zero = Tax(baseMinor: 0, taxMinor: 0)
  }

  var parts: [Part] = []
  /// One for each tax row of the invoice.
  var taxes: [Tax] = []

  var netMinor: Int64 { taxes.reduce(0) { $0 + $1.baseMinor } }
  var taxMinor: Int64 { taxes.reduce(0) { $0 + $1.taxMinor } }
  var grossMinor: Int64 { netMinor + taxMinor }
}
