import Primitives

/// How a language writes numbers: Unicode CLDR's patterns for the four languages.
struct NumberForm {
  let decimalMark: StaticString
  let groupMark: StaticString
  /// A number of this many whole digits or more is grouped: Spanish writes 1234 but 12.345.
  let groupsFrom: Int
  /// Whether a blank stands in front of the per cent sign.
  let spacedPercent: Bool

  static func of(_ language: ReaderLanguage) -> NumberForm {
    switch language {
    case .en, .ko: NumberForm(decimalMark: ".", groupMark: ",", groupsFrom: 4, spacedPercent: false)
    case .es: NumberForm(decimalMark: ",", groupMark: ".", groupsFrom: 5, spacedPercent: true)
    case .ro: NumberForm(decimalMark: ",", groupMark: ".", groupsFrom: 4, spacedPercent: true)
    }
  }
}

/// How a language writes amounts of one currency.
struct CurrencyForm {
  let sign: String
  /// The sign stands in front: `€12.00`; behind and spaced otherwise: `12,00 €`.
  let leads: Bool
  /// A blank between a leading sign and the number, for signs made of letters.
  let spaced: Bool

  static func of(_ currency: Currency, _ language: ReaderLanguage) -> CurrencyForm {
    let code = currency.code
    let sign: String
    switch (code, language) {
    case ("EUR", .en), ("EUR", .es), ("EUR", .ko): sign = "€"
    case ("USD", .en): sign = "$"
    case ("USD", .es), ("USD", .ko): sign = "US$"
    case ("GBP", .en), ("GBP", .ko): sign = "£"
    case ("KRW", .en), ("KRW", .ko): sign = "₩"
    case ("JPY", .en), ("JPY", .ko): sign = "¥"
    default: sign = code
    }
    return CurrencyForm(sign: sign, leads: language == .en || language == .ko, spaced: sign == code)
  }
}

extension Ink {
  /// A number in the reader's form, rounded half-even to `most` decimals, never fewer than `least`.
  mutating func number(_ value: Exact, least: Int = 0, most: Int = 12) {
    sign(value.isNegative)
    magnitude(value, least: least, most: most)
  }

  mutating func number(_ value: Int) { number(Exact(value)) }

  /// Whole smallest units as an amount: 123456 cents of EUR are `€1,234.56`.
  mutating func money(_ minor: Int64, _ currency: Currency, signed: Bool = false) {
    amount(Exact(unscaled: minor, scale: currency.minorDigits), currency, signed: signed)
  }

  /// An exact amount with every digit it has, at least those of the currency. `signed` writes the plus too.
  mutating func amount(_ value: Exact, _ currency: Currency, signed: Bool = false) {
    let form = form(of: currency)
    if signed, value.isPositive { bytes.append(0x2B) }
    sign(value.isNegative)
    if form.leads {
      text(form.sign)
      if form.spaced { blank() }
    }
    magnitude(value, least: currency.minorDigits, most: 12)
    if !form.leads {
      blank()
      text(form.sign)
    }
  }

  mutating func percent(_ value: Exact) {
    number(value)
    if NumberForm.of(language).spacedPercent { blank() }
    bytes.append(0x25)
  }

  /// A blank that never breaks the line (an ordinary one in plain text).
  mutating func blank() { if forms == .plain { bytes.append(0x20) } else { raw("\u{A0}") } }

  mutating func sign(_ negative: Bool) {
    guard negative else { return }
    if forms == .plain { bytes.append(0x2D) } else { raw("\u{2212}") }
  }

  private mutating func form(of currency: Currency) -> CurrencyForm {
    if let known = currencyForm, known.currency == currency { return known.form }
    let form = CurrencyForm.of(currency, language)
    currencyForm = (currency, form)
    return form
  }

  private mutating func magnitude(_ value: Exact, least: Int, most: Int) {
    let form = NumberForm.of(language)
    if let unscaled = value.unscaled64, value.fractionDigits <= most {
      var (whole, scale) = (unscaled.magnitude, value.fractionDigits)
      while scale > least, whole % 10 == 0 { (whole, scale) = (whole / 10, scale - 1) }
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { digits in
        var count = 0
        while whole > 0 || count <= scale {
          digits[count] = 0x30 + UInt8(whole % 10)
          whole /= 10
          count += 1
        }
        place(integer: count - scale, form) { digits[count - 1 - $0] }
        var written = 0
        if scale > 0 || least > 0 { raw(form.decimalMark) }
        while written < scale {
          bytes.append(digits[scale - 1 - written])
          written += 1
        }
        while written < least {
          bytes.append(0x30)
          written += 1
        }
      }
      return
    }
    let digits = Array(value.magnitude.decimalText(maximumDigits: most, minimumDigits: least).utf8)
    let point = digits.firstIndex(of: 0x2E) ?? digits.count
    place(integer: point, form) { digits[$0] }
    if point < digits.count {
      raw(form.decimalMark)
      bytes.append(contentsOf: digits[(point + 1)...])
    }
  }

  private mutating func place(integer count: Int, _ form: NumberForm, digit: (Int) -> UInt8) {
    let grouped = count >= form.groupsFrom
    for index in 0..<count {
      if grouped, index > 0, (count - index) % 3 == 0 { raw(form.groupMark) }
      bytes.append(digit(index))
    }
  }
}
