import Catalog
import Primitives
import Subscriptions
import Testing

@Suite struct ProrationTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var convention: ProrationConvention
    var used: (String, String)
    var full: (String, String)
    var fraction: String
    init(_ c: ProrationConvention, _ used: (String, String), of full: (String, String), _ fraction: String) {
      (convention, self.used, self.full, self.fraction) = (c, used, full, fraction)
    }
    var testDescription: String { "\(convention.rawValue) \(used.0)..<\(used.1)" }
  }

  static let march = ("2026-03-01", "2026-04-01")
  static let february = ("2026-02-01", "2026-03-01")
  static let rows = [
    Row(.byDay, ("2026-03-15", "2026-04-01"), of: march, "17/31"),
    Row(.byDay, ("2026-02-01", "2026-05-01"), of: march, "31/31"),
    Row(.byDay, ("2026-04-01", "2026-05-01"), of: march, "0/31"),
    Row(.byDayInclusive, ("2026-03-01", "2026-03-15"), of: march, "15/31"),
    Row(.byDayInclusive, ("2026-03-15", "2026-04-01"), of: march, "17/31"),
    Row(.fixed30, ("2026-03-01", "2026-03-31"), of: march, "30/30"),
    Row(.fixed30, ("2026-03-31", "2026-04-01"), of: march, "0/30"),
    Row(.fixed30, ("2023-05-15", "2023-05-23"), of: ("2023-04-23", "2023-05-23"), "8/30"),
    Row(.fixed30, ("2026-02-28", "2026-03-01"), of: february, "3/30"),
    Row(.fixed30, ("2026-02-01", "2026-02-15"), of: february, "14/30"),
    // Madrid turns its clocks on 29 March 2026: that day has 23 hours.
    Row(.bySecond, ("2026-03-29", "2026-03-30"), of: march, "82800/2674800"),
    Row(.none, ("2026-03-31", "2026-04-01"), of: march, "1/1"),
  ]

  @Test(arguments: rows) func fraction(_ row: Row) throws {
    let found = Proration.fraction(
      of: try span(row.used), in: try span(row.full), by: row.convention, zone: madrid)
    #expect(found.description == row.fraction)
  }

  /// Law: the parts of a period weigh as much as the whole, wherever it is cut.
  @Test(arguments: [ProrationConvention.byDay, .fixed30, .bySecond])
  func partsWeighAsMuchAsTheWhole(_ convention: ProrationConvention) throws {
    let first = try #require(Day(2026, 1, 1))
    for start in 0..<60 {
      for length in 1..<70 {
        let whole = ServicePeriod(start: first.adding(days: start), end: first.adding(days: start + length))
        for cut in 0...length {
          let middle = whole.start.adding(days: cut)
          let parts =
            Proration.weight(of: ServicePeriod(start: whole.start, end: middle), by: convention, zone: madrid)
            + Proration.weight(of: ServicePeriod(start: middle, end: whole.end), by: convention, zone: madrid)
          #expect(parts == Proration.weight(of: whole, by: convention, zone: madrid))
        }
      }
    }
  }

  @Test func everyMonthHasThirtyDaysByTheFixedConvention() throws {
    for month in 1...12 {
      let start = try #require(Day(2026, month, 1))
      let period = ServicePeriod(start: start, end: start.adding(months: 1))
      #expect(Proration.weight(of: period, by: .fixed30) == 30)
    }
  }

  @Test func aDayIsADayWhateverTheClocksDo() throws {
    let before = try #require(Instant("2026-03-28T22:30:00Z"))  // 23:30 in Madrid
    let after = try #require(Instant("2026-03-29T22:30:00Z"))  // 00:30 on the 30th
    #expect(Proration.localDays(from: before, to: after, in: madrid) == 2)
    #expect(Proration.localDays(from: before, to: after, in: .utc) == 1)
  }
}
