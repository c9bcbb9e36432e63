import Accounting
import Bootstrap
import Foundation
import Invoicing
import Operations
import Primitives
import Store
import Usage

/// A story over months in plain text: prose, commands on lines that begin with `>`, and under each command, indented,
/// what came of it.
///
/// Running a story writes the same text again with what comes of it now. The commands:
///
///     > account ana zone=Europe/Madrid            registers a customer with an account; es and EUR unless told
///     > order ana basic from=2026-03-01 as=S-1    options, quantity, promotions, subject, term, price=CODE:AMOUNT
///     > quote ana basic from=2026-03-01 as=Q-1 subscription=S-1 quoted=2026-02-01 until=2026-03-01
///     > accept Q-1 on=2026-02-10                  orders what the quote offers
///     > change S-1 changeOffering on=2026-03-16 to=plus
///     > use 600111 data 100 on=2026-03-05         or at=2026-03-05T10:00Z; other words are attributes,
///                                               corrects=ID takes the place of an event, with void=true it never was
///     > third-party ana Cinema "Ticket" 5.00 on=2026-03-05
///     > reprice basic.monthly from=2026-05-16 amount=22.00
///     > bill 2026-04-01                           key=NAME for a second run on the same day
///     > release ana                               from the run that holds it
///     > dismiss ana                               the next run bills it anew; key=NAME for all that a run has still to bill
///     > credit ES-000001 reason="never used"      lines=1,3 and percent=20 or amount=12.50; all that is left unless told
///     > cancel ES-000001 reason="wrong tariff"    and bills the period again, unless rebill=no
///     > rerate from=2026-04-01 to=2026-05-01      what differs, and book it with `book`; price=CODE:AMOUNT corrects a price
///     > late-usage correction                     what becomes of usage after its bill: next-invoice or correction
///     > correct-late on=2026-05-20                cancels what missed usage and bills it again; back=yes as far back as needed
///     > recognise 2026-05-31                      books what is earned by then
///     > books                                     the balance of every ledger account, debits positive
///     > tax lottery country=RO from=2020-01-01 percent=19
///     > clock 2026-03-29T01:30:00Z                moves the clock that the program looks at
///     > send E-1/600111/12.5/2026-03-05T10:00:00Z ID/SUBJECT/MB/WHEN, several of them in one file of usage
///     > reopen                                    ends the program and starts it again
///     > tamper "UPDATE …"                         changes the database behind the program's back
///
/// Any command may take `fault=kill|power-loss|full|io-error|busy write=N salt=N`: that goes wrong at its nth write; the
/// same command is then given again, unless it says `then=later`. `key=` names a command that may be repeated.
struct Story {
  let name: String
  let text: String
  private(set) var breaches: [String] = []
  let world: World
  /// Says nothing of what comes of the commands, and leaves checking to others.
  var isQuiet = false
  /// What the last re-rating said.
  private(set) var toldOfPrices: [String] = []
  private var output: [String] = []
  private var keys = 0

  init(name: String, text: String, world: World? = nil) throws {
    self.name = name
    self.text = text
    self.world = try world ?? World(simulated: true)
  }

  static let folder = World.storiesFolder
  static func path(_ name: String) -> String { folder + "/" + name + ".txt" }
  static let names: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()

  /// Plays the story and gives its text with what came of it.
  mutating func played() async throws -> String {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) where !line.hasPrefix("  ") {
      output.append(String(line))
      guard line.hasPrefix("> ") else { continue }
      do {
        try await carryOutInSpiteOfFaults(Words(String(line.dropFirst(2))))
      } catch let rejection as Rejection {
        for problem in rejection.problems { tell("refused: \(problem.message) (\(problem.code.rawValue))") }
      }
    }
    note(try world.breachesOfRecognition())
    return output.joined(separator: "\n")
  }

  mutating func tell(_ text: String) { if !isQuiet { output.append("  " + text) } }

  private mutating func note(_ found: [String]) {
    breaches += found
    for breach in found { tell("BROKEN: " + breach) }
  }

  mutating func carryOut(_ words: Words) async throws {
    switch words.verb {
    case "account": try world.account(try words.plain(0), words.fields)
    case "order": try order(words)
    case "quote":
      try world.quote(
        try words.field("as"), to: try words.plain(0), "quotedOn: \(try words.day("quoted")), validUntil: \(try words.day("until"))",
        line: "reference: \(try words.field("subscription")), " + line(words))
    case "accept": _ = try world.quotes.accept(try words.plain(0), on: try words.day("on"))
    case "change": try change(words)
    case "use": try use(words)
    case "third-party": try thirdParty(words)
    case "reprice":
      try world.reprice(try words.plain(0), from: try words.day("from"), amount: try words.field("amount"))
    case "bill":
      guard let day = Day(try words.plain(0)) else { throw WorldFault("bill whom when? \(words)") }
      let run = try await world.bill(
        day, key: words.fields["key"], accountsPerBatch: words.fields["batch"].flatMap { Int($0) } ?? 200)
      if isQuiet { return }
      try report(run, after: 0)
      note(try await world.breachesOfBillingAgain(day, key: words.fields["key"] ?? ""))
      note(try world.breaches())
    case "release":
      let run = try runHolding(try words.plain(0))
      let before = isQuiet ? 0 : try world.invoices(of: run).count
      try world.runs.release(try words.plain(0), of: run)
      if isQuiet { return }
      try report(run, after: before)
      note(try world.breaches())
    case "dismiss":
      if let key = words.fields["key"] {
        guard let run = try world.store.billRuns().first(where: { $0.key == key }) else { throw WorldFault("there is no run \(key)") }
        try world.runs.dismissPending(of: run)
      } else {
        try world.runs.dismiss(try words.plain(0), of: try runHolding(try words.plain(0)))
      }
    case "credit": try credit(words)
    case "cancel": try await cancel(words)
    case "rerate":
      let told = try await world.priceAgain(
        from: try words.day("from"), to: try words.day("to"), price: words.fields["price"], booking: words.plain.contains("book"),
        key: words.fields["key"])
      toldOfPrices = told
      if isQuiet { return }
      for line in told { tell(line) }
      note(try world.breaches())
    case "late-usage": try world.lateUsage(try words.plain(0))
    case "correct-late": try await correctLate(words)
    case "recognise": _ = try RecogniseRevenue(store: world.store)(through: try words.dayAlone())
    case "books": try tellBooks()
    case "tax":
      try world.addTaxRate(try words.plain(0), country: try words.field("country"), from: try words.day("from"), percent: try words.field("percent"))
    case "clock":
      guard let instant = Instant(try words.plain(0)) else { throw WorldFault("the clock shows what? \(words)") }
      world.clock.instant = instant
    case "send": try send(words)
    case "reopen": try world.reopen()
    case "tamper":
      _ = try Auditor(path: world.installation.home.path("florin.db")).rows(try words.plain(0))
    default: throw WorldFault("the story \(name) says \(words.verb), which is no command")
    }
  }

  private mutating func credit(_ words: Words) throws {
    keys += 1
    var wish = Corrections.Wish(reason: try words.field("reason"))
    wish.lines = (words.fields["lines"] ?? "").split(separator: ",").compactMap { Int($0) }
    if let percent = words.fields["percent"].flatMap({ Exact($0) }) { wish.measure = .percent(percent) }
    if let amount = words.fields["amount"].flatMap({ Exact($0) }) { wish.measure = .amount(amount) }
    let corrected = try world.corrections.credit(
      try words.plain(0), wish, key: words.fields["key"] ?? "credit-\(keys)", on: try words.day("on"))
    if isQuiet { return }
    if corrected.repeated { tell("a repeat, nothing is given back again") }
    try tellCreditNote(corrected)
    note(try world.breaches())
  }

  private mutating func cancel(_ words: Words) async throws {
    keys += 1
    let (number, key, day) = (try words.plain(0), words.fields["key"] ?? "cancel-\(keys)", try words.day("on"))
    let corrected = try world.corrections.cancel(number, key: key, reason: try words.field("reason"), on: day)
    if isQuiet {
      if words.fields["rebill"] != "no" { _ = try await world.corrections.rebill(number, key: key, on: day) }
      return
    }
    if corrected.number == nil { tell("cancelled; nothing was left to give back") }
    try tellCreditNote(corrected)
    note(try world.breaches())
    if words.fields["rebill"] == "no" { return }
    try report(try await world.corrections.rebill(number, key: key, on: day), after: 0)
    note(try world.breaches())
  }

  private mutating func correctLate(_ words: Words) async throws {
    keys += 1
    for late in try await world.corrections.correctMissedUsage(
      key: "late-\(keys)", reason: words.fields["reason"] ?? "late usage", on: try words.day("on"), reachesBack: words.fields["back"] == "yes")
    {
      let numbers = late.missed.invoices.map(\.number).joined(separator: ", ")
      tell("\(late.missed.reference): \(late.missed.events) \(late.missed.events == 1 ? "event waits" : "events wait") for \(numbers.isEmpty ? "an invoice that is not there" : numbers)")
      if late.runs.isEmpty {
        tell(late.missed.wasPricedAgain ? "left alone, since these days were priced again" : "left alone, since later invoices build on it")
      }
      for invoice in late.missed.invoices.reversed() {
        for note in try world.store.creditNotes(of: invoice.id).suffix(1) where !late.runs.isEmpty {
          for line in try StoryPage(store: world.store).lines(of: note) { tell(line) }
        }
      }
      for run in late.runs { try report(run, after: 0) }
    }
    note(try world.breaches())
  }

  private mutating func tellBooks() throws {
    for row in try world.store.trialBalance(seller: nil, through: nil) where row.balanceMinor != 0 {
      let amount = Money(amountMinor: row.balanceMinor, currency: row.currency).exact.description
      let name = ChartOfAccounts.standard[row.ledgerAccount]?.name.text("en") ?? ""
      tell("\(row.ledgerAccount) \(name)".padding(toLength: 40, withPad: " ", startingAt: 0) + String(repeating: " ", count: max(0, 10 - amount.count)) + amount)
    }
  }

  private mutating func tellCreditNote(_ corrected: Corrected) throws {
    guard let number = corrected.number, let issued = try world.store.creditNote(number: number) else { return }
    for line in try StoryPage(store: world.store).lines(of: issued) { tell(line) }
  }

  /// The latest run that holds an account or has still to bill it, or the latest of all.
  private func runHolding(_ account: String) throws -> BillRun {
    let runs = try world.store.billRuns()
    let holding = try runs.last { run in
      try world.store.planLines(of: run.id).contains { $0.reference == account && ["held", "planned"].contains($0.state) }
    }
    guard let run = holding ?? runs.last else { throw WorldFault("nothing was billed yet") }
    return run
  }

  private mutating func order(_ words: Words) throws {
    keys += 1
    try world.order(
      try words.plain(0), key: words.fields["as"] ?? "S-\(keys)", customer: words.fields["customer"], line: line(words), placedOn: try words.day("from"))
  }

  /// The fields of an order's line or a quote's.
  private func line(_ words: Words) throws -> String {
    var line = "offering: \(try words.plain(1)), startsOn: \(try words.day("from"))"
    if let text = words.fields["quantity"] { line += ", quantity: \(text)" }
    if let text = words.fields["subject"] { line += ", subject: \"\(text)\"" }
    if let text = words.fields["term"] { line += ", termMonths: \(text)" }
    if let text = words.fields["options"] { line += ", options: [\(text)]" }
    if let text = words.fields["promotions"] { line += ", promotions: [\(text)]" }
    if let text = words.fields["price"] { line += ", agreements: [\(try Words.agreement(text))]" }
    return line
  }

  private mutating func change(_ words: Words) throws {
    keys += 1
    var change = "change: \(try words.plain(1))"
    for (name, value) in words.fields.sorted(by: { $0.key < $1.key }) where !["on", "today", "key"].contains(name) {
      change += name == "price" ? ", agreements: [\(try Words.agreement(value))]" : ", \(name): \(value)"
    }
    try world.amend(
      try words.plain(0), key: words.fields["key"] ?? "change-\(keys)", on: try words.day("on"), change: change, today: words.fields["today"].flatMap { Day($0) })
  }

  private mutating func use(_ words: Words) throws {
    var fields = words.fields
    let id = fields.removeValue(forKey: "id")
    var at = fields.removeValue(forKey: "at").flatMap { Instant($0) }
    if let day = fields.removeValue(forKey: "on").flatMap({ Day($0) }) { at = Zone.utc.start(of: day).adding(seconds: 12 * 3600) }
    guard let at else { throw WorldFault("used when? \(words)") }
    let use = World.Use(id: id, subject: try words.plain(0), type: try words.plain(1), quantity: try words.plain(2), at: at, attributes: fields)
    let counts = try world.use([use], correcting: fields["corrects"] != nil)
    if counts.rejected > 0, fields["corrects"] != nil {
      for reject in try world.store.usage({ try $0.rejects(batch: nil, states: [.open], limit: 100) }).suffix(1) {
        return tell("rejected: \(reject.record.problem.message) (\(reject.record.problem.code.rawValue))")
      }
    }
    if counts.duplicate > 0 { tell("a repeat, not counted\(counts.changed > 0 ? "; its content differs from the first" : "")") }
    if counts.rejected > 0 { tell("rejected: nobody held that subject then, or the record is wrong") }
  }

  private mutating func send(_ words: Words) throws {
    let uses = try words.plain.map { try Sent($0).use }
    let counts = try world.use(uses, recordsPerRound: 3)
    tell("\(counts.read) read, \(counts.accepted) accepted, \(counts.duplicate) duplicate, \(counts.rejected) rejected")
  }

  private mutating func thirdParty(_ words: Words) throws {
    keys += 1
    let result = try world.thirdParty(
      try words.plain(0), id: words.fields["id"] ?? "t-\(keys)", provider: try words.plain(1), name: try words.plain(2),
      on: try words.day("on"), amount: try words.plain(3), tax: words.fields["tax"] ?? "telecom")
    if result.repeated > 0 { tell("a repeat, not counted") }
  }

  private mutating func report(_ run: BillRun, after known: Int) throws {
    let page = StoryPage(store: world.store)
    let issued = try world.invoices(of: run).dropFirst(known)
    for invoice in issued {
      for line in try page.lines(of: invoice) { tell(line) }
      let replaced = try world.store.standing(of: invoice.id).replaces
      if !replaced.isEmpty { tell("  in the place of \(replaced.joined(separator: ", "))") }
    }
    let report = try world.store.report(on: run.id)
    for held in report.held {
      tell("held \(held.reference): \(held.reasons.map(\.description).joined(separator: "; "))")
    }
    if issued.isEmpty, report.held.isEmpty { tell("no invoice") }
  }
}
