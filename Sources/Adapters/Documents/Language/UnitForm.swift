import Primitives

/// How units of usage are written: known nouns in their plural, symbols and the operator's own units as they are.
enum UnitForm {
  static func noun(_ unit: String) -> Noun? {
    switch unit {
    case "message", "messages", "sms": .message
    case "call", "calls": .call
    case "piece", "pieces", "pcs": .piece
    case "unit", "units": .unit
    case "request", "requests": .request
    case "user", "users", "seat", "seats": .user
    case "day", "days": .day
    case "month", "months": .month
    case "event", "events": .event
    default: nil
    }
  }

  /// A larger unit that people read more easily, and how many of the small one it holds.
  static func readable(_ unit: String, for value: Exact) -> (unit: String, divisor: Exact) {
    switch unit {
    case "s" where value.magnitude >= 60: ("min", 60)
    case "B" where value.magnitude >= 1_000_000_000: ("GB", 1_000_000_000)
    case "B" where value.magnitude >= 1_000_000: ("MB", 1_000_000)
    case "kB" where value.magnitude >= 1000: ("MB", 1000)
    case "MB" where value.magnitude >= 10_000: ("GB", 1000)
    default: (unit, 1)
    }
  }
}

extension Ink {
  /// A quantity with every digit and its unit: `1,200 s`, `3 messages`.
  mutating func quantity(_ value: Exact, _ unit: String, most: Int = 12) {
    if let noun = UnitForm.noun(unit) {
      number(value, most: most)
      if language != .ko { blank() }
      raw(noun.form(value, language))
    } else {
      number(value, most: most)
      if !unit.isEmpty {
        blank()
        text(unit)
      }
    }
  }

  /// A quantity for a glance: seconds as minutes and seconds, many octets as gigabytes, three decimals at most.
  mutating func glance(_ value: Exact, _ unit: String) {
    if unit == "s", let seconds = value.magnitude.minorUnits(digits: 0, mode: .halfUp), seconds >= 60 {
      sign(value.isNegative)
      number(Exact(unscaled: seconds / 60, scale: 0))
      blank()
      raw("min")
      if seconds % 60 != 0 {
        raw(" ")
        integer(Int(seconds % 60))
        blank()
        raw("s")
      }
      return
    }
    let readable = UnitForm.readable(unit, for: value)
    quantity(readable.divisor == 1 ? value : value / readable.divisor, readable.unit, most: 3)
  }
}
