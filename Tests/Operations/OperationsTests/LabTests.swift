import Foundation
import Invoicing
import Operations
import Primitives
import Seeds
import Store
import Testing

@testable import Lab

/// A fixed set of the Lab's worlds; `make simulate SEEDS=2000` plays many more.
@Suite struct LabTests {
  @Test(arguments: 1...20) func everyLawHolds(_ seed: Int) async {
    let report = await SeedReport.play(UInt64(seed), steps: 100)
    #expect(report.breaches == [], "\(report.text)")
  }

  /// Short stories of laws that were broken once.
  static let found: [[String]] = [
    [
      "account c seller=ro", "order c abonament from=2026-05-23 as=S-1", "order c abonament from=2026-05-06 as=S-3", "clock 2026-05-22T23:21:07Z",
      "account d seller=ro", "bill 2026-05-27 key=run-57", "change S-3 move on=2026-05-06 account=d key=c-70",
    ],
    [
      "account a", "order a metered from=2026-02-07 as=S-1 subject=601", "change S-1 changeOffering on=2026-02-20 to=tiered key=c-16",
      "account e parent=a", "change S-1 move on=2026-03-05 account=e key=c-56", "send e-62-1/601/138/2026-03-04T21:59:59Z",
      "clock 2026-03-29T16:04:56Z", "bill 2026-04-12 key=run-74", "send e-30-2/601/49/2026-03-28T01:32:12Z",
    ],
    [
      "account b", "order b metered from=2026-01-01 as=N subject=neighbour", "bill 2027-06-02 key=run-202 fault=power-loss write=23 salt=561879 then=later",
      "bill 2027-07-01 key=run-208", "bill 2027-06-02 key=run-202",
    ],
    [
      "account c", "order c metered from=2026-04-16 as=S-2 subject=602", "send e-36-0/602/9.426/2026-05-01T22:59:59Z", "bill 2026-06-09 key=run-45",
      "order c basic from=2026-07-08 as=S-5", "change S-5 changeOffering on=2026-07-16 to=plus key=c-91", "bill 2026-09-07 key=run-99",
      "release c fault=kill write=3 salt=170187",
    ],
    // An account joins an invoice, a run finds nothing for both, and the invoice before is cancelled.
    [
      "account a", "third-party a Cinema Ticket 25.90 on=2026-04-05 id=t-45", "bill 2026-06-03 key=run-72", "account e parent=a",
      "bill 2026-07-01 key=run-97", "cancel ES-000001 reason=wrong on=2026-07-29 key=k-149",
    ],
    // A run broken off, a later one over the same account, the first one taken up again.
    [
      "account a", "order a basic from=2026-01-01 as=S-1", "bill 2026-02-01 key=run-1 fault=kill write=4 salt=1 then=later",
      "bill 2026-03-01 key=run-2", "bill 2026-02-01 key=run-1", "bill 2026-03-01 key=run-3",
    ],
    // The same, and what the first one holds is released.
    [
      "account a", "order a cover from=2026-01-31 as=S-1", "change S-1 suspend on=2026-01-31 key=c-1",
      "third-party a Cinema Ticket 0.00 on=2026-01-05 id=t-1", "bill 2026-02-01 key=run-1 fault=kill write=4 salt=1 then=later",
      "bill 2026-03-01 key=run-2", "bill 2026-02-01 key=run-1", "release a", "change S-1 resume on=2026-03-01 key=c-2", "bill 2026-04-01 key=run-3",
    ],
    // Given up before it was taken up again, and billed whole by the next one.
    [
      "account a", "order a later from=2026-01-01 as=S-1", "bill 2026-02-01 key=run-1 fault=kill write=4 salt=1 then=later", "dismiss key=run-1",
      "bill 2026-03-01 key=run-2", "bill 2026-02-01 key=run-1",
    ],
    // Two re-ratings correct the same month, each by a line of its own.
    [
      "account b", "order b metered from=2026-01-01 as=N subject=neighbour", "bill 2026-05-02 key=run-28",
      "send e-1/neighbour/36.108/2026-04-13T17:10:40Z", "rerate from=2026-01-03 to=2026-02-02 book key=p-38",
      "send e-2/neighbour/52/2026-04-04T11:16:53Z", "rerate from=2026-04-09 to=2026-05-30 book key=p-79", "clock 2026-07-19T04:06:35Z",
      "bill 2026-07-01 key=run-90",
    ],
    // Ordered for days that are billed, used, and priced again before the next bill.
    [
      "account b", "order b metered from=2026-01-01 as=N subject=neighbour", "send e-62-0/neighbour/32/2026-03-29T19:03:43Z",
      "bill 2026-04-10 key=run-64", "order b metered from=2026-03-28 as=S-1 subject=601", "send e-74-4/601/24.267/2026-03-29T01:00:00Z",
      "rerate from=2026-02-23 to=2026-04-17 book key=p-93", "bill 2026-05-10 key=run-65",
    ],
    // A change made later begins earlier: the month's tiers go on in the order of time.
    [
      "account a", "order a tiered from=2026-01-01 as=S-1 subject=601", "change S-1 changeQuantity on=2026-01-20 quantity=2 key=c1",
      "change S-1 changeQuantity on=2026-01-10 quantity=3 key=c2",
      "send e-1/601/80/2026-01-05T10:00:00Z e-2/601/80/2026-01-12T10:00:00Z e-3/601/80/2026-01-25T10:00:00Z", "bill 2026-02-01 key=r1",
      "rerate from=2026-01-05 to=2026-02-20 book key=p1", "bill 2026-03-01 key=r2",
    ],
    // A promotion of a subscription that moves within a household.
    [
      "account a", "account e parent=a", "order a basic from=2026-01-10 as=S-1 promotions=welcome", "change S-1 move on=2026-02-15 account=e key=c1",
      "bill 2026-03-01 key=r1",
    ],
    // An account joins an invoice after a run that found nothing, and its days are priced again.
    [
      "account a", "order a tiered from=2026-01-01 as=S-1 subject=601", "bill 2026-02-01 key=r1", "account e parent=a",
      "order e tiered from=2026-01-01 as=S-2 subject=602", "send e-1/602/80/2026-01-05T10:00:00Z e-2/601/80/2026-02-12T10:00:00Z e-3/601/80/2026-01-25T10:00:00Z",
      "bill 2026-03-01 key=r2", "rerate from=2026-01-05 to=2026-02-20 book key=p1", "send e-4/602/33/2026-01-05T10:00:00Z",
      "rerate from=2026-01-05 to=2026-02-20 book key=p2", "bill 2026-04-01 key=r3",
    ],
    // The same, and another run finds nothing before the two are billed together.
    [
      "account a", "order a tiered from=2026-01-01 as=S-1 subject=601", "send e-0/601/7/2026-01-25T10:00:00Z", "bill 2026-02-01 key=r1",
      "account e parent=a", "order e tiered from=2026-01-01 as=S-2 subject=602", "bill 2026-03-01 key=r2",
      "send e-1/602/80/2026-01-05T10:00:00Z e-2/601/80/2026-03-12T10:00:00Z", "bill 2026-04-01 key=r3",
      "rerate from=2026-01-05 to=2026-02-20 book key=p1", "send e-4/602/33/2026-01-07T10:00:00Z",
      "rerate from=2026-01-05 to=2026-02-20 book key=p2", "bill 2026-05-01 key=r4",
    ],
  ]

  @Test(arguments: found) func staysRepaired(_ story: [String]) async throws {
    let breaches = try await Simulation.replay(story)
    #expect(breaches == [])
  }

  @Test func theSameSeedGivesTheSameWorld() async throws {
    let (one, two) = (try await Simulation(seed: 7, steps: 80).run(), try await Simulation(seed: 7, steps: 80).run())
    #expect(one.lines == two.lines)
    #expect(one.tally.mishaps == two.tally.mishaps)
    #expect(one.lines.count == 80)
    #expect(try await Simulation(seed: 8, steps: 80).run().lines != one.lines)
  }

  /// Somebody edits the database in the middle of a long story: found at once, and told in few words.
  @Test func whatIsBrokenIsFoundAndToldShortly() async throws {
    var lines = try await Simulation(seed: 4, steps: 40).run().lines
    lines.insert("tamper \"UPDATE account_position SET receivable_minor = receivable_minor + 1\"", at: 30)
    let breaches = try await Simulation.replay(lines)
    #expect(breaches.first?.hasPrefix("books: what") == true)
    var shrinker = Shrinker(lines, breaking: breaches)
    try await shrinker.shrink()
    #expect(shrinker.lines.count == 2, "\(shrinker.lines)")
    #expect(shrinker.lines.last?.hasPrefix("tamper") == true)
  }
}

/// Every single write of a bill run and of an import goes wrong once.
@Suite struct EveryWriteTests {
  static let bill = "bill 2026-05-01 key=may batch=2"
  static let send = "send a/601/30/2026-05-02T10:00:00Z b/602/4.5/2026-05-03T10:00:00Z c/601/7/2026-05-04T10:00:00Z d/601/8/2026-05-05T10:00:00Z"

  private static func town() async throws -> Story {
    var story = try Story(name: "town", text: "", world: World(simulated: true))
    story.isQuiet = true
    for line in [
      "account a", "account b parent=a", "account c seller=ro", "account d", "order a basic from=2026-04-10 as=S-1",
      "order b tiered from=2026-04-01 as=S-2 subject=601", "order c abonament from=2026-04-03 as=S-3", "order d rollover from=2026-04-01 as=S-4 subject=602",
      "send 1/601/130/2026-04-12T10:00:00Z 2/602/12.5/2026-04-13T10:00:00Z",
    ] { try await story.carryOut(Words(line)) }
    return story
  }

  private static func tables(_ story: Story) throws -> String {
    story.world.disk?.disarm()
    return try story.world.dump(World.billingTables + World.usageTables.filter { $0 != "usage_batch" && $0 != "usage_round" })
  }

  @Test(arguments: [Fault.Kind.kill, .powerLoss, .full, .ioError], [bill, send]) func comesToTheSameBooks(_ kind: Fault.Kind, _ command: String) async throws {
    var whole = try await Self.town()
    try await whole.carryOut(Words(command))
    let expected = try Self.tables(whole)
    var mishaps = 0
    for write in 1...400 {
      var story = try await Self.town()
      var found: [Finding] = []
      let mishap = try await story.carryOutInSpiteOfFaults(Words("\(command) \(Fault(kind, write: write, salt: UInt64(write)))")) { [world = story.world] _ in
        found = try world.findings()
      }
      if mishap == nil { break }
      mishaps += 1
      #expect(found == [], "\(kind) at write \(write)")
      #expect(try Self.tables(story) == expected, "\(kind) at write \(write)")
      #expect(try story.world.findings() == [])
    }
    #expect(mishaps > (kind == .full ? 3 : 6), "writes of \(command)")
    #expect(mishaps < 400)
  }
}

/// The disk keeps what was made durable, and of the rest what it likes.
@Suite struct SimulatedFileTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
  private func text(_ file: SimulatedFile) -> String { String(decoding: file.bytes, as: UTF8.self) }
  private func write(_ file: SimulatedFile, _ text: String, at offset: Int) { bytes(text).withUnsafeBytes { file.write($0, at: offset) } }

  @Test func losesWhatWasNotDurable() {
    let file = SimulatedFile()
    write(file, "abcdef", at: 0)
    file.makeDurable()
    write(file, "XY", at: 2)
    write(file, "0123", at: 4)
    file.truncate(to: 3)
    #expect(text(file) == "abX")
    file.losePower { false }
    #expect(text(file) == "abcdef")
  }

  @Test func keepsWhatHappenedToReachTheDrive() {
    let file = SimulatedFile()
    write(file, "abcdef", at: 0)
    file.makeDurable()
    write(file, "XY", at: 2)
    write(file, "0123", at: 4)
    var asked = 0
    file.losePower {
      asked += 1
      return asked == 2
    }
    #expect(text(file) == "abcd0123")
    #expect(asked == 2)
  }

  @Test func tearsAWriteBetweenSectors() {
    let file = SimulatedFile()
    write(file, String(repeating: "a", count: 1024), at: 0)
    file.makeDurable()
    write(file, String(repeating: "b", count: 1024), at: 0)
    var first = true
    file.losePower {
      defer { first = false }
      return first
    }
    #expect(text(file) == String(repeating: "b", count: 512) + String(repeating: "a", count: 512))
  }
}
