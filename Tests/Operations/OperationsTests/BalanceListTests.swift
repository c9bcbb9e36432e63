import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Seeds
import Testing

@testable import Lab
@testable import Store

/// Requests and movements of a balance are found backwards from the last, without an index over them: every page of them is what
/// reading all rows gives, and no page reads the rows of others.
@Suite struct BalanceListTests {
  private static let megabyte: Int64 = 1_000_000

  /// Two pools whose requests and movements lie between each other, longer than the way between two waypoints.
  private func world(_ seed: Seed, requests: Int = 420) throws -> World {
    var random = seed
    let world = try World()
    for name in ["a", "b"] {
      try world.account(name)
      try world.order(name, key: "S-\(name)", line: "offering: metered, startsOn: 2026-01-01, subject: \"60\(name)\"", placedOn: ResumeTests.day)
      _ = try world.balances.open(.init(reference: name, account: name, kind: .prepaid), key: "o\(name)")
      _ = try world.balances.topUp(name, .init(amount: Exact(1_000)), key: "t\(name)")
    }
    _ = try world.balances.topUp("a", .init(amount: Exact(40_000_000), unit: BalanceUnit.octets.text), key: "pack")
    let recorder = world.installation.chargingRecorder()
    let now = MachineClock().now()
    var asked: [ChargingRequest] = []
    for number in 0..<requests {
      // Some are told late, so that their times are in no order.
      let at = now.adding(seconds: -Int64(random.number(0...1) * random.number(0...5_000)))
      let subject = random.number(1...6) == 1 ? "60b" : "60a"
      let units = Int64(random.number(1...9)) * Self.megabyte
      if random.number(1...5) == 1 {
        let session = ChargingRequest(
          session: "s\(number)", kind: .initial, subject: subject, at: at, services: [ServiceUnits(service: "data", requested: units)])
        var last = session
        (last.kind, last.number, last.services[0].used) = (.terminate, 1, units / 2)
        asked += [session, last]
      } else {
        asked.append(ChargingRequest(session: "d\(number)", kind: .debit, subject: subject, at: at, services: [ServiceUnits(service: "data", used: units)]))
      }
      if number % 97 == 0 { _ = try world.balances.topUp("a", .init(amount: Exact(1)), key: "more\(number)") }
      if asked.count >= random.number(1...40) {
        for answer in recorder.decide(asked) { _ = try answer.get() }
        asked = []
      }
    }
    for answer in recorder.decide(asked) { _ = try answer.get() }
    return world
  }

  private func pages<T>(_ page: (Int64?) throws -> [T], number: (T) -> Int64) throws -> [T] {
    var (found, last): ([T], Int64?) = ([], nil)
    while true {
      let next = try page(last)
      if next.isEmpty { return found }
      found += next
      last = number(next[next.count - 1])
    }
  }

  @Test(arguments: [Seed(1), Seed(2), Seed(3)]) func everyPageIsWhatTheRowsSay(_ seed: Seed) throws {
    let world = try world(seed)
    var random = seed
    let (earliest, latest) = (Instant(microseconds: .min), Instant(microseconds: .max))
    #expect(try world.number("SELECT COUNT(*) FROM charging_request WHERE waypoint IS NOT NULL") > 4)
    #expect(try world.number("SELECT COUNT(*) FROM balance_movement WHERE waypoint IS NOT NULL") > 1)
    for name in ["a", "b"] {
      let id = try #require(try world.store.balance(reference: name)).balance.id
      let rows = try world.column("SELECT id FROM charging_request WHERE balance_id = \(id) ORDER BY id")
      let all = try world.store.charges(of: id, from: earliest, until: latest, after: 0, limit: 10_000)
      #expect(Set(all.map(\.request)).isSubset(of: rows) && all.count > 20)
      #expect(all.map(\.request) == all.map(\.request).sorted())
      for limit in [1, 7, 64, 150] {
        // Each request took one thing, so that a page never ends within one.
        #expect(try pages({ try world.store.charges(of: id, from: earliest, until: latest, after: $0 ?? 0, limit: limit) }, number: \.request) == all, "\(seed) \(limit)")
        #expect(try world.store.lastCharges(of: id, limit: limit) == Array(all.reversed().prefix(limit)), "\(seed) \(limit)")
      }
      let movements = try world.store.movements(of: id, before: nil, limit: 10_000)
      let moved = try world.column(
        "SELECT m.id FROM balance_movement m JOIN balance_bucket k ON k.id = m.bucket_id WHERE k.balance_id = \(id) ORDER BY m.id DESC")
      #expect(movements.map(\.id) == moved)
      for limit in [1, 9, 64, 100] {
        #expect(try pages({ try world.store.movements(of: id, before: $0, limit: limit) }, number: \.id) == movements, "\(seed) \(limit)")
      }
      for _ in 0..<6 {
        let from = MachineClock().now().adding(seconds: -Int64(random.number(0...5_200)))
        let until = from.adding(seconds: Int64(random.number(0...5_200)))
        let some = all.filter { from <= $0.bookedAt && $0.bookedAt < until }
        #expect(try world.store.charges(of: id, from: from, until: until, after: 0, limit: 10_000) == some)
        let sums = try world.store.chargeSums(of: id, from: from, until: until)
        #expect(sums.reduce(0) { $0 + $1.units } == some.reduce(0) { $0 + $1.charged.units })
        #expect(sums.reduce(0) { $0 + $1.uncollectedMinor } == some.reduce(0) { $0 + $1.charged.uncollectedMinor })
        #expect(sums.reduce(0) { $0 + $1.grossMinor } == some.reduce(0) { $0 + $1.charged.grossMinor })
        let within = movements.filter { from <= $0.at && $0.at < until }
        #expect(try world.store.movementSums(of: id, from: from, until: until).reduce(0) { $0 + $1.amount } == within.reduce(0) { $0 + $1.movement.amount })
        let beside = within.filter { $0.movement.kind != .consumption && $0.movement.kind != .refund }
        #expect(try world.store.movementsBesideUse(of: id, from: from, until: until, limit: 5) == Array(beside.prefix(5)))
        let spent = within.filter { $0.movement.kind == .consumption || $0.movement.kind == .refund }
        #expect(try world.store.spent(of: id, since: from, until: until).values.reduce(0, +) == spent.reduce(0) { $0 - $1.movement.amount })
      }
    }
    #expect(try world.findings() == [])
  }

  /// Sums of a late period pass over what came before it.
  @Test func aPeriodBeginsAtItsWaypoint() throws {
    let world = try world(Seed(4))
    let id = try #require(try world.store.balance(reference: "a")).balance.id
    let from = MachineClock().now().adding(seconds: 1)
    for list in [BalanceList.requests, .movements] {
      let read = try world.store.read { c in
        let rows = try c.prepare("\(list.since()) SELECT COUNT(*) FROM walk")
        rows.bind(1, id.rawValue)
        rows.bind(2, from)
        defer { rows.reset() }
        _ = try rows.step()
        return rows.int64(0)
      }
      #expect(read < ListEnd.waypoints, "\(list.table)")
    }
  }

  @Test(.enabled(if: !World.isOnServer, "a question to SQLite")) func noPageReadsAllRows() throws {
    let statements = [
      "\(BalanceList.requests.stretches) SELECT r.id FROM walk w JOIN charging_request r ON r.id = w.id ORDER BY r.id",
      "\(BalanceList.requests.back) SELECT r.id FROM walk w JOIN charging_request r ON r.id = w.id ORDER BY r.id DESC",
      "\(BalanceList.movements.back) SELECT m.id FROM walk w JOIN balance_movement m ON m.id = w.id ORDER BY m.id DESC",
      "\(BalanceList.movements.since(carrying: ["amount"])) SELECT SUM(w.amount) FROM walk w",
      "SELECT id FROM charging_request WHERE waypoint = ? AND id > ? AND decided_at >= ? ORDER BY id LIMIT ?",
      "SELECT id FROM balance_movement WHERE waypoint = ? AND id >= ? ORDER BY id LIMIT 1",
    ]
    try World().store.read { c in
      for sql in statements {
        let plan = try c.prepare("EXPLAIN QUERY PLAN \(sql)")
        defer { plan.reset() }
        while try plan.step() {
          let step = plan.text(3)
          #expect(!step.hasPrefix("SCAN r") && !step.hasPrefix("SCAN m") && !step.hasPrefix("SCAN charging") && !step.hasPrefix("SCAN balance"), "\(step) in \(sql)")
        }
      }
    }
  }

  @Test(arguments: [
    "UPDATE charging_request SET before = before - 1 WHERE id = 200",
    "UPDATE charging_request SET waypoint = NULL WHERE waypoint IS NOT NULL",
    "UPDATE charging_request SET through = through + 1 WHERE through IS NOT NULL",
    "UPDATE balance_movement SET before = NULL WHERE id > 100",
    "UPDATE balance_movement SET waypoint = 1, through = 1 WHERE id = 99",
    "UPDATE balance_bucket SET last_request = last_request - 1, request_count = 5 WHERE id = 1",
    "UPDATE balance_bucket SET last_movement = NULL, movement_count = 0, movements_through = NULL",
  ]) func listsComeBackFromTheRows(_ sql: String) throws {
    let world = try world(Seed(5), requests: 300)
    let tables = ["balance_bucket", "charging_request", "balance_movement"]
    let before = try world.dump(tables)
    try world.tamper(sql)
    #expect(try Set(world.findings().map(\.law)) == ["balance-lists"])
    #expect(try Rebuilding(world.installation)().filter { $0.rewritten > 0 }.map(\.projection) == ["lists of customer balances"])
    #expect(try world.dump(tables) == before)
    #expect(try world.findings() == [])
  }
}

extension World {
  /// The numbers that a statement gives, in its order.
  fileprivate func column(_ sql: String) throws -> [Int64] {
    try store.read { c in
      let rows = try c.prepare(sql)
      defer { rows.reset() }
      var found: [Int64] = []
      while try rows.step() { found.append(rows.int64(0)) }
      return found
    }
  }
}
