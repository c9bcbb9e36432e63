public import Primitives

extension PriceForm {
  /// What the form charges, in English, one statement a line; `unit` is what it counts, such as `s` or `MB`.
  ///
  /// For tables and comparisons of catalogs; documents have their own words in the reader's language.
  public func words(unit: String, currency: Currency) -> [String] {
    func per(_ price: Exact, _ what: String) -> String { "\(price) \(currency) per \(what)" }
    switch self {
    case .flat(let form): return ["\(form.amount) \(currency)"]
    case .perUnit(let form): return [per(form.unit, unit)]
    case .graduated(let form): return ["graduated, each unit at the price of its tier\(form.prorated ? ", prorated" : "")"] + form.words(unit, currency)
    case .volume(let form): return ["volume, all units at the price of the tier reached\(form.prorated ? ", prorated" : "")"] + form.words(unit, currency)
    case .package(let form):
      let free = form.freeUnits.isZero ? "" : ", the first \(form.freeUnits) \(unit) free"
      return ["\(per(form.price, "\(form.size) \(unit)"))\(free), a started package \(form.rounding == .up ? "counts" : "is free")"]
    case .blockTiers(let form):
      return ["blocks, \(form.policy == .allTiers ? "tiers filled in order" : "all at the tier reached")"]
        + form.tiers.map { tier in
          "\(per(tier.price, "\(tier.block) \(unit)"))\(tier.maximumBlocks.map { ", up to \($0) blocks" } ?? "")"
        }
    case .percentage(let form): return [form.words(currency)]
    case .graduatedPercentage(let form):
      return ["graduated percentage"]
        + form.tiers.map { tier in
          "\(tier.upTo.map { "up to \($0)" } ?? "above"): \(tier.percent) %\(tier.flat.isZero ? "" : " and \(tier.flat) \(currency)")"
        }
    case .steppedIntervals(let form): return form.words(unit, currency)
    case .capacity(let form):
      return ["capacity\(form.dimension.map { " by \($0)" } ?? ""), the first tier that fits"]
        + form.tiers.map { tier in
          let limits = tier.limits.sorted { $0.key < $1.key }.map { "\($0.key) up to \($0.value)" }.joined(separator: ", ")
          return "\(limits.isEmpty ? "anything" : limits): \(tier.amount) \(currency)"
        }
    case .dynamic(let form):
      return ["the amount in the attribute `\(form.amountField)`\(form.factor == .one ? "" : " × \(form.factor)")"]
    case .byDimension(let form):
      return ["by \(form.dimensions.joined(separator: ", "))"]
        + form.cells.map { "\($0.values.joined(separator: ", ")): \($0.form.words(unit: unit, currency: currency).joined(separator: "; "))" }
    case .byPrefix(let form):
      let extras = [
        form.perCallRounding.map { "each call rounded to \($0.words)" }, form.maximumCost.map { "at most \($0) \(currency) a call" },
      ].compactMap(\.self)
      guard let deck = form.deck else {
        return ["by destination, longest prefix of `\(form.field)`"] + extras
          + form.routes.map { "\($0.prefix) \($0.destination): \($0.form?.words(unit: unit, currency: currency).joined(separator: "; ") ?? "blocked")" }
      }
      return ["by destination, longest prefix of `\(form.field)` in the deck \(deck)"] + extras
    case .byTime(let form):
      return ["by time of day in \(form.zoneName)\(form.calendar.map { ", holidays of \($0)" } ?? "")"]
        + form.bands.map { "\($0.words): \($0.form.words(unit: unit, currency: currency).joined(separator: "; "))" }
    }
  }
}

extension Tiered {
  fileprivate func words(_ unit: String, _ currency: Currency) -> [String] {
    tiers.map { tier in
      let flat = tier.flat.isZero ? "" : " and \(tier.flat) \(currency) once"
      return "\(tier.upTo.map { "up to \($0)" } ?? "above"): \(tier.unit) \(currency) per \(unit)\(flat)"
    }
  }
}

extension Percentage {
  fileprivate func words(_ currency: Currency) -> String {
    let parts = [
      "\(percent) %", fixedPerEvent.isZero ? nil : "\(fixedPerEvent) \(currency) per event",
      minimumPerEvent.map { "at least \($0) \(currency)" }, maximumPerEvent.map { "at most \($0) \(currency)" },
      freeEvents.map { "the first \($0) events free" }, freeAmount.map { "the first \($0) \(currency) free" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}

extension SteppedIntervals {
  fileprivate func words(_ unit: String, _ currency: Currency) -> [String] {
    var lines = connectFee.isZero ? [] : ["\(connectFee) \(currency) to connect"]
    lines += steps.map { step in
      "\(step.price) \(currency) per started \(step.interval) \(unit)\(step.width.map { ", for \($0) \(unit)" } ?? "")"
    }
    if let perCallRounding { lines.append("each call rounded to \(perCallRounding.words)") }
    if let maximumCost { lines.append("at most \(maximumCost) \(currency) a call") }
    return lines
  }
}

extension ByTime.Band {
  /// `day (Mon–Fri, 08:00–20:00)`.
  fileprivate var words: String {
    func clock(_ second: Int) -> String {
      func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
      return two(second / 3600) + ":" + two(second / 60 % 60) + (second % 60 == 0 ? "" : ":" + two(second % 60))
    }
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    var parts: [String] = []
    if onHolidays { parts.append("holidays") }
    if !weekdays.isEmpty { parts.append(weekdays.sorted().map { (1...7).contains($0) ? names[$0 - 1] : "\($0)" }.joined(separator: " ")) }
    if fromSecond != 0 || toSecond != 86_400 { parts.append("\(clock(fromSecond))–\(clock(toSecond))") }
    return parts.isEmpty ? name : "\(name) (\(parts.joined(separator: ", ")))"
  }
}

extension Rounding {
  /// `2 digits, half-up`.
  public var words: String { "\(digits) digits, \(mode.rawValue)" }
}
