public import Primitives

extension HolidayCalendar {
  /// Reads one entry of `calendars`: `code`, `zone` and `holidays`, a list of days; `nil` when a problem was added.
  public init?(reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    let code = reader.code("code")
    let zone = reader.text("zone")
    let holidays = reader.list("holidays").compactMap { reader.day($0) }
    reader.refuseUnknownFields()
    problems += reader.problems
    guard reader.problems.isEmpty, let code, let zone else { return nil }
    self.init(code: CalendarCode(code), zoneName: zone, holidays: Set(holidays))
  }
}
