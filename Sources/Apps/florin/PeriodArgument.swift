import ArgumentParser
import Primitives

/// A stretch of days on the command line: a year `2026`, a month `2026-10`, or `2026-10-01..2026-12-31` with both days
/// in it.
struct PeriodArgument: ExpressibleByArgument {
  let period: ServicePeriod

  init?(argument: String) {
    if let dots = argument.firstRange(of: "..") {
      guard let first = Day(String(argument[..<dots.lowerBound])), let last = Day(String(argument[dots.upperBound...])), first <= last else { return nil }
      period = ServicePeriod(start: first, end: last.adding(days: 1))
      return
    }
    let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
    guard argument.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }), parts.first?.count == 4, let year = Int(parts[0])
    else { return nil }
    switch parts.count {
    case 1:
      guard let first = Day(year, 1, 1) else { return nil }
      period = ServicePeriod(start: first, end: first.adding(months: 12, anchorDay: 1))
    case 2:
      guard parts[1].count == 2, let month = Int(parts[1]), let first = Day(year, month, 1) else { return nil }
      period = ServicePeriod(start: first, end: first.adding(months: 1, anchorDay: 1))
    case 3:
      guard let day = Day(argument) else { return nil }
      period = ServicePeriod(start: day, end: day.adding(days: 1))
    default: return nil
    }
  }
}
