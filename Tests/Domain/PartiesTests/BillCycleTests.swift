import Parties
import Primitives
import Testing

/// `period(containing:)` as a table: cycle, day asked for, start and end of its period.
@Suite struct BillCycleTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var cycle: BillCycle
    var day: String
    var start: String
    var end: String
    init(_ unit: BillCycle.Unit, _ day: Int, _ month: Int, asked: String, _ start: String, _ end: String) {
      cycle = BillCycle(unit: unit, anchorDay: day, anchorMonth: month)
      (self.day, self.start, self.end) = (asked, start, end)
    }
    var testDescription: String { "\(cycle.unit) \(cycle.anchorDay)/\(cycle.anchorMonth) at \(day)" }
  }

  static let rows = [
    Row(.week, 1, 1, asked: "2026-03-01", "2026-02-23", "2026-03-02"),  // a Sunday
    Row(.week, 1, 1, asked: "2026-03-02", "2026-03-02", "2026-03-09"),
    Row(.week, 7, 1, asked: "2026-03-02", "2026-03-01", "2026-03-08"),
    Row(.month, 1, 1, asked: "2026-02-28", "2026-02-01", "2026-03-01"),
    Row(.month, 15, 1, asked: "2026-01-14", "2025-12-15", "2026-01-15"),
    Row(.month, 15, 1, asked: "2026-01-15", "2026-01-15", "2026-02-15"),
    Row(.month, 31, 1, asked: "2026-01-31", "2026-01-31", "2026-02-28"),
    Row(.month, 31, 1, asked: "2026-02-27", "2026-01-31", "2026-02-28"),
    Row(.month, 31, 1, asked: "2026-02-28", "2026-02-28", "2026-03-31"),
    Row(.month, 31, 1, asked: "2026-03-30", "2026-02-28", "2026-03-31"),
    Row(.month, 30, 1, asked: "2024-02-29", "2024-02-29", "2024-03-30"),
    Row(.month, 29, 1, asked: "2026-02-28", "2026-02-28", "2026-03-29"),
    Row(.quarter, 1, 1, asked: "2026-03-31", "2026-01-01", "2026-04-01"),
    Row(.quarter, 31, 2, asked: "2026-02-27", "2025-11-30", "2026-02-28"),
    Row(.quarter, 31, 2, asked: "2026-05-31", "2026-05-31", "2026-08-31"),
    Row(.halfYear, 10, 4, asked: "2026-04-09", "2025-10-10", "2026-04-10"),
    Row(.year, 29, 2, asked: "2027-02-28", "2027-02-28", "2028-02-29"),
    Row(.year, 29, 2, asked: "2028-02-28", "2027-02-28", "2028-02-29"),
    Row(.year, 1, 7, asked: "2026-06-30", "2025-07-01", "2026-07-01"),
  ]

  @Test(arguments: rows) func periodContaining(_ row: Row) throws {
    let period = row.cycle.period(containing: try #require(Day(row.day)))
    #expect(period.description == "\(row.start)..<\(row.end)")
  }

  @Test func anAnchorOf31StepsBackAndComesAgain() throws {
    let cycle = BillCycle(unit: .month, anchorDay: 31)
    var day = try #require(Day(2026, 1, 31))
    var starts: [String] = []
    for _ in 0..<5 {
      starts.append(day.description)
      day = cycle.next(after: day)
    }
    #expect(starts == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"])
  }

  /// Law: periods of every cycle tile the calendar; each day lies in the period that holds it, and the next begins
  /// where it ends.
  @Test(arguments: BillCycle.Unit.allCases) func periodsTileTheCalendar(_ unit: BillCycle.Unit) throws {
    let first = try #require(Day(2023, 11, 1))
    for anchor in 1...(unit == .week ? 7 : 31) {
      for month in [1, 2, 7, 12] {
        let cycle = BillCycle(unit: unit, anchorDay: anchor, anchorMonth: month)
        for offset in 0..<(365 * 2) {
          let day = first.adding(days: offset)
          let period = cycle.period(containing: day)
          #expect(period.contains(day))
          #expect(cycle.period(containing: period.end).start == period.end)
          #expect(cycle.period(containing: period.lastDay) == period)
        }
      }
    }
  }

  @Test func periodsFromThrough() throws {
    let cycle = BillCycle(unit: .month, anchorDay: 15)
    let first = try #require(Day(2026, 1, 20))
    let found = cycle.periods(from: first, through: try #require(Day(2026, 3, 15)))
    #expect(found.map(\.start.description) == ["2026-01-15", "2026-02-15", "2026-03-15"])
    #expect(cycle.periods(from: first, through: first.adding(days: -1)).isEmpty)
  }

  @Test(arguments: [(0, false), (1, true), (31, true), (32, false)])
  func anchorsFrom1To31AreAllowed(anchor: Int, allowed: Bool) {
    let problems = BillCycle(unit: .month, anchorDay: anchor).problems()
    #expect(problems.isEmpty == allowed)
    #expect(problems.allSatisfy { $0.code == .cycleAnchor && !$0.remedy.isEmpty })
  }
}
