import Bootstrap
import Foundation
import Invoicing
import Operations
import Parties
import Primitives
import Store
import Subscriptions

/// One play of a list of commands: Florin on a simulated disk, the clerk beside it, the laws between them.
struct Play {
  /// How often everything is proved again that is too slow for every step.
  static let stepsBetweenProofs = 100

  private(set) var story: Story
  var clerk = Clerk()
  private(set) var tally = Tally()
  let auditor: Auditor
  /// How many accounts were booked by re-ratings.
  var saidCount = 0

  init() throws {
    story = try Story(name: "lab", text: "", world: World(simulated: true))
    story.isQuiet = true
    auditor = Auditor(path: story.world.installation.home.path("florin.db"))
  }

  private var world: World { story.world }

  /// Gives one command and checks every law afterwards.
  ///
  /// - Returns: what is broken, in words; the law first.
  mutating func step(_ line: String) async -> [String] {
    let words = Words(line)
    tally.steps += 1
    tally.verbs[words.verb, default: 0] += 1
    var breaches: [String] = []
    do {
      breaches = try await carryOut(words)
      if breaches.isEmpty { breaches = try books() }
      if breaches.isEmpty, tally.steps % Self.stepsBetweenProofs == 0 { breaches = try proof() }
    } catch {
      breaches.append("fault: \(error)")
    }
    return breaches
  }

  private mutating func carryOut(_ words: Words) async throws -> [String] {
    let expectsRefusal = words.fields["expect"] == "refused"
    var mishap: Mishap?
    var broken: [String] = []
    var wasRefused = false
    var nothingWasBilled = false
    let command = words.without(["expect"])
    if words.verb == "reopen" || Fault(words) != nil { auditor.close() }
    do {
      let world = world
      mishap = try await story.carryOutInSpiteOfFaults(command) { mishap in
        broken = try Play.findings(world, rebill: false).map { "after \(mishap.fault.kind.rawValue): \($0)" }
      }
    } catch let rejection as Rejection {
      wasRefused = true
      tally.refused += 1
      nothingWasBilled = rejection.problems.contains { $0.code.rawValue == "replay.nothing-billed" }
      // Given again after a mishap, a command without a key may find its work done.
      let done: Set<String> = ["account.reference-taken", "bill-run.not-held"]
      if Fault(words) != nil, rejection.problems.contains(where: { done.contains($0.code.rawValue) }) { wasRefused = false }
    } catch is WorldFault {
      wasRefused = true
    }
    if let mishap { tally.mishaps[mishap.fault.kind.rawValue, default: 0] += 1 }
    if !broken.isEmpty { return broken }
    if expectsRefusal { return wasRefused ? [] : ["refused: this should have been refused: \(command)"] }
    if wasRefused { return nothingWasBilled ? try notPriced(command) : [] }
    try clerk.note(command)
    switch command.verb {
    case "bill": return try bill(command)
    case "release", "dismiss": return try decideHeld(command)
    case "change": return try subscription(command.plain(0))
    case "credit", "cancel": return try correct(command)
    case "rerate": return try priced(command)
    default: return []
    }
  }

  // MARK: laws

  /// Sums and counts that hold after every step.
  private func books() throws -> [String] {
    var breaches: [String] = []
    func equal(_ what: String, _ stored: Int, _ kept: Int) { if stored != kept { breaches.append("books: \(what): stored \(stored), the clerk has \(kept)") } }
    equal("usage events", try auditor.number("SELECT COUNT(*) FROM usage_event"), clerk.events.count)
    equal("invoices", try auditor.number("SELECT COUNT(*) FROM invoice"), clerk.invoiceCount)
    equal("subscriptions", try auditor.number("SELECT COUNT(*) FROM subscription"), clerk.subscriptions.count)
    equal("quotes", try auditor.number("SELECT COUNT(*) FROM quote"), clerk.quotes.count)
    equal("accounts", try auditor.number("SELECT COUNT(*) FROM billing_account"), clerk.accounts.count)
    equal("corrections", try auditor.number("SELECT COUNT(*) FROM correction_charge"), clerk.correctionCount)
    equal("charges of others", try auditor.number("SELECT COUNT(*) FROM third_party_charge"), clerk.tickets.count)
    for row in try auditor.rows(
      "SELECT a.reference, p.receivable_minor, p.billed_through FROM account_position p JOIN billing_account a ON a.id = p.account_id")
    {
      guard let account = clerk.account(row[0]).map({ clerk.accounts[$0] }) else { return ["books: account \(row[0]) is not known"] }
      equal("what \(row[0]) owes", Int(row[1]) ?? 0, account.owedMinor)
      equal("first unbilled day of \(row[0])", Int(row[2]) ?? 0, Int(account.billedThrough.number))
    }
    var sums: [String: Int] = [:]
    var balances: [String: Int] = [:]
    for row in try auditor.rows(
      "SELECT l.currency, l.code, SUM(p.amount_minor) FROM posting p JOIN ledger_account l ON l.id = p.ledger_id GROUP BY l.currency, l.code")
    {
      let amount = Int(row[2]) ?? 0
      sums[row[0], default: 0] += amount
      // Revenue earned and still to be earned is one sum: the net of what was billed.
      let isRevenue = row[1].hasPrefix("84") || row[1] == "3900"
      balances["\(row[0]) \(isRevenue ? "revenue" : row[1])", default: 0] += amount
    }
    for (currency, sum) in sums.sorted(by: { $0.key < $1.key }) { equal("the sum of all postings in \(currency)", sum, 0) }
    for currency in Set(clerk.accounts.map(\.currency)).sorted() {
      let owed = clerk.accounts.filter { $0.currency == currency }.reduce(0) { $0 + $1.owedMinor }
      let others = clerk.thirdPartyMinor[currency, default: 0]
      equal("receivables in \(currency)", balances["\(currency) 1400", default: 0], owed)
      equal("tax in \(currency)", -balances["\(currency) 1776", default: 0], clerk.taxMinor[currency, default: 0])
      equal("revenue in \(currency)", -balances["\(currency) revenue", default: 0], clerk.netMinor[currency, default: 0] - others)
      equal("owed to others in \(currency)", -balances["\(currency) 3700", default: 0], others)
    }
    return breaches
  }

  /// Everything that `florin verify` finds, computing every invoice again.
  mutating func proof() throws -> [String] {
    tally.proofs += 1
    return try Play.findings(world, rebill: true)
  }

  private static func findings(_ world: World, rebill: Bool) throws -> [String] {
    var found: [String] = []
    _ = try Verification(world.installation)(rebill: rebill, { found.append("verify: \($0.law): \($0.subject) \($0.message)") })
    return found
  }

  /// Everything that can be checked once more at the end: bills again, recognises all that is left, proves.
  mutating func end(on day: Day) async -> [String] {
    do {
      let before = clerk.invoiceCount
      for line in try unfinished() + ["bill \(day) key=end", "bill \(day) key=\"end again\""] {
        let breaches = try await carryOut(Words(line)) + (try await releases())
        if !breaches.isEmpty { return breaches }
        if line.contains("again"), try auditor.number("SELECT COUNT(*) FROM invoice") != clerk.invoiceCount { return ["bill: billed again"] }
      }
      tally.invoices += clerk.invoiceCount - before
      _ = try RecogniseRevenue(store: world.store)(through: Day(number: 60_000))
      let left = try auditor.number(
        "SELECT COALESCE(SUM(ABS(s)), 0) FROM (SELECT SUM(p.amount_minor) AS s FROM posting p JOIN ledger_account l ON l.id = p.ledger_id WHERE l.code = '3900' GROUP BY l.id)")
      if left != 0 { return ["recognised: \(left) stay deferred after everything is recognised"] }
      let found = try books() + proof()
      tally.invoices = clerk.invoiceCount
      tally.events = clerk.events.count
      return found
    } catch {
      return ["fault: \(error)"]
    }
  }

  /// The runs that were broken off and never taken up again.
  private func unfinished() throws -> [String] {
    try world.store.billRuns().filter { $0.finishedAt == nil }.map { "bill \($0.billingDay) key=\"\($0.key)\"" }
  }

  /// Releases every account that is held.
  private mutating func releases() async throws -> [String] {
    var breaches: [String] = []
    for account in clerk.accounts where account.heldBy != nil { breaches += try await carryOut(Words("release \(account.reference)")) }
    return breaches
  }

  // MARK: what was done

  private func names() throws -> Names {
    var names = Names(accounts: [:], subscriptions: [:])
    for row in try auditor.rows("SELECT id, reference FROM billing_account") { names.accounts[BillingAccountID(Int64(row[0]) ?? 0)] = row[1] }
    for row in try auditor.rows("SELECT id, reference FROM subscription") { names.subscriptions[SubscriptionID(Int64(row[0]) ?? 0)] = row[1] }
    return names
  }

  /// What a run did, with the invoices that are new since the last look.
  private mutating func decided(_ run: BillRun, _ names: Names) throws -> [BilledAccount] {
    var fresh: [String: IssuedInvoice] = [:]
    for summary in try world.store.invoiceList(InvoiceFilter(run: run.id, limit: 10_000)) where summary.id.rawValue > clerk.lastInvoice {
      guard let issued = try world.store.invoice(summary.id) else { continue }
      fresh[names.accounts[issued.invoice.account] ?? "?"] = issued
    }
    clerk.lastInvoice = max(clerk.lastInvoice, fresh.values.map(\.id.rawValue).max() ?? 0)
    let held = try world.store.report(on: run.id).held
    return try world.store.planLines(of: run.id).map { line in
      BilledAccount(
        account: line.reference, state: line.state, through: line.billThrough,
        reasons: held.first { $0.reference == line.reference }?.reasons.map(\.code) ?? [], invoice: fresh[line.reference]?.invoice,
        invoiceID: fresh[line.reference]?.id.rawValue ?? 0)
    }
  }

  private mutating func bill(_ words: Words) throws -> [String] {
    let key = try words.field("key")
    let isToComeLater = words.fields["then"] == "later"
    guard let run = try world.store.billRuns().first(where: { $0.key == key }) else {
      return isToComeLater ? [] : ["bill: the run \(key) is not there"]
    }
    let names = try names()
    let lines = try decided(run, names)
    let breaches = clerk.billed(run, lines, names)
    guard !isToComeLater, let left = lines.first(where: { $0.state == "planned" }) else { return breaches }
    return breaches + ["bill: \(left.account) is left to be billed by run \(run.id)"]
  }

  private mutating func decideHeld(_ words: Words) throws -> [String] {
    if words.verb == "dismiss" {
      if let key = words.fields["key"] {
        for run in try world.store.billRuns() where run.key == key { clerk.dismissed(run: run.id.rawValue) }
      } else {
        clerk.dismissed(try words.plain(0))
      }
      return []
    }
    let reference = try words.plain(0)
    guard let account = clerk.account(reference), let held = clerk.accounts[account].heldBy,
      let run = try world.store.billRun(BillRunID(held))
    else { return [] }
    let names = try names()
    guard let line = try decided(run, names).first(where: { $0.account == reference }) else { return ["bill: \(reference) is gone from run \(held)"] }
    return clerk.released(line, run: held, names)
  }

  private mutating func correct(_ words: Words) throws -> [String] {
    let number = try words.plain(0)
    guard let at = clerk.papers.firstIndex(where: { $0.number == number }) else { return ["credit note: nobody issued \(number)"] }
    let id = InvoiceID(clerk.papers[at].id)
    var breaches: [String] = []
    for issued in try world.store.creditNotes(of: id).dropFirst(clerk.papers[at].notes) {
      tally.creditNotes += 1
      breaches += clerk.credited(issued.note, of: at, asked: words)
    }
    if words.verb == "credit" || clerk.papers[at].isCancelled || !breaches.isEmpty { return breaches }
    breaches += clerk.cancelled(at)
    if words.fields["rebill"] == "no" { return breaches }
    let key = "rebill:\(try words.field("key"))"
    guard let run = try world.store.billRuns().first(where: { $0.key == key }) else { return breaches + ["bill: the run \(key) is not there"] }
    let names = try names()
    return breaches + clerk.billed(run, try decided(run, names), names, again: clerk.papers[at])
  }

  /// A subscription as stored, day by day beside the clerk's list.
  private func subscription(_ reference: String) throws -> [String] {
    guard let stored = try world.store.subscription(reference: reference), let index = clerk.subscription(reference) else {
      return ["subscription: \(reference) is not there"]
    }
    let kept = clerk.subscriptions[index]
    if stored.endsOn != kept.endsOn { return ["subscription: \(reference) ends on \(stored.endsOn?.description ?? "no day"), the clerk has \(kept.endsOn?.description ?? "no day")"] }
    let names = try names()
    for at in 0..<KeptSubscription.days - 1 {
      let day = kept.startsOn.adding(days: at)
      if day >= kept.endsOn ?? .open { break }
      let held = stored.items.filter { $0.from <= day && day < $0.to ?? .open }
      guard held.count == 1, held[0].offering.text == kept.held[at].offering, held[0].quantity.wholeUnits(.down) == kept.held[at].quantity else {
        return ["subscription: \(reference) holds \(held.map { "\($0.quantity) \($0.offering)" }) on \(day), the clerk has \(kept.held[at].quantity) \(kept.held[at].offering)"]
      }
      if stored.suspensions.contains(where: { $0.contains(day) }) != kept.suspended[at] { return ["subscription: \(reference) on \(day): suspended or not?"] }
      let payer = stored.payers.last { $0.from <= day }.flatMap { names.accounts[$0.account] }
      if payer != kept.payer[at] { return ["subscription: \(reference) is paid by \(payer ?? "nobody") on \(day), the clerk has \(kept.payer[at])"] }
    }
    return []
  }
}
