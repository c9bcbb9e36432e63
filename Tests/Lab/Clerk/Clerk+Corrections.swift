import Invoicing
import Primitives
import Rating
import Taxation

/// An issued invoice as the clerk files it, with everything that stood on the desk before it.
struct Paper {
  var id: Int64
  var number: String
  var account: String
  var through: Day
  /// What was put on each line, minor units, and its tax.
  var lines: [Int]
  var percents: [Int]
  var isOfOthers: [Bool]
  /// Given back of each line so far.
  var given: [Int]
  var taxGiven: [Int: Int] = [:]
  /// Per cent of each line given back; nil once something else than a percentage was.
  var percentGiven: [Int?]
  var notes = 0
  var isCancelled = false
  var before: Desk

  var isGivenBackWhole: Bool { lines == given }
  func tax(_ percent: Int) -> Int { rounded(base(percent, lines) * percent, 100) }
  func base(_ percent: Int, _ amounts: [Int]) -> Int { amounts.indices.filter { percents[$0] == percent }.reduce(0) { $0 + amounts[$1] } }
}

/// Where some accounts stood.
struct Desk {
  var members: [String]
  var closing: Int
  var billedThrough: [Day]
  var pieces: [Clerk.PieceKey: [Clerk.Piece]]
  var parts: [Clerk.PartKey: Clerk.Part]
  var sums: [Clerk.SumKey: Int]
  var corrections: [String: [Clerk.Correction]]
}

extension Clerk {
  func desk(of members: [Int]) -> Desk {
    let names = members.map { accounts[$0].reference }
    return Desk(
      members: names, closing: closings, billedThrough: members.map { accounts[$0].billedThrough },
      pieces: pieces.filter { names.contains($0.key.account) }, parts: parts.filter { names.contains($0.key.account) },
      sums: sums.filter { names.contains($0.key.account) }, corrections: corrections.filter { names.contains($0.key) })
  }

  mutating func file(_ invoice: Invoice, id: Int64, payer: Int, through: Day, before: Desk) {
    papers.append(
      Paper(
        id: id, number: invoice.number ?? "?", account: accounts[payer].reference, through: through,
        lines: invoice.lines.map { Int($0.netMinor) }, percents: invoice.lines.map { PriceList.recurring[$0.charge.offering?.text ?? ""]?.taxPercent ?? 21 },
        isOfOthers: invoice.lines.map { $0.charge.kind == .thirdParty }, given: invoice.lines.map { _ in 0 },
        percentGiven: invoice.lines.map { _ in 0 }, before: before))
  }

  /// Adds up a credit note by hand, and compares it with what was asked for.
  mutating func credited(_ note: CreditNote, of at: Int, asked words: Words) -> [String] {
    var paper = papers[at]
    var breaches: [String] = []
    let number = note.number ?? "?"
    var net = 0
    let percent = words.verb == "credit" ? words.fields["percent"].flatMap { Int($0) } : nil
    for line in note.lines {
      let index = line.invoiceLine - 1
      guard paper.lines.indices.contains(index) else { return ["credit note: \(number) points at line \(line.invoiceLine), which is not there"] }
      let amount = Int(line.netMinor)
      net += amount
      paper.given[index] += amount
      if paper.given[index].signum() * paper.lines[index].signum() < 0 || abs(paper.given[index]) > abs(paper.lines[index]) {
        breaches.append("credit note: \(number) gives back \(paper.given[index]) in sum of line \(line.invoiceLine), which is \(paper.lines[index])")
      }
      if let percent, let before = paper.percentGiven[index] {
        let expected = rounded(paper.lines[index] * (before + percent), 100) - (paper.given[index] - amount)
        if amount != expected { breaches.append("credit note: \(number) gives back \(amount) of line \(line.invoiceLine), \(percent) % of it are by hand \(expected)") }
      }
      if line.explanation.amount != Exact(unscaled: line.netMinor, scale: 2) { breaches.append("explained: \(number) line \(line.number) is \(line.netMinor), explained is \(line.explanation.amount)") }
      if paper.isOfOthers[index] { thirdPartyMinor[currency(of: paper), default: 0] -= amount }
    }
    let touched = Set(note.lines.map { $0.invoiceLine - 1 })
    for index in paper.lines.indices {
      if let percent, let before = paper.percentGiven[index] {
        // A percentage of nothing gives no line, but counts.
        let isMeant = words.fields["lines"].map { $0.split(separator: ",").contains("\(index + 1)") } ?? true
        if isMeant { paper.percentGiven[index] = before + percent }
      } else if touched.contains(index) {
        paper.percentGiven[index] = nil
      }
    }
    var tax = 0
    for row in note.taxes {
      guard let rate = Int("\(row.key.percent.reduced)") else { return ["credit note: \(number) has a tax of \(row.key.percent)"] }
      let amount = Int(row.taxMinor)
      tax += amount
      paper.taxGiven[rate, default: 0] += amount
      let whole = paper.tax(rate)
      let given = paper.taxGiven[rate, default: 0]
      let isRest = paper.base(rate, paper.given) == paper.base(rate, paper.lines)
      let expected = isRest ? whole : rounded(paper.base(rate, paper.given) * rate, 100)
      // An amount that was taken apart may leave the tax one off until the last note takes the rest.
      let slack = isRest && paper.isGivenBackWhole ? 0 : 1
      if abs(given - expected) > slack { breaches.append("credit note: \(number) makes the tax given back \(given), by hand it is \(expected) of \(whole)") }
      if abs(given) > abs(whole) { breaches.append("credit note: \(number) gives back more tax than \(paper.number) has") }
    }
    if paper.isGivenBackWhole, Set(paper.percents).contains(where: { paper.taxGiven[$0, default: 0] != paper.tax($0) }) {
      breaches.append("credit note: \(paper.number) is given back whole, but its tax is not: \(paper.taxGiven)")
    }
    if Int(note.netMinor) != net || Int(note.taxMinor) != tax || Int(note.grossMinor) != net + tax {
      breaches.append("credit note: \(number) says \(note.netMinor) and \(note.taxMinor) make \(note.grossMinor), its lines \(net) and \(tax)")
    }
    // An amount brings what was left of the lines nearer to nothing: below nothing, it is taken back.
    let meant = words.fields["lines"].map { $0.split(separator: ",").compactMap { Int($0) } } ?? Array(1...paper.lines.count)
    let left = meant.reduce(0) { $0 + papers[at].lines[$1 - 1] - papers[at].given[$1 - 1] }
    if words.verb == "credit", let asked = words.fields["amount"].flatMap(Decimals.thousandths), asked / 10 != (left < 0 ? -1 : 1) * (net + tax) {
      breaches.append("credit note: \(number) gives back \(net + tax) of \(left) and its tax, asked for was \(asked / 10)")
    }
    if words.verb == "credit", percent == nil, words.fields["amount"] == nil, words.fields["lines"] == nil, !paper.isGivenBackWhole {
      breaches.append("credit note: \(paper.number) was to be given back whole, \(paper.given) of \(paper.lines) are")
    }
    paper.notes += 1
    papers[at] = paper
    if let payer = account(paper.account) { accounts[payer].owedMinor -= net + tax }
    taxMinor[currency(of: paper), default: 0] -= tax
    netMinor[currency(of: paper), default: 0] -= net
    return breaches
  }

  private func currency(of paper: Paper) -> String { account(paper.account).map { accounts[$0].currency } ?? "EUR" }

  /// Puts the accounts of an invoice back to where they stood before it.
  mutating func cancelled(_ at: Int) -> [String] {
    papers[at].isCancelled = true
    let paper = papers[at]
    let desk = paper.before
    for (member, day) in zip(desk.members, desk.billedThrough) { if let index = account(member) { accounts[index].billedThrough = day } }
    // Who joined the invoice later was billed by none but what is undone with it.
    for index in accounts.indices where accounts[index].parent == paper.account && !desk.members.contains(accounts[index].reference) {
      accounts[index].billedThrough = Clerk.opened
    }
    pieces = pieces.filter { !desk.members.contains($0.key.account) }.merging(desk.pieces) { $1 }
    parts = parts.filter { !desk.members.contains($0.key.account) }.merging(desk.parts) { $1 }
    sums = sums.filter { !desk.members.contains($0.key.account) }.merging(desk.sums) { $1 }
    corrections = corrections.filter { !desk.members.contains($0.key) }.merging(desk.corrections) { $1 }
    bills.removeAll { $0.payer == paper.account && $0.closing >= desk.closing }
    for index in events.indices where (events[index].billedBy ?? -1) >= desk.closing {
      if let key = part(of: events[index]), desk.members.contains(key.account) { events[index].billedBy = nil }
    }
    for index in tickets.indices where (tickets[index].billedBy ?? -1) >= desk.closing && desk.members.contains(tickets[index].account) {
      tickets[index].billedBy = nil
    }
    let from = desk.members.firstIndex(of: paper.account).map { desk.billedThrough[$0] } ?? paper.through
    if restated[paper.account]?.contains(where: { from < $0.end }) ?? false {
      return ["refused: \(paper.number) is cancelled, although its days or later ones were priced again"]
    }
    return paper.isGivenBackWhole ? [] : ["credit note: \(paper.number) is cancelled, but \(paper.given) of \(paper.lines) are given back"]
  }
}
