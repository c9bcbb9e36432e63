public import Primitives

extension ProblemCode {
  public static let catalogTimeGap = ProblemCode("catalog.time-gap")
}

extension ByTime {
  init?(reading fields: inout FormFields) {
    let zone = fields.reader.text("zone")
    let calendar = fields.reader.optional("calendar").flatMap { fields.reader.code($0) }
    let bands: [[Band]] = fields.each("bands") { entry in Self.band(&entry) }
    for (index, band) in bands.enumerated() where band.first?.onHolidays == true && calendar == nil {
      fields.report(
        .missingField, "band \(index + 1) is for holidays, and the price names no calendar",
        remedy: "add `calendar`, the code of a calendar of the catalog")
    }
    if fields.reader.problems.isEmpty, let gap = Self.gap(bands.flatMap(\.self)) {
      fields.report(
        .catalogTimeGap, at: "bands", "no band covers \(gap), so usage at that time has no price",
        remedy: "add a last band without `from`, `to` and `weekdays`")
    }
    guard let zone else { return nil }
    self.init(zoneName: zone, calendar: calendar.map { CalendarCode($0) }, bands: bands.flatMap(\.self))
  }

  /// One band, or two when it goes over midnight.
  private static func band(_ entry: inout FormFields) -> [Band]? {
    let name = entry.reader.optionalText("name") ?? ""
    var weekdays: Set<Int> = []
    for node in entry.reader.list("weekdays") {
      guard let number = entry.reader.integer(node) else { continue }
      if (1...7).contains(number) {
        weekdays.insert(number)
      } else {
        entry.reader.report(.wrongValue, node, "there is no weekday \(number)", remedy: "write 1 for Monday to 7 for Sunday")
      }
    }
    let onHolidays = entry.reader.optionalFlag("onHolidays") ?? false
    let from = clock("from", &entry) ?? 0
    let to = clock("to", &entry) ?? 86_400
    guard let form = entry.form(besides: ["name", "weekdays", "onHolidays", "from", "to"]) else { return nil }
    func band(_ from: Int, _ to: Int) -> Band {
      Band(name: name, weekdays: weekdays, onHolidays: onHolidays, fromSecond: from, toSecond: to, form: form)
    }
    if from < to { return [band(from, to)] }
    return to == 0 ? [band(from, 86_400)] : [band(from, 86_400), band(0, to)]
  }

  /// `HH:MM` or `HH:MM:SS`, up to 24:00.
  private static func clock(_ key: String, _ entry: inout FormFields) -> Int? {
    guard let text = entry.reader.optionalText(key) else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { $0.utf8.count == 2 ? Int($0) : nil }
    if (2...3).contains(parts.count), let hours = parts[0], let minutes = parts[1], let seconds = parts.count == 3 ? parts[2] : 0,
      (0...24).contains(hours), (0...59).contains(minutes), (0...59).contains(seconds), hours * 3600 + minutes * 60 + seconds <= 86_400
    {
      return hours * 3600 + minutes * 60 + seconds
    }
    entry.report(.wrongValue, at: key, "\"\(text)\" is not a time of day", remedy: "write hours and minutes, such as \"08:00\"; \"24:00\" ends a day")
    return nil
  }

  /// The first weekday and time that no band covers on an ordinary day, in words.
  private static func gap(_ bands: [Band]) -> String? {
    let ordinary = bands.filter { !$0.onHolidays }
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    for weekday in 1...7 {
      let today = ordinary.filter { $0.weekdays.isEmpty || $0.weekdays.contains(weekday) }
      var covered = 0
      for band in today.sorted(by: { $0.fromSecond < $1.fromSecond }) where band.fromSecond <= covered {
        covered = max(covered, band.toSecond)
      }
      if covered < 86_400 {
        let (hours, minutes) = (covered / 3600, covered / 60 % 60)
        return "\(names[weekday - 1]) from \(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
      }
    }
    return nil
  }
}
