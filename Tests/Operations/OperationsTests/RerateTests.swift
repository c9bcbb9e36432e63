import Foundation
import Invoicing
@testable import Lab
@testable import Operations
import Parties
import Primitives
import Rating
import Seeds
import Subscriptions
import Testing

@testable import Bootstrap
@testable import Store

/// A household under every kind of usage price, whose events come when they come, or all in order.
struct LateWorld {
  let world: World
  static let start = Day("2026-01-01") ?? Day(number: 0)
  static let offerings = ["metered", "tiered", "rollover", "committed", "minimum", "family", "family", "phone"]
  static let months = 4

  init(anchor: Int) throws {
    world = try World()
    try world.account("a", ["anchor": "\(anchor)"])
    try world.account("child", ["parent": "a", "anchor": "\(anchor)"])
    for (index, offering) in Self.offerings.enumerated() {
      try world.order(
        index == 2 ? "child" : "a", key: "S-\(index)", line: "offering: \(offering), startsOn: 2026-01-0\(index % 4 + 1), subject: \"60\(index)\"",
        placedOn: Self.start)
    }
  }

  /// Days on which bills are made: the first days after the cycles of the four months.
  static func billingDays(anchor: Int) -> [Day] { (1...months).map { start.adding(months: $0, anchorDay: 1).adding(days: anchor) } }

  /// Some use of every subscription over the months, with how many bills it comes late.
  static func uses(_ seed: inout Seed) -> [(use: World.Use, late: Int)] {
    var found: [(World.Use, Int)] = []
    for index in offerings.indices {
      for number in 0..<seed.number(4...14) {
        let day = start.adding(days: seed.number(4...105))
        let call = offerings[index] == "phone"
        found.append(
          (
            World.Use(
              id: "e-\(index)-\(number)", subject: "60\(index)", type: call ? "call" : "data", quantity: "\(seed.number(1...(call ? 400 : 90)))",
              at: Zone.utc.start(of: day).adding(seconds: Int64(seed.number(7...20)) * 3600 + Int64(seed.number(0...3599))),
              attributes: call ? ["destination": "4021\(seed.number(100000...999999))"] : [:]), seed.pick([0, 0, 0, 1, 1, 2])
          ))
      }
    }
    return found
  }
}

extension World {
  /// The bills of account `a` made again from what is known.
  func replayed(from: Day = Day(number: 0)) throws -> (history: AccountHistory, bills: [ReplayedBill]) {
    let (catalogs, _) = try installation.publishedBilling()
    let account = try #require(try store.account(reference: "a"))
    var found: (AccountHistory, [ReplayedBill])?
    try store.readHistories([account.id], .from(ServicePeriod(start: from, end: .open)), zones: catalogs.zones, replay: Replay.subscription) {
      found = ($0, try AccountReplay($0)(with: { try catalogs.billing(of: $0) }))
    }
    return try #require(found)
  }

  func differences(
    from: Day = Day(number: 0), to: Day = .open, scope: AccountScope = .everybody, catalog: String? = nil, workers: Int = 1
  ) async throws -> (accounts: [ReratedAccount], totals: RerateTotals) {
    var found: [ReratedAccount] = []
    let totals = try await Reratings(installation).differences(
      Reratings.Request(period: ServicePeriod(start: from, end: to), scope: scope, catalog: catalog, workers: workers)
    ) { found.append($0) }
    return (found, totals)
  }
}

@Suite struct RerateTests {
  private func sums(_ lines: [InvoiceLine]) -> [String: Int64] {
    var sums: [String: Int64] = [:]
    for line in lines {
      let charge = line.charge
      sums["\(line.usedBy?.rawValue ?? 0) \(charge.subscription?.rawValue ?? 0) \(charge.price) \(charge.kind) \(charge.period)", default: 0] += charge.amount.amountMinor
    }
    return sums.filter { $0.value != 0 }
  }

  /// Two households that use the same and are billed on the same days: one whose usage comes late, one in order.
  private func twins(_ random: inout Seed) async throws -> (late: World, inOrder: World, anchor: Int) {
    let anchor = random.pick([1, 1, 10])
    let uses = LateWorld.uses(&random)
    let (late, inOrder) = (try LateWorld(anchor: anchor).world, try LateWorld(anchor: anchor).world)
    for (index, day) in LateWorld.billingDays(anchor: anchor).enumerated() {
      // An event comes with the bill of its time, or so many bills later.
      var due = uses.filter { use in
        let month = LateWorld.billingDays(anchor: anchor).firstIndex { use.use.at < Zone.utc.start(of: $0) } ?? 3
        return min(month + use.late, 3) == index
      }.map(\.use)
      due.shuffle(using: &random)
      if !due.isEmpty { try late.use(due) }
      if index == 0 { try inOrder.use(uses.map(\.use).shuffled(using: &random)) }
      for world in [late, inOrder] {
        try await bill(world, day)
      }
    }
    return (late, inOrder, anchor)
  }

  /// Bills and releases whatever is held.
  @discardableResult
  private func bill(_ world: World, _ day: Day) async throws -> BillRun {
    let run = try await world.bill(day)
    for held in try world.store.report(on: run.id).held { try world.runs.release(held.reference, of: run) }
    return run
  }

  private func book(_ world: World, catalog: String? = nil, key: String? = nil) async throws -> Rerate.Booked {
    try await Reratings(world.installation, clock: world.clock).book(
      Reratings.Request(period: ServicePeriod(start: Day(number: 0), end: .open), catalog: catalog), key: key) { _ in }
  }

  /// Once booked, nothing differs any more, the books are proved, and the next bills are those of the household in order,
  /// beside the corrections.
  @Test(arguments: (1...12).map { Seed(UInt64($0)) }) func bookedOnceItIsAsIfInOrder(_ seed: Seed) async throws {
    var random = seed
    let (late, inOrder, anchor) = try await twins(&random)
    let difference = try await late.differences().totals.currencies.first?.difference ?? .zero
    _ = try await book(late)
    let again = try await late.differences()
    #expect(again.accounts.isEmpty, "\(seed) \(again.accounts)")
    #expect(try await book(late).rerating == nil, "\(seed)")
    #expect(try late.breaches() == [], "\(seed)")
    // The next months go on from the same counters; some of their usage is late again.
    let start = LateWorld.billingDays(anchor: anchor)[3]
    var after: [World.Use] = []
    for index in LateWorld.offerings.indices where LateWorld.offerings[index] != "phone" {
      for number in 0..<random.number(1...4) {
        let at = Zone.utc.start(of: start.adding(days: random.number(-60...25))).adding(seconds: 40_000)
        after.append(World.Use(id: "n-\(index)-\(number)", subject: "60\(index)", type: "data", quantity: "\(random.number(1...80))", at: at))
      }
    }
    for world in [late, inOrder] { try world.use(after) }
    let day = start.adding(months: 1, anchorDay: start.dayOfMonth)
    var lines: [[InvoiceLine]] = []
    for world in [late, inOrder] {
      let run = try await bill(world, day)
      lines.append(try world.invoices(of: run).flatMap(\.invoice.lines))
    }
    #expect(sums(lines[0].filter { $0.charge.kind != .correction }) == sums(lines[1]), "\(seed)")
    let corrections = lines[0].filter { $0.charge.kind == .correction }
    #expect(Exact(unscaled: corrections.reduce(0) { $0 + $1.charge.amount.amountMinor }, scale: 2) == difference, "\(seed)")
    #expect(corrections.allSatisfy { $0.charge.explanation.amount == $0.charge.amount.exact }, "\(seed)")
    #expect(try late.breachesOfRecognition() == [], "\(seed)")
    // Both are priced again once more, and both come to the same.
    for world in [late, inOrder] { _ = try await book(world) }
    let end = day.adding(months: 1, anchorDay: day.dayOfMonth)
    var totals: [Int64] = []
    for world in [late, inOrder] {
      try await bill(world, end)
      totals.append(try world.invoices().flatMap(\.invoice.lines).reduce(0) { $0 + $1.charge.amount.amountMinor })
      #expect(try world.breaches() == [], "\(seed)")
      #expect(try await world.differences().accounts.isEmpty, "\(seed)")
    }
    #expect(totals[0] == totals[1], "\(seed)")
  }

  /// However late the events came, their bills made again are those of a household whose events came in order, and the
  /// counters stand where they stand there.
  @Test(arguments: (1...16).map { Seed(UInt64($0)) }) func lateUsageReplaysLikeUsageInOrder(_ seed: Seed) async throws {
    var random = seed
    let (late, inOrder, _) = try await twins(&random)
    let (_, bills) = try late.replayed()
    let expected = try inOrder.invoices().flatMap(\.invoice.lines)
    #expect(sums(bills.flatMap { $0.invoice?.lines ?? [] }) == sums(expected), "\(seed)")
    let last = try #require(bills.last)
    for closing in last.closings {
      let stored = try inOrder.store.read { try CarriedRows.state(of: closing.account, before: nil, billedThrough: closing.billedThrough, .none, $0) }
      let buckets = closing.carried.allowances.filter { $0.bucket.expiresOn > closing.billedThrough }
      #expect(Set(buckets) == Set(stored.allowances), "\(seed)")
      #expect(Set(closing.carried.meters) == Set(stored.meters), "\(seed)")
    }
    #expect(try await inOrder.differences().accounts.isEmpty, "\(seed)")
    // The document says exactly what lies between the two histories.
    let billed = try late.invoices().reduce(Int64(0)) { $0 + $1.invoice.lines.reduce(0) { $0 + $1.charge.amount.amountMinor } }
    let total = try await late.differences().totals.currencies.first?.difference ?? .zero
    #expect(Exact(unscaled: billed, scale: 2) + total == Exact(unscaled: expected.reduce(0) { $0 + $1.charge.amount.amountMinor }, scale: 2), "\(seed)")
  }

  /// Where everything was billed in the end, nothing differs, whatever happened before.
  @Test(arguments: (1...20).map { Seed(UInt64($0)) }) func whatWasBilledRightStays(_ seed: Seed) async throws {
    var random = try RandomWorld(seed)
    try await random.live()
    let (accounts, totals) = try await random.world.differences()
    #expect(accounts.isEmpty, "\(seed) \(accounts)")
    #expect(totals.accounts > 0)
  }

  /// 80 MB of April are billed; 50 MB of April come late, 10 of them before the others.
  private func aprilWorld() async throws -> World {
    let world = try World()
    try world.account("a")
    try world.order("a", key: "S-1", line: "offering: tiered, startsOn: 2026-04-01, subject: \"600\"", placedOn: try #require(Day("2026-04-01")))
    func use(_ quantity: String, _ day: String) throws {
      try world.use([World.Use(subject: "600", type: "data", quantity: quantity, at: Zone.utc.start(of: try #require(Day(day))).adding(seconds: 43_200))])
    }
    try use("80", "2026-04-10")
    try await world.bill(try #require(Day("2026-05-01")))
    try use("50", "2026-04-02")
    return world
  }

  @Test func lateUsageIsTold() async throws {
    let world = try await aprilWorld()
    let before = try world.dump(World.billingTables + World.usageTables)
    let (accounts, totals) = try await world.differences()
    guard case .differs(let lines, _) = try #require(accounts.first).result else { return #expect(Bool(false)) }
    #expect(lines.map(\.difference.before.amountMinor) == [800])
    #expect(lines.map(\.difference.after.amountMinor) == [1150])
    #expect(lines.flatMap(\.reasons) == [ReratedLine.Part(reason: .lateUsage, amountMinor: 350)])
    #expect(totals.currencies.map(\.difference) == [Exact(unscaled: 350, scale: 2)])
    #expect(try world.dump(World.billingTables + World.usageTables) == before)
  }

  /// A difference parts exactly into what late usage makes at the old price, and what the new price makes.
  @Test func anotherPriceIsToldApartFromLateUsage() async throws {
    let world = try await aprilWorld()
    let folder = world.folder + "/corrected"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for file in try World.storyCatalog() {
      let text = String(decoding: file.bytes, as: UTF8.self).replacingOccurrences(of: "{unit: \"0.05\"}", with: "{unit: \"0.08\"}")
      try Data(text.utf8).write(to: URL(filePath: folder + "/" + file.name))
    }
    let (accounts, totals) = try await world.differences(catalog: folder)
    guard case .differs(let lines, _) = try #require(accounts.first).result else { return #expect(Bool(false)) }
    #expect(lines.flatMap(\.reasons) == [ReratedLine.Part(reason: .lateUsage, amountMinor: 350), ReratedLine.Part(reason: .price, amountMinor: 90)])
    #expect(totals.currencies.map(\.byReason) == [[Exact(unscaled: 90, scale: 2), Exact(unscaled: 350, scale: 2), 0, 0]])
    // May is outside of the period, so it is made with its own catalog.
    try await world.bill(try #require(Day("2026-06-01")))
    let may = try await world.differences(from: try #require(Day("2026-05-10")), to: try #require(Day("2026-05-20")), catalog: folder)
    #expect(may.accounts.isEmpty)
  }

  /// A corrected tariff is booked, stays in force for its days, and stands on the next invoice once.
  @Test func aCorrectedTariffStays() async throws {
    let world = try await aprilWorld()
    let folder = world.folder + "/corrected"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for file in try World.storyCatalog() {
      let text = String(decoding: file.bytes, as: UTF8.self).replacingOccurrences(of: "{unit: \"0.05\"}", with: "{unit: \"0.08\"}")
      try Data(text.utf8).write(to: URL(filePath: folder + "/" + file.name))
    }
    let booked = try await book(world, catalog: folder, key: "april")
    #expect(booked.rerating == ReratingID(1))
    #expect(try await world.differences().accounts.isEmpty)
    #expect(try await book(world, catalog: folder, key: "april").rerating == nil)
    await #expect(throws: Rejection.self) { try await book(world, key: "april") }
    let run = try await world.bill(try #require(Day("2026-06-01")))
    let lines = try world.invoices(of: run).flatMap(\.invoice.lines)
    #expect(lines.map(\.charge.kind) == [.correction])
    #expect(lines.map(\.charge.amount.amountMinor) == [440])
    #expect(lines.first?.charge.explanation.steps.map(\.kind) == [.tier, .tier, .alreadyBilled])
    #expect(try world.breachesOfRecognition() == [])
    #expect(try await world.differences().accounts.isEmpty)
    let next = try await world.bill(try #require(Day("2026-07-01")))
    #expect(try world.invoices(of: next).isEmpty)
  }

  @Test func workersChangeNothing() async throws {
    let world = try World()
    try world.settle(households: 6)
    for day in ["2026-05-01", "2026-06-01"] { try await world.bill(try #require(Day(day))) }
    try world.use((0..<6).map { World.Use(subject: "60\($0)1", type: "data", quantity: "7", at: Zone.utc.start(of: try #require(Day("2026-04-20")))) })
    let (catalogs, _) = try world.installation.publishedBilling()
    func document(_ workers: Int) async throws -> String {
      var text = ""
      let rerate = Rerate(store: world.store, catalogs: catalogs, replay: { try Replay.subscription($0, $1) }, workers: workers, accountsPerBatch: 2)
      let totals = try await rerate.differences(Rerate.Request(scope: .everybody, period: ServicePeriod(start: Day(number: 0), end: .open))) { text += "\($0)\n" }
      return text + "\(totals)"
    }
    let one = try await document(1)
    #expect(one.contains("lateUsage"))
    for workers in 2...4 { #expect(try await document(workers) == one) }
  }

  @Test func scopesChooseAccounts() async throws {
    let world = try World()
    try world.settle()
    try await world.bill(try #require(Day("2026-05-01")))
    #expect(try await world.differences().totals.accounts == 7)
    #expect(try await world.differences(scope: AccountScope(account: "h1")).totals.accounts == 1)
    #expect(try await world.differences(scope: AccountScope(account: "h1-child")).totals.accounts == 1)
    #expect(try await world.differences(scope: AccountScope(offering: "tiered")).totals.accounts == 4)
    #expect(try await world.differences(scope: AccountScope(offering: "abonament")).totals.accounts == 3)
    for scope in [AccountScope(account: "nobody"), AccountScope(offering: "nothing"), AccountScope(segment: "none")] {
      await #expect(throws: Rejection.self) { try await world.differences(scope: scope) }
    }
  }
}
