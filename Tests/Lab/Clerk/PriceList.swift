/// The prices of the stories' catalog as somebody would write them on a card: no forms, no versions, whole numbers.
enum PriceList {
  struct Recurring {
    var price: String
    /// Minor units for a whole month.
    var monthMinor: Int
    var isInAdvance: Bool
    var isPerUnit = false
    var countsSeconds = false
    var taxPercent = 21
  }

  static let recurring: [String: Recurring] = [
    "basic": Recurring(price: "basic.monthly", monthMinor: 20_00, isInAdvance: true),
    "plus": Recurring(price: "plus.monthly", monthMinor: 50_00, isInAdvance: true),
    "seats": Recurring(price: "seats.monthly", monthMinor: 7_00, isInAdvance: true, isPerUnit: true),
    "later": Recurring(price: "later.monthly", monthMinor: 30_00, isInAdvance: false),
    "cover": Recurring(price: "cover.monthly", monthMinor: 9_00, isInAdvance: false, taxPercent: 0),
    "hourly": Recurring(price: "hourly.monthly", monthMinor: 743_00, isInAdvance: false, countsSeconds: true),
    "abonament": Recurring(price: "abonament.lunar", monthMinor: 50_00, isInAdvance: true),
    "security": Recurring(price: "security.monthly", monthMinor: 6_20, isInAdvance: true),
    "backup": Recurring(price: "backup.monthly", monthMinor: 3_10, isInAdvance: false),
  ]

  /// What so many thousandths of a megabyte cost, in millionths of a cent: a whole number in any case.
  ///
  /// - Parameter unitMicros: what a thousandth costs where one price holds for all, in millionths of a cent.
  static func usage(_ offering: String, thousandths: Int, unitMicros: Int) -> Int {
    switch offering {
    // 0.10 up to 100 MB, 0.05 beyond.
    case "tiered": 10_000 * min(thousandths, 100_000) + 5_000 * max(0, thousandths - 100_000)
    default: unitMicros * thousandths
    }
  }

  static let metered = ["metered", "tiered"]
}

/// Rounds `numerator / denominator`, halves away from zero.
func rounded(_ numerator: Int, _ denominator: Int) -> Int {
  let size = (2 * abs(numerator) + denominator) / (2 * denominator)
  return numerator < 0 ? -size : size
}
