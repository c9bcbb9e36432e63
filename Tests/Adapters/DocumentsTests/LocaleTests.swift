@testable import Documents
import Primitives
import Testing

/// Numbers, amounts, dates and plurals against Unicode CLDR's patterns.
@Suite struct LocaleTests {
  /// The text with blanks that never break shown as `_` and word joiners left out.
  static func written(_ language: ReaderLanguage, _ body: (inout Ink) -> Void) -> String {
    var ink = Ink(language)
    body(&ink)
    return ink.string.replacing("\u{A0}", with: "_").replacing("\u{2060}", with: "")
  }

  struct Amount: Sendable {
    var minor: Int64
    var currency: Currency
    var en: String
    var es: String
    var ko: String
    var ro: String
  }

  @Test(arguments: [
    Amount(minor: 123_456_789, currency: .eur, en: "€1,234,567.89", es: "1.234.567,89_€", ko: "€1,234,567.89", ro: "1.234.567,89_EUR"),
    Amount(minor: 123_456, currency: .eur, en: "€1,234.56", es: "1234,56_€", ko: "€1,234.56", ro: "1.234,56_EUR"),
    Amount(minor: 1_234_567, currency: .eur, en: "€12,345.67", es: "12.345,67_€", ko: "€12,345.67", ro: "12.345,67_EUR"),
    Amount(minor: -5, currency: .eur, en: "−€0.05", es: "−0,05_€", ko: "−€0.05", ro: "−0,05_EUR"),
    Amount(minor: 0, currency: .eur, en: "€0.00", es: "0,00_€", ko: "€0.00", ro: "0,00_EUR"),
    Amount(minor: 1_234_568, currency: .krw, en: "₩1,234,568", es: "1.234.568_KRW", ko: "₩1,234,568", ro: "1.234.568_KRW"),
    Amount(minor: 45_611_660, currency: .usd, en: "$456,116.60", es: "456.116,60_US$", ko: "US$456,116.60", ro: "456.116,60_USD"),
    Amount(minor: 999, currency: .ron, en: "RON_9.99", es: "9,99_RON", ko: "RON_9.99", ro: "9,99_RON"),
    Amount(minor: 123_456, currency: Currency("KWD")!, en: "KWD_123.456", es: "123,456_KWD", ko: "KWD_123.456", ro: "123,456_KWD"),
    Amount(minor: .max, currency: .eur, en: "€92,233,720,368,547,758.07", es: "92.233.720.368.547.758,07_€", ko: "€92,233,720,368,547,758.07", ro: "92.233.720.368.547.758,07_EUR"),
    Amount(minor: .min, currency: .krw, en: "−₩9,223,372,036,854,775,808", es: "−9.223.372.036.854.775.808_KRW", ko: "−₩9,223,372,036,854,775,808", ro: "−9.223.372.036.854.775.808_KRW"),
  ]) func amounts(_ one: Amount) {
    let written = ReaderLanguage.allCases.map { language in Self.written(language) { $0.money(one.minor, one.currency) } }
    #expect(written == [one.en, one.es, one.ko, one.ro])
  }

  @Test(arguments: [
    ("0.0006", "€0.0006", "0,0006_€"), ("12.5", "€12.50", "12,50_€"), ("-8.903225806452", "−€8.903225806452", "−8,903225806452_€"),
    ("3.8319000", "€3.8319", "3,8319_€"), ("10000", "€10,000.00", "10.000,00_€"),
    ("123456789012345678901.5", "€123,456,789,012,345,678,901.50", "123.456.789.012.345.678.901,50_€"),
  ]) func exactAmountsKeepEveryDigit(_ value: String, _ en: String, _ es: String) throws {
    let exact = try #require(Exact(value))
    #expect(Self.written(.en) { $0.amount(exact, .eur) } == en)
    #expect(Self.written(.es) { $0.amount(exact, .eur) } == es)
  }

  @Test func aFractionIsWrittenWithTwelveDecimals() {
    #expect(Self.written(.en) { $0.amount(.ratio(1, 3), .eur) } == "€0.333333333333")
  }

  @Test func percentages() throws {
    let rate = try #require(Exact("21.5"))
    #expect(ReaderLanguage.allCases.map { language in Self.written(language) { $0.percent(rate) } } == ["21.5%", "21,5_%", "21.5%", "21,5_%"])
  }

  struct Days: Sendable {
    var start: String
    var end: String
    var length: Length
    var expected: [String]
    enum Length: Sendable { case long, short, withoutYear }
  }

  @Test(arguments: [
    Days(start: "2026-03-01", end: "2026-04-01", length: .long, expected: ["1–31_March_2026", "1–31 de marzo de 2026", "2026년 3월 1일–31일", "1–31_martie_2026"]),
    Days(start: "2026-02-28", end: "2026-04-01", length: .long, expected: ["28_February_– 31_March_2026", "28 de febrero_– 31 de marzo de 2026", "2026년 2월 28일–3월 31일", "28_februarie_– 31_martie_2026"]),
    Days(start: "2025-12-15", end: "2026-01-15", length: .short, expected: ["15_Dec_2025_– 14_Jan_2026", "15_dic_2025_– 14_ene_2026", "2025. 12. 15.–2026. 1. 14.", "15_dec._2025_– 14_ian._2026"]),
    Days(start: "2026-05-14", end: "2026-05-15", length: .withoutYear, expected: ["14_May", "14_may", "5. 14.", "14_mai"]),
    Days(start: "2026-09-09", end: "2026-10-01", length: .withoutYear, expected: ["9–30_Sep", "9–30_sept", "9. 9.–30.", "9–30_sept."]),
  ]) func periods(_ one: Days) throws {
    let period = ServicePeriod(start: try #require(Day(one.start)), end: try #require(Day(one.end)))
    let length: DateLength = switch one.length { case .long: .long; case .short: .short; case .withoutYear: .withoutYear }
    #expect(ReaderLanguage.allCases.map { language in Self.written(language) { $0.days(period, length) } } == one.expected)
  }

  @Test func aDayIsATimeElement() throws {
    let day = try #require(Day("2026-04-15"))
    #expect(Self.written(.es) { $0.day(day) } == "<time datetime=\"2026-04-15\">15 de abril de 2026</time>")
  }

  @Test(arguments: [
    (0, "0_days", "0_días", "0일", "0_zile"), (1, "1_day", "1_día", "1일", "1_zi"), (2, "2_days", "2_días", "2일", "2_zile"),
    (19, "19_days", "19_días", "19일", "19_zile"), (20, "20_days", "20_días", "20일", "20_de zile"),
    (100, "100_days", "100_días", "100일", "100_de zile"), (101, "101_days", "101_días", "101일", "101_zile"),
    (120, "120_days", "120_días", "120일", "120_de zile"), (1000, "1,000_days", "1000_días", "1,000일", "1.000_de zile"),
  ]) func plurals(_ count: Int, _ en: String, _ es: String, _ ko: String, _ ro: String) {
    let written = ReaderLanguage.allCases.map { language in Self.written(language) { $0.count(Exact(count), .day) } }
    #expect(written == [en, es, ko, ro])
  }

  @Test func brokenNumbersTakeTheirPlural() throws {
    let half = try #require(Exact("1.5"))
    #expect(ReaderLanguage.allCases.map { language in Self.written(language) { $0.count(half, .message) } } == ["1.5_messages", "1,5_mensajes", "1.5건", "1,5_mesaje"])
  }

  @Test(arguments: [
    ("25230", "s", "420_min 30_s"), ("59", "s", "59_s"), ("60", "s", "1_min"), ("18432.75", "MB", "18.433_GB"), ("9999", "MB", "9,999_MB"),
    ("1500000", "B", "1.5_MB"), ("1", "", "1"), ("3", "message", "3_messages"), ("2", "kWh", "2_kWh"),
  ]) func quantitiesForAGlance(_ value: String, _ unit: String, _ expected: String) throws {
    let exact = try #require(Exact(value))
    #expect(Self.written(.en) { $0.glance(exact, unit) } == expected)
  }

  @Test(arguments: [("en", ReaderLanguage.en), ("es-MX", .es), ("KO", .ko), ("ro_MD", .ro), ("de", .en), ("", .en)])
  func languagesAreFoundByTheirCode(_ code: String, _ expected: ReaderLanguage) {
    #expect(ReaderLanguage(code) == expected)
  }
}
