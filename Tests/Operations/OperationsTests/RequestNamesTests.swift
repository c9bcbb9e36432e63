import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Seeds
import Testing

@testable import Lab
@testable import Store

/// A name is found whoever wrote it, however far its run is, and no other is.
@Suite(.enabled(if: !World.isOnServer, "a server has an index of names")) struct RequestNamesTests {
  private struct GivenUp: Error {}

  /// A process that charges: what it knows of names, and its connection.
  private struct Charger {
    let c: Connection
    let growth: RequestNames.Growth
    var names: RequestNames

    init(_ world: World, _ growth: RequestNames.Growth) throws {
      guard case .file = world.store.address else { throw GivenUp() }
      c = try Connection(at: world.store.address)
      try c.pragma("PRAGMA foreign_keys=OFF")
      self.growth = growth
      names = RequestNames(growth)
    }

    mutating func write(_ new: [String], _ rebuilt: Int64, fails: Bool) throws {
      do {
        try c.transaction {
          try names.look(c, at: c.place(), rebuilt: rebuilt)
          var next = try LateCounters.last(c) + 1
          let row = try c.prepare(
            """
            INSERT INTO charging_request(id, session, number, kind, subscription_id, balance_id, asked_at, decided_at, asked, answer, reserved)
            VALUES (?, ?, ?, 'debit', 1, 1, 0, 0, '', '', '[]')
            """)
          let first = next
          for name in new {
            row.bind(1, next)
            row.bind(2, name)
            row.bind(3, next % 3)
            try row.run()
            names.wrote(name, next % 3, next)
            next += 1
          }
          try NameGrowth(names, c).goOn(next - first)
          if fails { throw GivenUp() }
        }
      } catch is GivenUp {
        names.failed()
      }
    }

    /// A transaction that cannot read what others have written.
    func failToLook(_ rebuilt: Int64) {
      do {
        try c.transaction {
          try c.prepareOwn("ALTER TABLE charging_request RENAME TO elsewhere").run()
          try names.look(c, at: c.place(), rebuilt: rebuilt)
          throw GivenUp()
        }
      } catch { names.failed() }
    }

    mutating func end() { names = RequestNames(growth) }

    /// The request of a name.
    func request(_ name: String, _ number: Int64, _ rebuilt: Int64) throws -> Int64? {
      try c.transaction {
        try names.look(c, at: c.place(), rebuilt: rebuilt)
        return try names.find(name, number, c) { id in
          let row = try c.prepare("SELECT 1 FROM charging_request WHERE id = ? AND session = ? AND number = ?")
          row.bind(1, id)
          row.bind(2, name)
          row.bind(3, number)
          defer { row.reset() }
          return try row.step() ? id : nil
        }
      }
    }
  }

  /// Two processes in turn and each for a while, transactions that fail, processes that end: with marks that many names share, with memory
  /// for few of them, with runs that are begun soon.
  @Test(arguments: 1...8) func areFoundWhoeverWroteThem(seed: Int) throws {
    var random = Seed(UInt64(seed))
    var growth = RequestNames.Growth()
    growth.stretch = Int64(random.pick([8, 40, 150]))
    growth.most = random.pick([64, 600, 1 << 20])
    growth.atOnce = random.pick([160, 10_000])
    growth.keptBits = random.pick([0, 3, 9, 64, 64])
    let world = try World()
    var chargers = [try Charger(world, growth), try Charger(world, growth)]
    var (names, count, turn, rebuilt) = ([(name: String, request: Int64)](), 0, 0, Int64(0))
    for _ in 0..<300 {
      if random.below(6) == 0 { turn = 1 - turn }
      if random.below(25) == 0 { chargers[turn].end() }
      if random.below(8) == 0 { chargers[turn].failToLook(rebuilt) }
      if random.below(30) == 0 {
        // Written anew beside both, after much of it was lost; or as a restored database has it, which nobody says.
        let charger = chargers[turn]
        if random.flip() {
          rebuilt += 1
          try charger.c.prepare("DELETE FROM charging_name").run()
          chargers[1 - turn].end()
          for _ in 0..<4 {
            count += 1
            try chargers[1 - turn].write(["n\(count)"], rebuilt, fails: false)
            names.append(("n\(count)", Int64(names.count + 1)))
          }
          rebuilt += 1
        }
        try charger.c.transaction { try NameBuild(charger.c, growth).again() }
      }
      let new = (0..<(1 + random.below(random.below(12) == 0 ? 120 : 24))).map { _ in
        count += 1
        return "s\(count &* 0x9E37)"
      }
      let fails = random.below(9) == 0
      try chargers[turn].write(new, rebuilt, fails: fails)
      if fails {
        for name in new.prefix(2) { for number in 0..<3 { #expect(try chargers[turn].request(name, Int64(number), rebuilt) == nil) } }
      } else {
        for name in new { names.append((name, Int64(names.count + 1))) }
      }
      for _ in 0..<(random.flip() ? 3 : 0) {
        guard let known = names.isEmpty ? nil : names[random.below(names.count)] else { continue }
        let asked = random.below(2)
        #expect(try chargers[asked].request(known.name, known.request % 3, rebuilt) == known.request)
        #expect(try chargers[asked].request(known.name, (known.request + 1) % 3, rebuilt) == nil)
      }
    }
    #expect(names.count > 1_500)
    try world.store.read { c in
      var findings: [Finding] = []
      _ = try NameProof(c, growth).run { findings.append($0) }
      #expect(findings.isEmpty, "\(findings)")
      let runs = try NameRows(c: c).runs()
      #expect(RequestNames.through(runs) > Int64(names.count) - growth.stretch * 3 - 300 && runs.count < 40, "\(runs)")
    }
    for (place, known) in names.enumerated() where place % 7 == 0 {
      #expect(try chargers[0].request(known.name, known.request % 3, rebuilt) == known.request)
    }
    try provesAndCatchesUp(chargers[0].c, growth, names.count)
  }

  /// What an earlier version has left is found again, and what nobody but the proof keeps apart is told.
  private func provesAndCatchesUp(_ c: Connection, _ growth: RequestNames.Growth, _ count: Int) throws {
    var growth = growth
    // Several runs, and several parts of all marks.
    growth.atOnce = 200
    func findings() throws -> [String] {
      var found: [String] = []
      _ = try NameProof(c, growth).run { found.append("\($0.subject) \($0.message)") }
      return found
    }
    func forget() throws { for table in ["charging_name", "charging_name_run"] { try c.prepare("DELETE FROM \(table)").run() } }
    try forget()
    try NameBuild(c, growth).catchUp()
    let through = try RequestNames.through(NameRows(c: c).runs())
    #expect(Int64(count) - through <= growth.stretch * 4 && through > 0)
    #expect(try findings() == [])
    // One in a run and one that may be in none.
    for (one, other) in [(5, 9), (7, count)] {
      try c.prepare("UPDATE charging_request SET (session, number) = (SELECT session, number FROM charging_request WHERE id = \(one)) WHERE id = \(other)").run()
    }
    try c.transaction { try NameBuild(c, growth).again() }
    let told = try findings()
    #expect(told.count == 2 && told.allSatisfy { $0.contains("as request 5 is") || $0.contains("as request 7 is") }, "\(told)")
    // Where numbers are missing there are fewer requests than it seems.
    try forget()
    try c.prepare("DELETE FROM charging_request WHERE id > 5 AND id < \(count)").run()
    try NameBuild(c, growth).catchUp()
  }

  // MARK: what is charged

  private func world() throws -> World {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: Exact(1_000_000)), key: "t")
    return world
  }

  private func debits(_ numbers: Range<Int>) -> [ChargingRequest] {
    numbers.map {
      ChargingRequest(
        session: "d-\($0 &* 0x9E37_79B9)", kind: .debit, subject: "600", at: MachineClock().now(),
        services: [ServiceUnits(service: "data", used: Int64($0 % 7 + 1) * 1_000_000)])
    }
  }

  private func decide(_ recorder: ChargingRecorder, _ numbers: Range<Int>) throws -> [ChargingAnswer] {
    try stride(from: numbers.lowerBound, to: numbers.upperBound, by: 500).flatMap { first in
      try recorder.decide(debits(first..<min(first + 500, numbers.upperBound))).map { try $0.get() }
    }
  }

  /// Requests that come again, long after and to another process, are answered alike; what was debited is given back once.
  @Test func areKnownForEver() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    let answers = try decide(recorder, 0..<22_000)
    #expect(answers.allSatisfy { $0.result == .success })
    #expect(try world.number("SELECT COUNT(*) FROM charging_name_run WHERE state = 'written'") == 1)
    #expect(try world.findings() == [])
    for recorder in [recorder, try Installation(Home(folder: world.folder, database: world.database?.address)).chargingRecorder()] {
      for first in [0, 9_000, 16_300, 21_900] {
        let asked = first..<first + 90
        #expect(try decide(recorder, asked) == Array(answers[asked]))
      }
    }
    #expect(try world.number("SELECT COUNT(*) FROM charging_request") == 22_000)
    func refund(_ name: String, of debit: String) -> ChargingRequest {
      var request = ChargingRequest(session: name, kind: .refund, subject: "600", at: MachineClock().now(), services: [])
      request.refunds = debit
      return request
    }
    let debit = debits(3..<4)[0].session
    let refunds = try recorder.decide([refund("r", of: debit), refund("r2", of: debit), refund("r3", of: "unknown")]).map { try $0.get().result }
    #expect(refunds == [.success, .ratingFailed, .ratingFailed])
    #expect(try world.findings() == [])

    // What is damaged is told and written anew.
    for (damage, told) in [
      ("DELETE FROM charging_name WHERE place = (SELECT MAX(place) FROM charging_name)", "it would be charged twice"),
      ("DELETE FROM charging_name_run", "there is no run that it belongs to"),
      ("UPDATE charging_name_run SET last_request = last_request + 100000", "the last one is"),
      ("UPDATE charging_name_run SET bucket_bits = 40", "cannot be"), ("UPDATE charging_name_run SET first_request = 2", "begins with request 2"),
      ("UPDATE charging_name SET entries = zeroblob(16) WHERE place = (SELECT MIN(place) FROM charging_name)", "a name is known for it that it does not have"),
    ] {
      try world.tamper(damage)
      let findings = try world.findings()
      #expect(Set(findings.map(\.law)) == ["charging-names"] && findings.contains { $0.message.contains(told) }, "\(damage): \(findings.first?.message ?? "")")
      #expect(try Rebuilding(world.installation)().filter { $0.rewritten > 0 }.map(\.projection) == ["names of what was charged"], "\(damage)")
      #expect(try world.findings() == [], "\(damage)")
    }
    // A process that began beside what was lost knows of it once it is there again.
    try world.tamper("DELETE FROM charging_name WHERE place % 3 <> 0")
    try world.reopen()
    let later = world.installation.chargingRecorder()
    #expect(try later.decide([refund("r4", of: debit)])[0].get().result == .ratingFailed)
    for number in 40_000..<40_004 { _ = try decide(later, number..<number + 1) }
    _ = try Rebuilding(world.installation)()
    for number in 40_004..<40_008 { _ = try decide(later, number..<number + 1) }
    #expect(try decide(later, 0..<300) == Array(answers[0..<300]))
    #expect(try decide(later, 400..<420) == Array(answers[400..<420]))
    // Of one process, two may have taken requests.
    let beside = world.installation.chargingRecorder()
    #expect(try decide(beside, 30_000..<30_001) == decide(later, 30_000..<30_001))
    #expect(try decide(later, 30_001..<30_002) == decide(beside, 30_001..<30_002))
    #expect(try world.number("SELECT COUNT(*) FROM charging_request") == 22_011)
  }

  /// A session whose row was lost is not begun anew under a number that it had: it would be charged twice.
  @Test func aNumberThatASessionHadIsNotWrittenAgain() throws {
    let world = try world()
    let now = MachineClock().now()
    let stop = ChargingRequest(
      session: "r/1", kind: .terminate, subject: "600", at: now, services: [ServiceUnits(service: "data", used: 1_000_000)], running: RunningCount(saidAt: now))
    #expect(try world.installation.chargingRecorder().decide([stop])[0].get().result == .success)
    try world.tamper("DELETE FROM charging_session")
    try world.reopen()
    #expect(throws: (any Error).self) { try world.installation.chargingRecorder().decide([stop])[0].get() }
    #expect(try world.number("SELECT COUNT(*) FROM charging_request") == 1)
  }
}

extension Seed {
  fileprivate mutating func below(_ bound: Int) -> Int { number(0...(bound - 1)) }
}
