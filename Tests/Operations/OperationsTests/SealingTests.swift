import Archiving
import Foundation
import Invoicing
import Operations
import Primitives
import Store
import Testing

@testable import Bootstrap
@testable import Lab

/// Days that are sealed by themselves, whichever node does it.
@Suite struct SealingTests {
  @Test(arguments: [("01:30", 90), ("00:00", 0), ("23:59", 1439), ("24:00", nil), ("1:30", nil), ("01:60", nil), ("0130", nil), ("01:30:00", nil), ("", nil)] as [(String, Int?)])
  func timesOfDay(text: String, minute: Int?) {
    #expect(SealingSchedule(text)?.minute == minute)
    if minute != nil { #expect(SealingSchedule(text)?.text == text) }
  }

  /// Kept at, now, whether it is due, and by how many seconds it is late.
  @Test(arguments: [
    ("2026-08-01T00:00:00Z", "2026-08-01T23:59:59Z", false, 0), ("2026-08-01T00:00:00Z", "2026-08-02T01:29:59Z", false, 0),
    ("2026-08-01T23:59:59Z", "2026-08-02T01:30:00Z", true, 0), ("2026-08-01T23:59:59Z", "2026-08-02T02:30:00Z", true, 0),
    ("2026-08-01T23:59:59Z", "2026-08-02T02:30:01Z", true, 3601), ("2026-08-02T00:00:00Z", "2026-08-02T02:30:01Z", false, 0),
  ])
  func dueAndLate(kept: String, now: String, isDue: Bool, late: Int64) throws {
    let schedule = try #require(SealingSchedule("01:30"))
    let (kept, now) = (try #require(Instant(kept)), try #require(Instant(now)))
    #expect(schedule.isDue(kept, now: now) == isDue && schedule.secondsLate(kept, now: now) == late)
    #expect(!schedule.isDue(nil, now: now) && schedule.secondsLate(nil, now: now) == 0)
  }

  /// A world whose home goes by a clock of its own, so that the service's schedule does too.
  private func world(_ settings: String) async throws -> World {
    let world = try World()
    try await world.billed()
    try world.settings(settings)
    return world
  }

  private func move(_ world: World, to text: String) throws { try HomeClock(of: world.installation.home).set(try #require(Instant(text))) }

  @Test func eachDayHasOneSealHoweverManyNodesThereAre() async throws {
    let world = try await world("sealing: {at: \"01:30\"}\n")
    let numbers = try world.invoices().compactMap(\.invoice.number)
    try move(world, to: "2026-08-01T10:00:00Z")
    let archive = Archive(world.installation)
    _ = try archive.keep(numbers[0])
    try move(world, to: "2026-08-02T01:29:00Z")
    #expect(try await Service.sealWhatIsDue(world.installation) == nil)
    try move(world, to: "2026-08-02T01:30:00Z")
    let installation = world.installation
    let made = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 { group.addTask { try await Service.sealWhatIsDue(installation)?.sealed.count ?? 0 } }
      return try await group.reduce(0, +)
    }
    #expect(made == 1)
    let days = try world.store.sealedDays(before: .max, seller: nil, limit: 10)
    #expect(days.map(\.seal.seal.seal.day) == [Day("2026-08-01")])
    #expect(days.first?.sellers.map(\.documents) == [1] && days.first?.sellers.map(\.entries) == [2])
    #expect(try world.store.backlog() == ArchiveBacklog(unsealed: 0, oldestUnsealed: nil, unstamped: 1, entries: 2))

    // Nobody was up for two days: the next look seals what waits, and until then it is late.
    _ = try archive.keep(numbers[1])
    try move(world, to: "2026-08-05T12:00:00Z")
    // Kept on the 2nd, due on the 3rd at 01:30.
    #expect(try SealingStanding(world.installation)?.secondsLate == 2 * 86_400 + 10 * 3600 + 1800)
    #expect(try await Service.sealWhatIsDue(world.installation)?.sealed.count == 1)
    #expect(try SealingStanding(world.installation)?.secondsLate == 0)
    #expect(try world.archiveFindings() == [] && world.findings() == [])
  }

  @Test(.enabled(if: LocalAuthority.isPossible, "openssl is not installed"))
  func aSealWithoutAStampIsStampedLaterAndOnce() async throws {
    let world = try await world("sealing: {at: \"00:00\"}\ntimeStamps: {authority: \"http://127.0.0.1:9/\", timeoutSeconds: 2}\n")
    try move(world, to: "2026-08-01T10:00:00Z")
    _ = try Archive(world.installation).keep(try #require(try world.invoices().first?.invoice.number))
    try move(world, to: "2026-08-02T10:00:00Z")
    await #expect(throws: (any Error).self) { try await Service.sealWhatIsDue(world.installation) }
    #expect(try world.store.backlog().unsealed == 0 && world.store.backlog().unstamped == 1, "the seal stands")
    let authority = try LocalAuthority()
    let address = try await authority.listen()
    try world.settings("sealing: {at: \"00:00\"}\ntimeStamps: {authority: \"\(address)\", trust: \(authority.trust)}\n")
    let installation = world.installation
    let stamped = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<3 { group.addTask { try await Service.sealWhatIsDue(installation)?.stamped.count ?? 0 } }
      return try await group.reduce(0, +)
    }
    #expect(stamped == 1)
    #expect(try world.store.seals(after: 0, limit: 10).map(\.stamps.count) == [1])
    #expect(try await Service.sealWhatIsDue(world.installation) == nil)
    #expect(try world.findings() == [])
  }

  @Test func withoutAScheduleNothingIsSealed() async throws {
    let world = try await world("eInvoices: []\n")
    try move(world, to: "2026-08-01T10:00:00Z")
    _ = try Archive(world.installation).keep(try #require(try world.invoices().first?.invoice.number))
    try move(world, to: "2026-08-12T10:00:00Z")
    #expect(try await Service.sealWhatIsDue(world.installation) == nil)
    #expect(try SealingStanding(world.installation) == nil)
    try world.settings("sealing: {at: \"25:00\"}\n")
    #expect(throws: Rejection.self) { try Archive(world.installation).settings() }
  }
}
