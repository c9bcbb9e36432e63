import Catalog
import Primitives
import Rating

/// A plan in words: which rate holds when, where and for whom.
///
///     peak Mon-Fri 08:00-19:00: to 1002 RT_20CNT, to 1003 and any 10 RT_40CNT; else RT_10CNT; round up to 4 decimals
///
/// Clauses stand between semicolons, rules between commas; a rule ends with the name of a rate or a rate in words.
/// The narrower rule wins: an account before everyone, a date before any day, a longer prefix before a shorter one,
/// hours before all day.
struct PlanPhrase {
  struct Hours: Hashable {
    var weekdays: Set<Int> = []
    var from = 0
    var to = 86_400
  }

  struct Rule {
    var account: String?
    var destinations: [String] = []
    var hours: [Hours] = []
    var date: (month: Int, day: Int)?
    var phrase = ""
    var rate: RatePhrase?
  }

  private(set) var rules: [Rule] = []
  private(set) var rounding: Rounding?
  private let inputs: PriceInputs
  private let rates: [String: RatePhrase]

  init(_ text: String, rates: [String: RatePhrase] = [:], at inputs: PriceInputs) throws(Rejection) {
    self.inputs = inputs
    self.rates = rates
    for clause in text.split(separator: ";") { try read(clause: String(clause)) }
    for index in rules.indices where rules[index].rate == nil { rules[index].rate = try RatePhrase(rules[index].phrase, at: inputs) }
    if rules.isEmpty { throw inputs.refused("\"\(text)\" names no rate", "write a rate such as `0.1 per 60 s`, or the name of one in `rates`") }
  }

  private mutating func read(clause: String) throws(Rejection) {
    let first = PhraseWords(clause)
    if first.peek() == "round" || first.peek() == "rounded" {
      rounding = try? RatePhrase("0 per s " + clause, at: inputs).rounding
      return
    }
    // How a call is split and whose connect fee counts is how the engine works.
    if clause.contains("crosses") || clause.contains(" split") { return }
    let start = rules.count
    var hours: [Hours] = []
    for segment in clause.split(separator: ",") {
      var rule = Rule(hours: hours)
      try read(segment: String(segment), into: &rule)
      hours = rule.hours
    }
    // `… for prefix 10` at the end of a clause holds for the rules before it, too.
    if let last = rules.last, rules.count - start > 1, !last.destinations.isEmpty, clause.contains(" for prefix") {
      for index in start..<rules.count where rules[index].destinations.isEmpty { rules[index].destinations = last.destinations }
    }
  }

  private mutating func read(segment: String, into rule: inout Rule) throws(Rejection) {
    var words = PhraseWords(segment)
    if ["round", "rounded"].contains(words.peek() ?? "") {
      rounding = try RatePhrase("0 per s " + segment, at: inputs).rounding
      return
    }
    var phrase: [String] = []
    var hoursHere: [Hours] = []
    var open = Hours()
    var isOpen = false
    func close() { if isOpen { hoursHere.append(open) }; open = Hours(); isOpen = false }
    while let word = words.take() {
      let small = word.lowercased()
      if rates[word] != nil {
        rule.rate = rates[word]
      } else if small == "else" {
        rule.hours = []
      } else if let days = PlanPhrase.weekdays(small) {
        close()
        open.weekdays = days
        isOpen = true
      } else if let range = PlanPhrase.range(small) {
        (open.from, open.to) = range
        isOpen = true
      } else if small == "from", let clock = words.peek().flatMap({ PlanPhrase.clock($0) }) {
        _ = words.take()
        open.from = clock
        isOpen = true
      } else if ["to", "prefix", "any"].contains(small), let digits = words.peek(), PlanPhrase.isDigits(digits) {
        _ = words.take()
        rule.destinations += digits.split(separator: "/").map(String.init)
      } else if small == "account", let number = words.take() {
        rule.account = number
      } else if small == "on", let day = words.takeNumber()?.wholeUnits(.down), let month = words.take().flatMap({ PlanPhrase.month($0) }) {
        rule.date = (month, day)
      } else if !["peak", "always", "for", "and", "heavier", "weight", "unit"].contains(small) || !phrase.isEmpty && small == "unit" {
        phrase.append(word)
      }
    }
    close()
    if !hoursHere.isEmpty { rule.hours = hoursHere }
    if rule.rate == nil, !phrase.contains(where: { $0.lowercased() == "per" }), !rules.isEmpty, !phrase.isEmpty, rules[rules.count - 1].rate == nil {
      rules[rules.count - 1].phrase += ", " + phrase.joined(separator: " ")
      return
    }
    let isBare = rule.destinations.isEmpty && hoursHere.isEmpty && rule.account == nil && rule.date == nil
    if rule.rate == nil, isBare, let last = rules.last, last.rate == nil, !last.phrase.contains("per") {
      rules[rules.count - 1].phrase += ", " + phrase.joined(separator: " ")
      return
    }
    if rule.rate == nil, phrase.isEmpty { return }
    rule.phrase = phrase.joined(separator: " ")
    rules.append(rule)
  }

  // MARK: - As a price form

  /// The plan as the engine knows it: by account, by prefix, by time; `dates` is the calendar of the dated rules.
  func form(zone: String, calendar: CalendarCode, maximumCost: Exact? = nil) -> PriceForm {
    let accounts = Set(rules.compactMap(\.account)).sorted()
    if accounts.isEmpty { return byPrefix(rules, zone, calendar, maximumCost) }
    var cells = accounts.map { account in
      ByDimension.Cell(values: [account], form: byPrefix(rules.filter { $0.account == nil || $0.account == account }, zone, calendar, maximumCost))
    }
    cells.append(.init(values: ["*"], form: byPrefix(rules.filter { $0.account == nil }, zone, calendar, maximumCost)))
    return .byDimension(ByDimension(dimensions: ["account"], cells: cells))
  }

  private func byPrefix(_ rules: [Rule], _ zone: String, _ calendar: CalendarCode, _ maximumCost: Exact?) -> PriceForm {
    var prefixes = Set(rules.flatMap(\.destinations))
    if prefixes.isEmpty { return byTime(rules, "", zone, calendar, maximumCost) }
    if rules.contains(where: { $0.destinations.isEmpty }) { prefixes.insert("") }
    let routes = prefixes.sorted().map { prefix in
      ByPrefix.Route(prefix: prefix, destination: prefix, form: byTime(rules, prefix, zone, calendar, maximumCost))
    }
    return .byPrefix(ByPrefix(routes: routes, perCallRounding: rounding))
  }

  private func byTime(_ rules: [Rule], _ prefix: String, _ zone: String, _ calendar: CalendarCode, _ maximumCost: Exact?) -> PriceForm {
    struct Ranked {
      var band: ByTime.Band
      var rank: (Int, Int, Int, Int)
    }
    var bands: [Ranked] = []
    for rule in rules {
      let reach = rule.destinations.filter { prefix.hasPrefix($0) }.map(\.utf8.count).max()
      guard rule.destinations.isEmpty || reach != nil, let rate = rule.rate else { continue }
      for hours in rule.hours.isEmpty ? [Hours()] : rule.hours {
        let timed = hours != Hours()
        bands.append(
          Ranked(
            band: .init(
              name: "", weekdays: hours.weekdays, onHolidays: rule.date != nil, fromSecond: hours.from, toSecond: hours.to,
              form: rate.form(rounding: rounding, maximumCost: maximumCost)),
            rank: (rule.account == nil ? 0 : 1, rule.date == nil ? 0 : 1, (reach ?? 0) * 2 + (timed ? 1 : 0), hours.from)))
      }
    }
    bands.sort { $0.rank > $1.rank }
    if bands.count == 1, bands[0].band.fromSecond == 0, bands[0].band.toSecond == 86_400, bands[0].band.weekdays.isEmpty, !bands[0].band.onHolidays {
      return bands[0].band.form
    }
    let dated = rules.contains { $0.date != nil }
    return .byTime(ByTime(zoneName: zone, calendar: dated ? calendar : nil, bands: bands.map(\.band)))
  }

  /// The days of the dated rules in the years around one.
  func dates(around year: Int) -> Set<Day> {
    Set(rules.compactMap(\.date).flatMap { date in (year - 1...year + 1).compactMap { Day($0, date.month, date.day) } })
  }

  // MARK: - Words

  private static func isDigits(_ word: String) -> Bool { word.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2F } && !word.isEmpty }

  private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  private static func weekdays(_ word: String) -> Set<Int>? {
    switch word {
    case "workdays", "weekdays": return [1, 2, 3, 4, 5]
    case "weekends", "weekend": return [6, 7]
    default:
      let ends = word.split(separator: "-").map { name in dayNames.firstIndex { name.hasPrefix($0) && name.utf8.count <= 9 } }
      guard let first = ends.first ?? nil else { return nil }
      if ends.count == 1 { return [first + 1] }
      guard ends.count == 2, let last = ends[1] else { return nil }
      return first <= last ? Set(first + 1...last + 1) : Set(1...7).subtracting(last + 2..<first + 1)
    }
  }

  private static func range(_ word: String) -> (Int, Int)? {
    let ends = word.split(separator: "-").map { clock(String($0)) }
    guard ends.count == 2, let from = ends[0], let to = ends[1] else { return nil }
    return (from, to)
  }

  static func clock(_ word: String) -> Int? {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let hours = parts[0], let minutes = parts[1], (0...24).contains(hours), (0...59).contains(minutes) else { return nil }
    return hours * 3600 + minutes * 60
  }

  private static func month(_ word: String) -> Int? { Months.number(of: word) }
}

/// English names of months, as scenarios write them in keys and texts.
enum Months {
  static let names = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
  ]

  static func number(of word: String) -> Int? { names.firstIndex { $0 == word.lowercased() }.map { $0 + 1 } }
}
