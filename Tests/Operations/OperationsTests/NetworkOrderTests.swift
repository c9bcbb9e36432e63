import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// What networks are told of the sessions they have without asking: when money came, when it is over, when a price is another one.
@Suite struct NetworkOrderTests {
  static let megabyte: Int64 = 1_000_000

  /// Ana has two subscriptions, under 600 and 601, at 0.02 a megabyte, 21 % tax on top, on one balance.
  private func world(money: String = "1") throws -> World {
    let world = try World()
    try world.account("ana")
    for (key, subject) in [("S-1", "600"), ("S-2", "601")] {
      try world.order("ana", key: key, line: "offering: metered, startsOn: 2026-01-01, subject: \"\(subject)\"", placedOn: ResumeTests.day)
    }
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: Exact(money)!), key: "t")
    return world
  }

  private func ask(
    _ recorder: ChargingRecorder, _ kind: ChargingRequest.Kind, _ session: String, _ number: Int64 = 0, megabytes: Int64? = nil, used: Int64 = 0, subject: String = "600", at: Instant = MachineClock().now(),
    isFollowed: Bool = true
  ) throws -> ServiceAnswer? {
    let service = ServiceUnits(ratingGroup: 10, service: "data", requested: megabytes.map { $0 * Self.megabyte }, used: used * Self.megabyte)
    let request = ChargingRequest(session: session, number: number, kind: kind, subject: subject, at: at, services: [service])
    return try recorder.decide([request], followed: isFollowed ? [session] : [])[0].get().services.first
  }

  private func text(_ orders: [NetworkOrder]) -> [String] { orders.map { "\($0.kind.rawValue) \($0.session) \($0.ratingGroups)" } }

  @Test func moneyLetsWhoWasToldThatNothingFollowsAskAgain() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    #expect(try recorder.look() == [])
    #expect(try ask(recorder, .initial, "s", megabytes: 100)?.isFinal == false)
    #expect(try ask(recorder, .update, "s", 1, megabytes: 60, used: 20)?.isFinal == false)
    _ = try world.balances.topUp("b", .init(amount: Exact("0.01")!), key: "t1")
    // What it was granted is not the last: it asks by itself.
    #expect(try recorder.look() == [])
    let last = try ask(recorder, .update, "s", 2, megabytes: 200, used: 5)
    #expect(last?.isFinal == true && last?.granted != nil)
    #expect(try ask(recorder, .initial, "untold", megabytes: 100, subject: "601", isFollowed: false)?.result == .creditLimitReached)
    #expect(try recorder.look() == [])
    _ = try world.balances.topUp("b", .init(amount: Exact("5")!), key: "t2")
    #expect(text(try recorder.look()) == ["reauthorise s [10]"])
    // Told once.
    _ = try world.balances.topUp("b", .init(amount: Exact("5")!), key: "t3")
    #expect(try recorder.look() == [])
    #expect(try ask(recorder, .update, "s", 3, megabytes: 100, used: 5)?.isFinal == false)
    // What goes out brings nobody anything; who ended is told nothing.
    _ = try ask(recorder, .terminate, "s", 4, used: 0)
    _ = try world.balances.topUp("b", .init(amount: Exact("5")!), key: "t4")
    #expect(try recorder.look() == [])
    #expect(try world.findings() == [])
  }

  /// Sessions that ended, were let go or never began are not followed; while something is to be told of any, nothing is said.
  @Test func whatIsOverIsNotFollowed() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    _ = try recorder.look()
    let names = ["ended", "goes on", "never"]
    for name in names.dropLast() { _ = try ask(recorder, .initial, name, megabytes: 1) }
    #expect(recorder.unfollowed(of: names) == ["never"])
    _ = try ask(recorder, .terminate, "ended", 1, used: 1)
    #expect(recorder.unfollowed(of: names) == ["ended", "never"])
    // The first request again gets its answer, and begins nothing.
    _ = try ask(recorder, .initial, "ended", megabytes: 1)
    #expect(recorder.unfollowed(of: names) == ["ended", "never"])
    #expect(try world.findings() == [])
  }

  /// Another node ended it: it is told nothing, and no longer followed.
  @Test func whatEndedElsewhereIsNotFollowed() throws {
    let world = try world()
    let (here, there) = (world.installation.chargingRecorder(), world.installation.chargingRecorder())
    _ = try here.look()
    let names = ["ended", "goes on", "never"]
    for name in names.dropLast() { _ = try ask(here, .initial, name, megabytes: 1) }
    _ = try ask(there, .terminate, "ended", 1, used: 1)
    let open = try world.installation.store.openSessions(among: names)
    #expect(open == ["goes on"] && here.unfollowed(of: names) == ["never"])
    #expect(here.unfollowed(of: names, over: names.filter { !open.contains($0) }) == ["ended", "never"])
    #expect(try world.findings() == [])
  }

  @Test func whoGetsNothingLetsOthersShare() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    _ = try recorder.look()
    #expect(try ask(recorder, .initial, "s", megabytes: 18)?.granted == 18 * Self.megabyte)
    // What is left of a euro comes to the last megabytes, and then to nothing.
    for number in 0..<40 {
      if try ask(recorder, .initial, "t-\(number)", megabytes: 30, subject: "601")?.result == .creditLimitReached { break }
    }
    let told = text(try recorder.look())
    #expect(told.contains("reauthorise s [10]"), "\(told)")
    // Once in a while, not for every one who is refused.
    #expect(try ask(recorder, .initial, "u", megabytes: 30, subject: "601")?.result == .creditLimitReached)
    #expect(try recorder.look() == [])
    #expect(try world.findings() == [])
  }

  @Test func whoseSubscriptionIsOverIsCutOff() throws {
    let world = try world(money: "10")
    let recorder = world.installation.chargingRecorder()
    _ = try recorder.look()
    _ = try ask(recorder, .initial, "s", megabytes: 10)
    _ = try ask(recorder, .initial, "t", megabytes: 10, subject: "601")
    #expect(try recorder.look() == [])
    // A change of somebody who has no session here tells nobody anything.
    try world.order("ana", key: "S-3", line: "offering: metered, startsOn: 2026-01-01, subject: \"602\"", placedOn: ResumeTests.day)
    #expect(try recorder.look() == [])
    try world.amend("S-1", key: "stop", on: Day(2026, 2, 1)!, change: "change: suspend")
    #expect(text(try recorder.look()) == ["abort s []"])
    #expect(try recorder.look() == [])
    #expect(try world.findings() == [])
  }

  @Test func anotherPriceIsAskedForAnew() throws {
    let world = try world(money: "10")
    let recorder = world.installation.chargingRecorder()
    _ = try recorder.look()
    _ = try ask(recorder, .initial, "s", megabytes: 10)
    _ = try ask(recorder, .initial, "idle", megabytes: 0, subject: "601")
    #expect(try recorder.look() == [])
    try world.reprice("metered.data", from: MachineClock().now().utcDay, amount: "0.01")
    #expect(text(try recorder.look()) == ["reauthorise s [10]"])
    #expect(try recorder.look() == [])
    #expect(try ask(recorder, .update, "s", 1, megabytes: 10, used: 1)?.charged?.netMinor == 1)
    #expect(try world.findings() == [])
  }

  /// Somebody keeps the spending within bounds while it goes on, for one balance or for all.
  @Test func newBoundsAreAskedForAnew() throws {
    let world = try world(money: "10")
    let recorder = world.installation.chargingRecorder()
    _ = try recorder.look()
    _ = try ask(recorder, .initial, "s", megabytes: 10)
    let wish = ControlWish(code: "cap", kind: "limit", amount: 2, unit: "EUR", window: "month", warnAt: [50], mayBeLifted: true)
    for balance in ["b", nil] {
      _ = try Controls(world.installation).set(wish, for: balance, by: .operator, key: "c-\(balance ?? "all")")
      #expect(text(try recorder.look()) == ["reauthorise s [10]"])
      #expect(try recorder.look() == [])
    }
    #expect(try world.findings() == [])
  }
}
