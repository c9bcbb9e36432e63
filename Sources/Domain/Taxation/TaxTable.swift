import Primitives

/// Tax rules compiled for speed: made once per catalog version, then asked for every account and line.
public struct TaxTable: Sendable {
  struct Row {
    var from: Int32
    var to: Int32
    var key: TaxKey
  }

  let categories: [TaxCategoryCode]
  let goods: [Bool]
  /// Index of a packed place in `spans`, in blocks of one span per category.
  let places: [UInt64: Int]
  /// Where the rows of (place, category) stand in `rows`.
  let spans: [Range<Int32>]
  /// Newest first, so that of two rates in force the later one counts.
  let rows: [Row]

  public init(_ rules: TaxRules) {
    var categories: [TaxCategoryCode] = []
    var goods: [Bool] = []
    for category in rules.categories where !categories.contains(category.code) {
      categories.append(category.code)
      goods.append(category.supply == .goods)
    }
    for rate in rules.rates where !categories.contains(rate.category) {
      categories.append(rate.category)
      goods.append(false)
    }
    var places: [UInt64: Int] = [:]
    var groups: [[[Row]]] = []
    for rate in rules.rates {
      guard let place = TaxTable.pack(country: rate.country, region: rate.region),
        let category = categories.firstIndex(of: rate.category)
      else { continue }
      let at: Int
      if let known = places[place] {
        at = known
      } else {
        at = groups.count
        places[place] = at
        groups.append(Array(repeating: [], count: categories.count))
      }
      groups[at][category].append(Row(from: rate.from.number, to: rate.to?.number ?? .max, key: TaxTable.key(of: rate)))
    }
    var spans: [Range<Int32>] = []
    var rows: [Row] = []
    for group in groups {
      for dated in group {
        let start = Int32(rows.count)
        rows += dated.sorted { $0.from > $1.from }
        spans.append(start..<Int32(rows.count))
      }
    }
    (self.categories, self.goods, self.places, self.spans, self.rows) = (categories, goods, places, spans, rows)
  }

  /// The rate in force at a place, when one is published there.
  func published(_ place: Int?, _ category: Int, _ day: Int32) -> TaxKey? {
    guard let place else { return nil }
    for index in spans[place * categories.count + category] {
      let row = rows[Int(index)]
      if row.from <= day, day < row.to { return row.key }
    }
    return nil
  }

  func index(of category: TaxCategoryCode) -> Int? {
    for index in categories.indices where categories[index] == category { return index }
    return nil
  }

  func place(country: String, region: String?) -> Int? {
    TaxTable.pack(country: country, region: region).flatMap { places[$0] }
  }

  /// A rate of 0 % is zero rated, never "standard at 0": EN 16931 BR-S-05 wants a standard rate above zero.
  static func key(of rate: TaxRate) -> TaxKey {
    switch rate.treatment {
    case .standard where rate.percent.isZero: TaxKey(treatment: .zeroRated, percent: .zero, reason: rate.reason)
    case .standard: TaxKey(treatment: .standard, percent: rate.percent.reduced, reason: nil)
    case .reverseCharge: TaxKey(treatment: .reverseCharge, percent: .zero, reason: rate.reason ?? ExemptionReason.reverseCharge)
    case .intraCommunity: TaxKey(treatment: .intraCommunity, percent: .zero, reason: rate.reason ?? ExemptionReason.intraCommunity)
    case .export: TaxKey(treatment: .export, percent: .zero, reason: rate.reason ?? ExemptionReason.export)
    case .outsideScope: TaxKey(treatment: .outsideScope, percent: .zero, reason: rate.reason ?? ExemptionReason.outsideScope)
    case .zeroRated, .exempt: TaxKey(treatment: rate.treatment, percent: .zero, reason: rate.reason)
    }
  }

  /// Two letters and up to six of the region in one word; `nil` when the country is not two capital letters.
  static func pack(country: String, region: String?) -> UInt64? {
    let country = VATTerritory.taxedAs(country)
    guard country.utf8.count == 2 else { return nil }
    var packed: UInt64 = 0
    for byte in country.utf8 {
      guard byte >= 0x41, byte <= 0x5A else { return nil }
      packed = packed << 8 | UInt64(byte)
    }
    guard let region, !region.isEmpty else { return packed }
    guard region.utf8.count <= 6 else { return nil }
    for byte in region.utf8 { packed = packed << 8 | UInt64(byte) }
    return packed
  }
}
