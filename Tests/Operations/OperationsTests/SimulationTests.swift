import Bootstrap
import Documents
import Foundation
import Invoicing
import Operations
import Primitives
import Rating
import Seeds
import Store
import Subscriptions
import Testing

@testable import Lab

/// Simulations of prices over small worlds.
@Suite struct SimulationTests {
  private static let always = ServicePeriod(start: Day(number: 0), end: Day.open)
  private static let published = World.storiesFolder + "/catalog"

  private func simulate(
    _ world: World, _ catalog: String = published, over: ServicePeriod = always, segment: String? = nil, pricedOn: Day? = nil, workers: Int = 1
  ) async throws -> Simulations.Answer {
    try await Simulations(world.installation)(
      Simulations.Request(catalog: catalog, over: over, segment: segment, pricedOn: pricedOn, workers: workers))
  }

  /// The published catalog with some text replaced, in a folder of its own.
  private func draft(_ world: World, _ changes: (String, String)...) throws -> String {
    let folder = world.folder + "/draft-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for file in try World.storyCatalog() {
      var text = String(decoding: file.bytes, as: UTF8.self)
      for (old, new) in changes { text = text.replacingOccurrences(of: old, with: new) }
      try Data(text.utf8).write(to: URL(filePath: folder + "/" + file.name))
    }
    return folder
  }

  private func town() async throws -> World {
    let world = try World()
    try world.settle()
    for day in ["2026-05-01", "2026-06-01"] { try await world.bill(try #require(Day(day))) }
    return world
  }

  /// With the catalog that is published already, nobody pays anything else, and all bills together come to what was
  /// billed: late, repeated and reordered usage costs the same wherever it stands.
  @Test(arguments: (1...20).map { Seed(UInt64($0)) }) func theSameCatalogChangesNothing(_ seed: Seed) async throws {
    var random = try RandomWorld(seed)
    try await random.live()
    let answer = try await simulate(random.world)
    #expect(answer.report.changesNothing, "\(seed)")
    #expect(answer.report.notPriced.reasons == [], "\(seed)")
    let billed = try random.world.invoices().reduce(Exact.zero) { $0 + Money(amountMinor: $1.invoice.netMinor, currency: $1.invoice.currency).exact }
    #expect(answer.report.currencies.reduce(Exact.zero) { $0 + $1.net.before } == billed, "\(seed)")
    #expect(answer.report.currencies.allSatisfy { $0.net.difference.isZero && $0.gross.difference.isZero && $0.mostAffected.isEmpty }, "\(seed)")
  }

  @Test func anyNumberOfWorkersGivesTheSameReport() async throws {
    let world = try await town()
    let draft = try draft(world, ("amount: \"20.00\"", "amount: \"26.00\""), ("unit: \"0.10\"", "unit: \"0.12\""), ("- code: family", "- code: clan"))
    let one = "\(try await simulate(world, draft).report)"
    for workers in 2...4 { #expect("\(try await simulate(world, draft, workers: workers).report)" == one) }
  }

  @Test func nothingIsWritten() async throws {
    let world = try await town()
    let before = try world.dump(World.billingTables + World.usageTables)
    _ = try await simulate(world, try draft(world, ("amount: \"20.00\"", "amount: \"26.00\"")), workers: 2)
    #expect(try world.dump(World.billingTables + World.usageTables) == before)
  }

  /// A price of 20.00 becomes 26.00: of each payer's two bills, April's carries 21 days of April and all of May, May's
  /// carries June, all at half price.
  @Test func aDearerPriceIsToldLineByLine() async throws {
    let world = try await town()
    let answer = try await simulate(world, try draft(world, ("amount: \"20.00\"", "amount: \"26.00\"")))
    let report = try #require(answer.report.currencies.first { $0.currency == .eur })
    #expect(report.losers == 4)
    #expect(report.winners == 0)
    let first = try #require(report.mostAffected.first)
    #expect(first.reference == "h0")
    let lines = first.lines.filter { $0.key.group == .recurring }
    #expect(lines.map(\.amountMinor) == [600, 600, 420])
    #expect(lines.map(\.before.amountMinor) == [2000, 2000, 1400])
    #expect(first.lines.filter { $0.key.group == .discount }.reduce(0) { $0 + $1.amountMinor } == -810)
    let basic = try #require(report.offerings.first { $0.offering == "basic" })
    #expect(basic.net == CurrencyReport.Change(before: 216, after: Exact(unscaled: 2808, scale: 1)))
    let dearer = Exact(unscaled: 4 * 810, scale: 2)
    #expect(report.net.difference == dearer)
    #expect(report.gross.difference == Exact(unscaled: report.mostAffected.reduce(0) { $0 + $1.differenceMinor }, scale: 2))
    #expect(report.bands.reduce(0) { $0 + $1.accounts } == report.accounts)
  }

  /// An offering that customers hold is not in the draft: they are counted with the reason and stand in no sum.
  @Test func whatTheDraftDropsIsNotGuessed() async throws {
    let world = try await town()
    let whole = try await simulate(world).report
    let recurring = try await simulate(world, try draft(world, ("- code: quarterly\n", "- code: other\n"))).report
    #expect(recurring.notPriced.reasons.map(\.code) == ["subscriptions.unpriced"])
    #expect(recurring.notPriced.reasons.first?.accounts == 4)
    #expect(recurring.notPriced.reasons.first?.message.contains("quarterly") == true)
    #expect(recurring.notPriced.reasons.first?.examples.map(\.reference) == ["h0", "h1", "h2"])
    #expect(recurring.accounts == whole.accounts - 4)
    let usage = try await simulate(world, try draft(world, ("- code: tiered.data\n        name: Data in tiers\n        kind: usage\n        meter: data", "- code: tiered.data\n        name: Data in tiers\n        kind: usage\n        meter: voice"))).report
    #expect(usage.notPriced.reasons.first?.accounts == 4)
    #expect(usage.notPriced.reasons.first?.message.contains("type data") == true)
    #expect(usage.currencies.first { $0.currency == .eur }?.accounts ?? 0 == 0)
  }

  /// Next year's prices do not touch this year's bills, until the day of the prices is named.
  @Test func laterPricesAreTriedOnEarlierUsage() async throws {
    let world = try await town()
    let draft = try draft(
      world, ("{from: 2020-01-01, currency: EUR, form: flat, amount: \"20.00\"}", "{from: 2020-01-01, to: 2027-01-01, currency: EUR, form: flat, amount: \"20.00\"}\n          - {from: 2027-01-01, currency: EUR, form: flat, amount: \"26.00\"}"))
    let now = try await simulate(world, draft)
    #expect(now.report.changesNothing)
    let over = ServicePeriod(start: Day(number: 20_000), end: try #require(Day("2026-07-01")))
    let hinted = try await simulate(world, draft, over: over)
    #expect(hinted.nextPrices == Day("2027-01-01"))
    let later = try await simulate(world, draft, pricedOn: try #require(Day("2027-06-01")))
    let euros = try #require(later.report.currencies.first { $0.currency == .eur })
    #expect(euros.net.difference == Exact(unscaled: 4 * 810, scale: 2))
    #expect(later.nextPrices == nil)
  }

  /// Each bill belongs to the one period in which it closes.
  @Test func periodsPartTheBills() async throws {
    let world = try await town()
    func over(_ from: String, _ to: String) async throws -> Exact {
      let period = ServicePeriod(start: try #require(Day(from)), end: try #require(Day(to)))
      return try await simulate(world, over: period).report.currencies.reduce(.zero) { $0 + $1.net.before }
    }
    let (april, may) = (try await over("2026-04-01", "2026-05-01"), try await over("2026-05-01", "2026-06-01"))
    #expect(april + may == (try await over("2026-04-01", "2026-06-01")))
    #expect(april != may)
  }

  /// The page is whole in every language, says the figures of the report, and escapes what comes from outside.
  @Test(arguments: ReaderLanguage.allCases) func thePageTellsTheReport(_ language: ReaderLanguage) async throws {
    let world = try await town()
    let draft = try draft(world, ("amount: \"20.00\"", "amount: \"26.00\""), ("name: Quarterly\n", "name: \"<b>Quarter</b>\"\n"), ("- code: abonament\n", "- code: other\n"))
    let answer = try await simulate(world, draft)
    func page() -> [UInt8] {
      SimulationPage.render(
        SimulationView(language: language, catalog: "<draft>", period: Self.always, report: answer.report, offerings: answer.offerings))
    }
    let html = String(decoding: page(), as: UTF8.self)
    #expect(page() == Array(html.utf8))
    #expect(html.hasSuffix("</html>\n"))
    #expect(html.contains("&lt;draft&gt;") && !html.contains("<b>Quarter"))
    #expect(html.contains(language == .en || language == .ko ? "280.80" : "280,80"))
    #expect(html.contains("h0") && html.contains("subscriptions.unpriced"))
  }

  @Test func asksForWhatWasBilled() async throws {
    let world = try World()
    func codes(_ over: ServicePeriod, segment: String? = nil) async throws -> [String] {
      do {
        _ = try await simulate(world, over: over, segment: segment)
        return []
      } catch let rejection as Rejection {
        return rejection.problems.map { "\($0.code.rawValue) \($0.path): \($0.message)" }
      }
    }
    #expect(try await codes(Self.always) == ["replay.nothing-billed over: nothing was billed yet, so there is nothing to price again"])
    try world.settle()
    try await world.bill(try #require(Day("2026-05-01")))
    let early = ServicePeriod(start: Day(number: 0), end: Day(number: 31))
    #expect(try await codes(early) == ["replay.nothing-billed over: no bill closed within 1970-01-01 to 1970-01-31"])
    #expect(try await codes(Self.always, segment: "moon") == ["replay.unknown-segment segment: no account belongs to the segment \"moon\""])
  }

  @Test(arguments: [
    (1000, 1000, ChangeBand.same), (1000, 1001, .above0), (1000, 1050, .above0), (1000, 1051, .above5), (1000, 1100, .above5),
    (1000, 1101, .above10), (1000, 1250, .above10), (1000, 1500, .above25), (1000, 1501, .above50), (1000, 999, .below0),
    (1000, 950, .below0), (1000, 949, .below5), (1000, 899, .below10), (1000, 749, .below25), (1000, 500, .below25), (1000, 499, .below50),
    (1000, -1, .below50), (0, 1, .fromNothing), (0, 0, .same), (-5, 5, .fromNothing), (Int64.max, Int64.min, .below50),
  ] as [(Int64, Int64, ChangeBand)])
  func changesFallIntoBands(before: Int64, after: Int64, band: ChangeBand) {
    #expect(ChangeBand(before: before, after: after) == band)
  }

  @Test(arguments: [(1000, 1099, 0), (1000, 1100, 1), (1000, 1250, 2), (1000, 1500, 3), (1000, 2000, 4), (0, 2000, 0), (1000, 900, 0)] as [(Int64, Int64, Int)])
  func shocksAreRisesPeopleNotice(before: Int64, after: Int64, count: Int) {
    #expect(BillShock.allCases.filter { $0.counts(before: before, after: after) }.count == count)
  }
}
