import Catalog
import Parties
import Primitives

extension ProblemCode {
  public static let scenarioInput = ProblemCode("scenario.input")
}

/// Reads what published examples write freely: amounts with words behind them, lists of two days, intervals in words.
extension SourceReader {
  mutating func refuse(_ key: String, _ message: String, remedy: String) {
    report(.scenarioInput, node[key] ?? node, message, remedy: remedy)
  }

  /// `249.95 monthly in advance` is 249.95.
  mutating func leadingNumber(_ key: String) -> Exact? {
    guard let text = text(key) else { return nil }
    if let value = Exact(text.prefix { !$0.isWhitespace }) { return value }
    refuse(key, "\"\(text)\" does not begin with an amount", remedy: "write the amount first, such as `249.95 monthly`")
    return nil
  }

  /// `["2024-03-01", "2024-03-31"]`.
  mutating func days(_ key: String) -> (Day, Day)? {
    let items = list(key).compactMap { day($0) }
    if items.count == 2 { return (items[0], items[1]) }
    if problems.isEmpty { refuse(key, "`\(key)` needs a first and a last day", remedy: "write [2024-03-01, 2024-03-31]") }
    return nil
  }

  /// A day, or the day an instant or a wall-clock time falls on as written.
  mutating func dayOfMoment(_ key: String) -> Day? {
    guard let text = text(key) else { return nil }
    if let day = Day(String(text.prefix(10))) { return day }
    refuse(key, "\"\(text)\" is not a day or an instant", remedy: "write 2024-03-12 or 2024-03-12T12:00:00Z")
    return nil
  }

  /// `month`, `monthly`, `quarterly`, `semiannual` … as a unit of bill cycles.
  mutating func interval(_ key: String) -> BillCycle.Unit? {
    guard let word = optionalText(key) else { return nil }
    if let unit = BillCycle.Unit(word: word) { return unit }
    refuse(key, "\"\(word)\" is not an interval", remedy: "use week, month, quarter, half-year or year")
    return nil
  }

  /// The calendar of an interval: from the first of a month or a Monday, or from the day it began.
  mutating func calendar(_ unit: BillCycle.Unit, begun: Day) -> BillCycle {
    let alignment = optionalText("alignment") ?? "calendar"
    if alignment == "anniversary" { return BillCycle(unit: unit, anniversaryOf: begun) }
    if alignment != "calendar" {
      refuse("alignment", "\"\(alignment)\" is not an alignment", remedy: "use calendar or anniversary")
    }
    return BillCycle(unit: unit, anchorDay: 1)
  }

  /// Every problem found so far, when there is one.
  func finish() throws(Rejection) {
    guard problems.isEmpty else { throw Rejection(problems) }
  }

  /// What a value that should be there is when it is not: all problems found.
  func missing() -> Rejection { Rejection(problems) }
}

extension BillCycle.Unit {
  /// The unit an everyday word means.
  init?(word: String) {
    switch word.lowercased() {
    case "week", "weekly": self = .week
    case "month", "monthly": self = .month
    case "quarter", "quarterly": self = .quarter
    case "half-year", "half-yearly", "semiannual", "semi-annual", "biannual", "semester": self = .halfYear
    case "year", "yearly", "annual", "annually": self = .year
    default: return nil
    }
  }
}

extension BillCycle {
  /// Periods that begin on the day something began, week after week or month after month.
  init(unit: Unit, anniversaryOf day: Day) {
    self.init(unit: unit, anchorDay: unit == .week ? day.weekday : day.dayOfMonth, anchorMonth: day.month)
  }
}

/// Amounts as published examples give them: half up, two decimals.
extension Exact {
  var cents: Exact { rounded(2, .halfUp) }
}
