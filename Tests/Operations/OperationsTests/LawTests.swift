import Bootstrap
import Invoicing
import Operations
import Parties
import Primitives
import Rating
import Seeds
import Store
import Subscriptions
import Testing

@testable import Lab

/// A small world with random customers, amendments of past, present and future, usage that comes late, twice and out of
/// order, and bill runs in between; beside it the clerk who writes one entry a day.
struct RandomWorld {
  let world: World
  private var seed: Seed
  private var subscriptions: [TwinSubscription] = []
  private var sent: [World.Use] = []
  private var accepted: [String: World.Use] = [:]
  /// Events that were corrected: known, and no longer counted.
  private var retired: Set<String> = []
  private var commands = 0
  private let accounts = ["a", "b", "c"]
  private static let recurring = ["basic", "plus", "later", "seats"]
  private static let metered = ["metered", "tiered"]
  private static let start = Day("2026-01-01") ?? Day(number: 0)
  /// Invoices are credited and cancelled in between, some billed again at once, some by the next run.
  private let corrects: Bool

  init(_ seed: Seed, corrects: Bool = false) throws {
    self.seed = seed
    self.corrects = corrects
    world = try World()
    if corrects, seed.start % 2 == 1 { try world.lateUsage("correction") }
    for account in accounts { try world.account(account, ["anchor": "\(self.seed.pick([1, 1, 10, 31]))"]) }
  }

  mutating func live() async throws {
    // Somebody always has something to use; without any subject every event would wait for one.
    try world.account("neighbour")
    try world.order("neighbour", key: "N", line: "offering: metered, startsOn: 2026-01-01, subject: \"neighbour\"", placedOn: Self.start)
    for _ in 0..<seed.number(2...4) { try subscribe() }
    for step in 1...8 {
      let today = Self.start.adding(days: step * 18)
      for _ in 0..<seed.number(0...3) { try amend(today) }
      try use(today)
      if seed.number(0...3) > 0 { try await bill(today) }
      if corrects {
        try correctUsage()
        try await correct(today)
      }
      if step == 4 { try subscribe() }
    }
    let last = Self.start.adding(days: 9 * 18)
    for index in subscriptions.indices where subscriptions[index].endsOn ?? .open > last {
      try command(index, last, "change: cancel") { $0.cancel(on: last) }
    }
    for days in [40, 80] { try await bill(last.adding(days: days)) }
    if corrects {
      try correctUsage()
      for late in try await world.corrections.correctMissedUsage(key: "end", reason: "law", on: last.adding(days: 81), reachesBack: true) {
        for run in late.runs { for held in try world.store.report(on: run.id).held { try world.runs.release(held.reference, of: run) } }
        for invoice in late.missed.invoices.dropFirst() {
          let run = try await world.corrections.rebill(invoice.number, key: "after \(invoice.number)", on: last.adding(days: 81))
          for held in try world.store.report(on: run.id).held { try world.runs.release(held.reference, of: run) }
        }
      }
      let left = try world.corrections.missedUsage()
      #expect(left == [], "nothing waits any more")
    }
  }

  private mutating func subscribe() throws {
    let number = subscriptions.count
    let usage = seed.flip()
    let offering = seed.pick(usage ? Self.metered : Self.recurring)
    let startsOn = Self.start.adding(days: seed.number(0...70))
    let account = seed.pick(accounts)
    let quantity = offering == "seats" ? seed.number(1...9) : 1
    let twin = TwinSubscription(
      reference: "S-\(number)", subject: usage ? "60\(number)" : "", startsOn: startsOn, offering: offering, quantity: quantity, payer: account)
    try world.order(
      account, key: twin.reference, line: "offering: \(offering), startsOn: \(startsOn), quantity: \(quantity), subject: \"\(twin.subject)\"",
      placedOn: startsOn)
    subscriptions.append(twin)
  }

  /// Gives a command; the clerk notes it only when it was not refused.
  private mutating func command(_ index: Int, _ day: Day, _ change: String, _ note: (inout TwinSubscription) -> Void) throws {
    commands += 1
    do {
      try world.amend(subscriptions[index].reference, key: "c-\(commands)", on: day, change: change)
      note(&subscriptions[index])
    } catch is Rejection {}
  }

  private mutating func amend(_ today: Day) throws {
    let index = seed.number(0...(subscriptions.count - 1))
    let twin = subscriptions[index]
    let isMetered = !twin.subject.isEmpty
    // What is billed of usage is never repriced, so those change from today on only.
    let day = max(today.adding(days: isMetered ? seed.number(0...15) : seed.number(-45...20)), twin.startsOn)
    switch seed.number(0...9) {
    case 0...3:
      let offering = seed.pick(isMetered ? Self.metered : Self.recurring)
      try command(index, day, "change: changeOffering, to: \(offering)") { $0.change(on: day) { $0.offering = offering } }
    case 4...5 where !isMetered:
      let quantity = seed.number(1...5)
      try command(index, day, "change: changeQuantity, quantity: \(quantity)") { $0.change(on: day) { $0.quantity = quantity } }
    case 6: try command(index, day, "change: suspend") { $0.suspend(on: day) }
    case 7: try command(index, day, "change: resume") { $0.resume(on: day) }
    case 8:
      let account = seed.pick(accounts)
      try command(index, day, "change: move, account: \(account)") { $0.move(to: account, on: day) }
    default:
      if seed.number(0...3) == 0 { try command(index, max(day, today), "change: cancel") { $0.cancel(on: max(day, today)) } }
    }
  }

  /// Sends some events of the last weeks in any order, some of them again.
  private mutating func use(_ today: Day) throws {
    var batch: [World.Use] = []
    for twin in subscriptions where !twin.subject.isEmpty {
      for _ in 0..<seed.number(0...6) {
        let day = today.adding(days: -seed.number(1...50))
        batch.append(
          World.Use(
            id: "e-\(sent.count + batch.count)", subject: twin.subject, type: "data", quantity: "\(seed.number(1...80))",
            at: Zone.utc.start(of: day).adding(seconds: 12 * 3600)))
      }
    }
    sent += batch
    for _ in 0..<seed.number(0...3) where !sent.isEmpty { batch.append(seed.pick(sent)) }
    batch.shuffle(using: &seed)
    if batch.isEmpty { return }
    let counts = try world.use(batch)
    var fresh = 0
    for use in batch where accepted[use.id ?? ""] == nil && !retired.contains(use.id ?? "") {
      guard let twin = subscriptions.first(where: { $0.subject == use.subject }), twin.isHeld(on: use.at.utcDay) else { continue }
      accepted[use.id ?? ""] = use
      fresh += 1
    }
    #expect(counts.accepted == fresh, "accepted as the clerk would")
  }

  private mutating func bill(_ day: Day) async throws {
    commands += 1
    let run = try await world.bill(day, key: "run-\(commands)", workers: seed.number(1...3), accountsPerBatch: seed.number(1...3))
    for held in try world.store.report(on: run.id).held {
      if seed.number(0...4) == 0 { try world.runs.dismiss(held.reference, of: run) } else { try world.runs.release(held.reference, of: run) }
    }
  }

  /// Lets some events be corrected by others, billed or not; some of them never happened.
  private mutating func correctUsage() throws {
    for (id, old) in accepted.sorted(by: { $0.key < $1.key }) where seed.number(0...11) == 0 {
      commands += 1
      var use = old
      use.id = "k-\(commands)"
      use.quantity = "\(seed.number(1...80))"
      let isVoid = seed.flip()
      use.attributes = isVoid ? ["corrects": id, "void": "true"] : ["corrects": id]
      let counts = try world.use([use], correcting: true)
      #expect(counts.accepted == 1)
      accepted[id] = nil
      retired.formUnion(isVoid ? [id, use.id ?? ""] : [id])
      if !isVoid { accepted[use.id ?? ""] = use }
    }
  }

  /// Credits some invoices, and cancels the latest of some accounts, one after the other back in time.
  private mutating func correct(_ today: Day) async throws {
    for issued in try world.invoices() where seed.number(0...5) == 0 {
      commands += 1
      let measure: Corrections.Wish.Measure = seed.flip() ? .percent(Exact(seed.number(1...60))) : .amount(Exact(unscaled: Int64(seed.number(1...3000)), scale: 2))
      let lines = seed.flip() ? [] : [seed.number(1...issued.invoice.lines.count)]
      do {
        _ = try world.corrections.credit(
          issued.invoice.number ?? "", Corrections.Wish(lines: lines, measure, reason: "law"), key: "c-\(commands)", on: max(today, issued.invoice.issuedOn))
      } catch is Rejection {}
    }
    for account in accounts {
      for _ in 0..<seed.pick([0, 0, 0, 1, 1, 2, 3]) {
        let standing = try world.invoices().filter {
          try world.store.account($0.invoice.account)?.reference == account && world.store.standing(of: $0.id).cancelledOn == nil
        }
        guard let latest = standing.last else { break }
        commands += 1
        let (number, key, day) = (latest.invoice.number ?? "", "x-\(commands)", max(today, latest.invoice.issuedOn))
        _ = try world.corrections.cancel(number, key: key, reason: "law", on: day)
        if seed.flip() { continue }
        let run = try await world.corrections.rebill(number, key: key, on: day)
        for held in try world.store.report(on: run.id).held { try world.runs.release(held.reference, of: run) }
      }
    }
  }

  /// What the books say otherwise than the clerk.
  func differences() throws -> [String] {
    var units: [TwinKey: Int] = [:]
    var usage: [String: Exact] = [:]
    var amounts: [String: (quantity: Exact, amount: Exact)] = [:]
    for issued in try world.invoices() where try world.store.standing(of: issued.id).cancelledOn == nil {
      let payer = try world.store.account(issued.invoice.account)
      let account = payer?.reference ?? "?"
      for line in issued.invoice.lines {
        let charge = line.charge
        let reference = charge.subscription.map { subscriptions[Int($0.rawValue) - 2].reference } ?? "?"
        switch charge.kind {
        case .recurring, .credit:
          let key = TwinKey(subscription: reference, offering: charge.offering?.text ?? "?", account: account)
          let quantity = charge.quantity.wholeUnits(.down).map { Int($0) } ?? 0
          units[key, default: 0] += (charge.kind == .credit ? -1 : 1) * charge.period.days * quantity
        case .usage:
          usage[reference, default: .zero] += charge.quantity
          // Tiers count through a month of account, whatever was held in between and however late it came.
          let month = payer?.cycle.period(containing: charge.period.start)
          let part = "\(charge.price) of \(reference), \(account), \(month.map { "\($0)" } ?? "?")"
          let before = amounts[part] ?? (.zero, .zero)
          amounts[part] = (before.quantity + charge.quantity, before.amount + charge.amount.exact)
        default: break
        }
      }
    }
    var found: [String] = []
    var owed: [TwinKey: Int] = [:]
    for twin in subscriptions where twin.subject.isEmpty { owed.merge(twin.unitDays) { $0 + $1 } }
    for key in Set(owed.keys).union(units.keys) where owed[key, default: 0] != units[key, default: 0] {
      found.append("\(key): billed \(units[key, default: 0]) unit days, the clerk counts \(owed[key, default: 0])")
    }
    for twin in subscriptions where !twin.subject.isEmpty {
      let used = accepted.values.filter { $0.subject == twin.subject }.reduce(Exact.zero) { $0 + (Exact($1.quantity) ?? .zero) }
      if used != usage[twin.reference, default: .zero] {
        found.append("usage of \(twin.reference): billed \(usage[twin.reference, default: .zero]), accepted \(used)")
      }
    }
    for (part, sum) in amounts {
      let price = part.hasPrefix("tiered")
        ? min(sum.quantity, 100) * Exact(unscaled: 10, scale: 2) + max(.zero, sum.quantity - 100) * Exact(unscaled: 5, scale: 2)
        : sum.quantity * Exact(unscaled: 2, scale: 2)
      if price != sum.amount { found.append("\(part): \(sum.quantity) MB cost \(sum.amount), at once they would cost \(price)") }
    }
    return found.sorted()
  }
}

/// Whatever happens in whatever order: every day is billed once, every event is billed once, the books are right.
@Suite struct LawTests {
  @Test(arguments: (Array(1...50) + [207, 222, 230, 266, 306, 334, 343, 347, 352, 381, 395, 440, 445]).map { Seed(UInt64($0)) }) func everythingIsBilledOnce(_ seed: Seed) async throws {
    var random = try RandomWorld(seed)
    try await random.live()
    #expect(try random.differences() == [], "\(seed)")
    #expect(try random.world.breachesOfRecognition() == [], "\(seed)")
  }

  /// The same, with invoices credited and cancelled in between.
  @Test(arguments: (Array(101...150) + [249]).map { Seed(UInt64($0)) }) func everythingIsBilledOnceWhateverIsCorrected(_ seed: Seed) async throws {
    var random = try RandomWorld(seed, corrects: true)
    try await random.live()
    let differences = try random.differences()
    #expect(differences == [], "\(seed)")
    let breaches = try random.world.breachesOfRecognition()
    #expect(breaches == [], "\(seed)")
  }
}
