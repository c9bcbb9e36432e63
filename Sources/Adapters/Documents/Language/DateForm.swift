import Primitives

/// Month names as they stand inside a date.
struct MonthNames {
  static func long(_ month: Int, _ language: ReaderLanguage) -> StaticString { table(language, short: false)[month - 1] }
  static func short(_ month: Int, _ language: ReaderLanguage) -> StaticString { table(language, short: true)[month - 1] }

  private static func table(_ language: ReaderLanguage, short: Bool) -> [StaticString] {
    switch (language, short) {
    case (.en, false): english
    case (.en, true): englishShort
    case (.es, false): spanish
    case (.es, true): spanishShort
    case (.ko, _): korean
    case (.ro, false): romanian
    case (.ro, true): romanianShort
    }
  }

  private static let english: [StaticString] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
  ]
  private static let englishShort: [StaticString] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  private static let spanish: [StaticString] = [
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
  ]
  private static let spanishShort: [StaticString] = [
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
  ]
  private static let korean: [StaticString] = [
    "1월", "2월", "3월", "4월", "5월", "6월", "7월", "8월", "9월", "10월", "11월", "12월",
  ]
  private static let romanian: [StaticString] = [
    "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie", "octombrie", "noiembrie",
    "decembrie",
  ]
  private static let romanianShort: [StaticString] = [
    "ian.", "feb.", "mar.", "apr.", "mai", "iun.", "iul.", "aug.", "sept.", "oct.", "nov.", "dec.",
  ]
}

/// How much of a date is written.
enum DateLength {
  /// `31 March 2026`
  case long
  /// `31 Mar 2026`
  case short
  /// `31 Mar`, where the year is plain from what stands around it.
  case withoutYear
}

extension Ink {
  /// A day in the reader's form, as a `time` element in HTML.
  mutating func day(_ day: Day, _ length: DateLength = .long) {
    if forms == .html {
      raw("<time datetime=\"")
      isoDay(day)
      raw("\">")
    }
    plainDay(day, length)
    if forms == .html { raw("</time>") }
  }

  /// A service period by its first and last day: `1–31 March 2026`.
  mutating func days(_ period: ServicePeriod, _ length: DateLength = .long) {
    guard period.days > 1 else { return plainDay(period.start, length) }
    let (a, b) = (period.start.civil, period.lastDay.civil)
    let sameYear = a.year == b.year
    let sameMonth = sameYear && a.month == b.month
    if language == .ko {
      plainDay(period.start, length)
      dash()
      if sameMonth {
        integer(b.day)
        raw(length == .long ? "일" : ".")
      } else {
        plainDay(period.lastDay, sameYear ? .withoutYear : length, longMonth: length == .long)
      }
      return
    }
    if sameMonth {
      integer(a.day)
      dash()
    } else {
      plainDay(period.start, sameYear ? .withoutYear : length, longMonth: length == .long)
      raw("\u{A0}\u{2013} ")
    }
    plainDay(period.lastDay, length)
  }

  /// An en dash at which the line never breaks.
  private mutating func dash() { raw(forms == .plain ? "\u{2013}" : "\u{2060}\u{2013}\u{2060}") }

  mutating func plainDay(_ day: Day, _ length: DateLength, longMonth: Bool? = nil) {
    let (year, month, dayOfMonth) = day.civil
    let long = longMonth ?? (length == .long)
    if language == .ko {
      if length != .withoutYear {
        integer(year)
        raw(long ? "년 " : ". ")
      }
      integer(month)
      raw(long ? "월 " : ". ")
      integer(dayOfMonth)
      raw(long ? "일" : ".")
      return
    }
    integer(dayOfMonth)
    raw(language == .es && long ? " de " : "\u{A0}")
    raw(long ? MonthNames.long(month, language) : MonthNames.short(month, language))
    guard length != .withoutYear else { return }
    raw(language == .es && long ? " de " : "\u{A0}")
    integer(year)
  }

  mutating func isoDay(_ day: Day) {
    let (year, month, dayOfMonth) = day.civil
    twoDigits(year / 100)
    twoDigits(year % 100)
    raw("-")
    twoDigits(month)
    raw("-")
    twoDigits(dayOfMonth)
  }

  /// An instant as day and time of day in `zone`, to the second.
  mutating func moment(_ instant: Instant, in zone: Zone) {
    plainDay(zone.day(of: instant), .withoutYear)
    raw(" ")
    let second = zone.secondOfDay(of: instant)
    twoDigits(second / 3600)
    raw(":")
    twoDigits(second / 60 % 60)
    raw(":")
    twoDigits(second % 60)
  }
}
