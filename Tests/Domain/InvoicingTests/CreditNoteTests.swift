import Invoicing
import Primitives
import Rating
import Seeds
import Taxation
import Testing

/// Credits one after the other, until nothing is left: each shows what its lines give back and its tax.
@Suite struct CreditNoteTests {
  static let later = World.firstOfApril.adding(days: 10)

  static func invoice(_ amounts: [(minor: Int64, category: TaxCategoryCode, inclusive: Bool)]) throws -> Invoice {
    var invoice = try World.draft(
      amounts.enumerated().map { BillableCharge(World.charge($1.minor, price: "p\($0)", category: $1.category, inclusive: $1.inclusive)) }
    ).invoice
    invoice.number = "ES-000001"
    return invoice
  }

  static func request(_ text: String) throws -> CreditRequest {
    var request = CreditRequest(.rest, reason: "a test")
    for word in text.split(separator: " ") {
      let value = word.drop { !$0.isNumber }
      switch word.first {
      case "%": request.measure = .percent(try #require(Exact(value)))
      case "€": request.measure = .amount(try #require(Int64(value)))
      case "#": request.lines.append(try #require(Int(value)))
      default: break
      }
    }
    return request
  }

  /// A table row: the invoice's lines, the requests, and per request the nets of the lines, the taxes, and the gross; or
  /// the code of the refusal. `%` percent, `€` cents with tax, `#` a line, `all` the rest.
  @Test(arguments: [
    // one line of 10.00 at 21 %: gross 12.10
    ("1000 telecom", ["all"], ["1:1000 +210 =1210"]),
    ("1000 telecom", ["%50", "all"], ["1:500 +105 =605", "1:500 +105 =605"]),
    ("1000 telecom", ["%100", "all"], ["1:1000 +210 =1210", "credit.nothing-left"]),
    ("1000 telecom", ["€605", "€605"], ["1:500 +105 =605", "1:500 +105 =605"]),
    ("1000 telecom", ["€1211"], ["credit.more-than-left"]),
    ("1000 telecom", ["€1000", "€211", "€210"], ["1:826 +174 =1000", "credit.more-than-left", "1:174 +36 =210"]),
    ("1000 telecom", ["%60", "%60", "%40"], ["1:600 +126 =726", "credit.more-than-left", "1:400 +84 =484"]),
    ("1000 telecom", ["%0", "%100.1", "€0"], ["credit.wrong-measure", "credit.wrong-measure", "credit.wrong-measure"]),
    ("1000 telecom", ["#2 all"], ["credit.unknown-line"]),
    // each third is rounded; the last takes the remainder
    ("1000 telecom", ["%33.333333", "%33.333333", "all"], ["1:333 +70 =403", "1:334 +70 =404", "1:333 +70 =403"]),
    ("5 telecom", ["%10", "%10", "%10", "all"], ["1:1 +0 =1", "credit.comes-to-nothing", "credit.comes-to-nothing", "1:4 +1 =5"]),
    // three lines of 0.12: tax 0.08 in sum, not 3 × 0.03
    ("12 telecom, 12 telecom, 12 telecom", ["#1 all", "#2 all", "#3 all"], ["1:12 +3 =15", "2:12 +2 =14", "3:12 +3 =15"]),
    ("12 telecom, 12 telecom, 12 telecom", ["%50", "all"], ["1:6 2:6 3:6 +4 =22", "1:6 2:6 3:6 +4 =22"]),
    // two tax rows: an amount is shared over both
    ("1000 telecom, 1000 reduced", ["€1155", "all"], ["1:500 2:500 +105 +50 =1155", "1:500 2:500 +105 +50 =1155"]),
    ("1000 telecom, 1000 reduced", ["#2 €550", "#2 €551", "#2 all", "all"], ["2:500 +50 =550", "credit.more-than-left", "2:500 +50 =550", "1:1000 +210 =1210"]),
    ("1000 telecom, 1000 exempt", ["%25", "€1657", "€1"], ["1:250 2:250 +53 +0 =553", "1:750 2:750 +157 +0 =1657", "credit.nothing-left"]),
    // a tax-inclusive price: 0.05 at 10 % has no net whose rounded tax fits, so the tax differs by a cent
    ("5i reduced", ["all"], ["1:5 +0 =5"]),
    ("999i telecom", ["€500", "€499"], ["1:413 +87 =500", "1:413 +86 =499"]),
    ("15i telecom, 15i telecom, 15i telecom", ["€15", "€15", "€15"], ["1:4 2:4 3:4 +3 =15", "1:5 2:4 3:4 +2 =15", "1:4 2:4 3:4 +3 =15"]),
    // a discount lowers its line: neither goes alone beyond what both come to
    ("1000 telecom, -300 telecom", ["#1 all", "#2 all", "#1 €847", "all"], ["credit.beyond-invoice", "credit.beyond-invoice", "1:700 +147 =847", "1:300 2:-300 +0 =0"]),
    ("1000 telecom, -300 telecom", ["%50", "all"], ["1:500 2:-150 +74 =424", "1:500 2:-150 +73 =423"]),
    ("1000 telecom, -1000 telecom", ["€1", "all"], ["credit.more-than-left", "1:1000 2:-1000 +0 =0"]),
  ] as [(String, [String], [String])])
  func creditsGive(lines: String, requests: [String], expected: [String]) throws {
    let invoice = try Self.invoice(
      lines.split(separator: ",").map { text in
        let words = text.split(separator: " ")
        let inclusive = words[0].hasSuffix("i")
        return (try #require(Int64(words[0].filter { $0 != "i" })), TaxCategoryCode(String(words[1])), inclusive)
      })
    var state = CreditedSoFar(invoice, notes: [])
    var results: [String] = []
    for text in requests {
      do {
        let note = try state.draft(try Self.request(text), issuedOn: Self.later)
        state.add(note)
        results.append(
          (note.lines.map { "\($0.invoiceLine):\($0.netMinor)" } + note.taxes.map { "+\($0.taxMinor)" } + ["=\(note.grossMinor)"]).joined(separator: " "))
      } catch let rejection as Rejection {
        results.append(rejection.problems.map(\.code.rawValue).joined(separator: " "))
      }
    }
    #expect(results == expected)
  }

  @Test func aCreditNoteNeedsAReasonAndADayAfterItsInvoice() throws {
    let state = CreditedSoFar(try Self.invoice([(1000, "telecom", false)]), notes: [])
    let problems = #expect(throws: Rejection.self) {
      try state.draft(CreditRequest(lines: [7], .rest, reason: " "), issuedOn: World.firstOfApril.adding(days: -1))
    }
    #expect(problems?.problems.map(\.code) == [.creditNoReason, .creditBeforeInvoice, .creditUnknownLine])
  }

  @Test func moreThanIsLeftIsRefusedWithWhatIsLeft() throws {
    var state = CreditedSoFar(try Self.invoice([(1000, "telecom", false)]), notes: [])
    state.add(try state.draft(CreditRequest(.amount(1000), reason: "a test"), issuedOn: Self.later))
    let problems = #expect(throws: Rejection.self) { try state.draft(CreditRequest(.amount(500), reason: "a test"), issuedOn: Self.later) }
    #expect(problems?.problems.first?.message == "5.00 EUR is more than what is left: 2.10 EUR of the 12.10 EUR of invoice ES-000001")
  }

  /// A random request, mostly of a kind that can be granted.
  static func random(_ seed: inout Seed, _ state: CreditedSoFar) -> CreditRequest {
    let numbers = state.invoice.lines.map(\.number)
    let lines = seed.flip() ? [] : (0...seed.number(0...2)).map { _ in seed.pick(numbers) }
    let left = Int(state.leftMinor.magnitude)
    switch seed.number(0...9) {
    case 0...3: return CreditRequest(lines: lines, .percent(Exact(unscaled: Int64(seed.number(1...4000)), scale: seed.number(1...3))), reason: "a test")
    case 4...7: return CreditRequest(lines: lines, .amount(Int64(seed.number(1...max(1, left / seed.number(1...4))))), reason: "a test")
    default: return CreditRequest(lines: lines.isEmpty ? [seed.pick(numbers)] : lines, .rest, reason: "a test")
    }
  }

  static func breaches(_ note: CreditNote, _ before: CreditedSoFar, _ sums: [Int: Int64], _ taxes: [TaxKey: Int64], _ gross: Int64) -> [String] {
    let invoice = before.invoice
    var found: [String] = []
    func within(_ part: Int64, _ whole: Int64) -> Bool { whole < 0 ? (whole...0).contains(part) : (0...whole).contains(part) }
    for line in note.lines {
      let whole = invoice.lines[line.invoiceLine - 1].netMinor
      if !within(line.netMinor, whole) || !within(sums[line.invoiceLine, default: 0], whole) { found.append("line \(line.invoiceLine): \(line.netMinor) of \(whole)") }
      if line.explanation.amount != Money(amountMinor: line.netMinor, currency: note.currency).exact { found.append("line \(line.invoiceLine) is explained with \(line.explanation.amount)") }
    }
    for tax in note.taxes {
      let own = note.lines.filter { $0.taxKey == tax.key }.reduce(0) { $0 + $1.netMinor }
      if own != tax.baseMinor { found.append("base \(tax.baseMinor), lines \(own)") }
      guard let row = invoice.taxes.first(where: { $0.key == tax.key }) else { return ["tax row that the invoice does not have"] }
      if !within(taxes[tax.key, default: 0], row.taxMinor) || !within(tax.taxMinor, row.taxMinor) { found.append("tax \(tax.taxMinor) of \(row.taxMinor)") }
      // One rounding of a running sum less another, and one more when net and tax of an amount are taken apart.
      if tax.differenceMinor.magnitude > 2 + row.differenceMinor.magnitude { found.append("tax \(tax.taxMinor) on \(tax.baseMinor) differs by \(tax.differenceMinor)") }
    }
    if note.netMinor != note.lines.reduce(0, { $0 + $1.netMinor }) { found.append("net \(note.netMinor)") }
    if note.taxMinor != note.taxes.reduce(0, { $0 + $1.taxMinor }) || note.grossMinor != note.netMinor + note.taxMinor { found.append("totals") }
    if !within(gross, invoice.grossMinor) || !within(note.grossMinor, invoice.grossMinor) { found.append("gross \(note.grossMinor), in all \(gross) of \(invoice.grossMinor)") }
    return found
  }

  /// However an invoice is credited, its credit notes never exceed it anywhere, and the last one leaves exactly nothing.
  @Test(arguments: Seed.some) func creditNotesAddUpToTheInvoice(_ seed: Seed) throws {
    var seed = seed
    var invoice = try World.draft(World.charges(&seed)).invoice
    invoice.number = "ES-000001"
    var state = CreditedSoFar(invoice, notes: [])
    var sums: [Int: Int64] = [:]
    var taxes: [TaxKey: Int64] = [:]
    var gross: Int64 = 0
    var notes: [CreditNote] = []
    for step in 0..<40 {
      let request = step == 39 ? CreditRequest(.rest, reason: "the rest") : Self.random(&seed, state)
      let note: CreditNote
      do { note = try state.draft(request, issuedOn: Self.later) } catch {
        if state.isExhausted { break }
        #expect(step < 39, "the rest was refused: \(error)")
        continue
      }
      if case .amount(let minor) = request.measure { #expect(note.grossMinor.magnitude == UInt64(minor), "asked for \(minor)") }
      for line in note.lines { sums[line.invoiceLine, default: 0] += line.netMinor }
      for tax in note.taxes { taxes[tax.key, default: 0] += tax.taxMinor }
      gross += note.grossMinor
      #expect(Self.breaches(note, state, sums, taxes, gross) == [], "\(seed), step \(step), \(request)")
      state.add(note)
      notes.append(note)
      #expect(state.leftMinor == invoice.grossMinor - gross)
    }
    #expect(state.isExhausted)
    #expect(invoice.lines.allSatisfy { $0.netMinor == sums[$0.number, default: 0] })
    #expect(invoice.taxes.allSatisfy { $0.taxMinor == taxes[$0.key, default: 0] })
    #expect(gross == invoice.grossMinor)
    #expect(CreditedSoFar(invoice, notes: notes).isExhausted)
  }

  /// Ten tenths, whatever the amounts: percentages add up without a rest.
  @Test(arguments: Seed.some) func tenTenthsAreTheInvoice(_ seed: Seed) throws {
    var seed = seed
    var invoice = try World.draft(World.charges(&seed, upTo: 12)).invoice
    invoice.number = "ES-000001"
    var state = CreditedSoFar(invoice, notes: [])
    for _ in 0..<10 {
      if let note = try? state.draft(CreditRequest(.percent(10), reason: "a tenth"), issuedOn: Self.later) { state.add(note) }
    }
    if invoice.grossMinor.magnitude > 1000 { #expect(state.isExhausted, "\(seed): \(state.leftMinor) of \(invoice.grossMinor) left") }
  }
}
