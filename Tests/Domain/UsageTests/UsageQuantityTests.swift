import Primitives
import Testing
import Usage

struct UsageQuantityTests {
  static let table: [(String, UsageQuantity.Reading)] = [
    ("0", .value(digits: 0, scale: 0)),
    ("61", .value(digits: 61, scale: 0)),
    ("-3", .value(digits: -3, scale: 0)),
    ("0.25", .value(digits: 25, scale: 2)),
    ("1e3", .value(digits: 1000, scale: 0)),
    ("1000000000000000", .value(digits: 1_000_000_000_000_000, scale: 0)),
    ("1000000000000000.0", .value(digits: 10_000_000_000_000_000, scale: 1)),
    ("1000000000000001", .tooLarge),
    ("-1000000000000001", .tooLarge),
    ("1000000000000000000", .tooLarge),
    ("1e18", .tooLarge),
    ("1e40", .tooLarge),
    ("99999999999999999999999999999999999", .tooLarge),
    ("0.000000000001", .value(digits: 1, scale: 12)),
    ("0.0000000000001", .tooPrecise),
    ("1234567.123456789012", .tooPrecise),
    ("", .notANumber),
    ("-", .notANumber),
    (".", .notANumber),
    ("1.", .notANumber),
    ("1,5", .notANumber),
    ("12a", .notANumber),
    ("NaN", .notANumber),
    ("0x10", .notANumber),
    ("1 000", .notANumber),
  ]

  @Test(arguments: table) func reads(_ text: String, _ expected: UsageQuantity.Reading) {
    #expect(read(text) == expected)
  }

  @Test func readsADecimalCommaOnlyWhenToldSo() {
    #expect(read("1,5", comma: true) == .value(digits: 15, scale: 1))
    #expect(read("1.5", comma: true) == .notANumber)
    #expect(read("-0,50", comma: true) == .value(digits: -50, scale: 2))
  }

  /// 2/3 to twelve decimals; 10^15 / 1024 to six behind its twelve digits, for 18 are all there may be: 976,562,500,000 exactly, and 1/1024 more.
  @Test(arguments: [
    (Exact(2) / Exact(3), "0.666666666666", "0.666666666667"), (Exact("12.5")!, "12.5", "12.5"), (Exact(-2) / Exact(3), "-0.666666666666", "-0.666666666667"),
    (Exact("1000000000000001")! / Exact(1_024), "976562500000.000976", "976562500000.000977"),
    (Exact("1000000000000000.25")!, "1000000000000000.25", "1000000000000000.25"),
  ]) func decimalsThatDoNotFitAreCutOff(_ value: Exact, _ down: String, _ up: String) {
    #expect(UsageQuantity.fitting(value).description == down)
    #expect(UsageQuantity.fitting(value, isFilled: true).description == up)
    #expect(read(down) != .tooPrecise && read(up) != .tooPrecise)
  }

  private func read(_ text: String, comma: Bool = false) -> UsageQuantity.Reading {
    var copy = text
    return copy.withUTF8 { UsageQuantity.read($0, decimalComma: comma) }
  }
}
