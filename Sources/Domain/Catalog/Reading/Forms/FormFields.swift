public import Primitives

extension ProblemCode {
  public static let catalogNegativePrice = ProblemCode("catalog.negative-price")
  public static let catalogPercentRange = ProblemCode("catalog.percent-range")
  public static let catalogZeroSize = ProblemCode("catalog.zero-size")
  public static let catalogEmptyForm = ProblemCode("catalog.empty-form")
}

/// Reads the fields of a price form or an adjustment, with the checks that all of them share.
struct FormFields {
  var reader: SourceReader
  let allowNegative: Bool

  /// `allowNegative: true` in the form, or around it, lets prices be below zero.
  init(_ node: SourceNode, allowNegative: Bool = false) {
    reader = SourceReader(node)
    self.allowNegative = reader.optionalFlag("allowNegative") ?? false || allowNegative
  }

  mutating func report(_ code: ProblemCode, at key: String? = nil, _ message: String, remedy: String) {
    reader.report(code, key.flatMap { reader.node[$0] } ?? reader.node, message, remedy: remedy)
  }

  /// A price or an amount of money: not below zero unless the form allows it.
  mutating func price(_ key: String) -> Exact? {
    guard let value = reader.number(key) else { return nil }
    return checked(value, key)
  }

  mutating func optionalPrice(_ key: String) -> Exact? {
    guard let value = reader.optionalNumber(key) else { return nil }
    return checked(value, key)
  }

  /// A price with an optional `per`: `{unit: 0.12, per: 60}` is 0.12 for sixty units, exactly 0.002 for one.
  mutating func pricePerUnit(_ key: String, required: Bool) -> Exact? {
    let price = required ? self.price(key) : optionalPrice(key)
    guard let per = optionalSize("per") else { return price }
    return price.map { $0 / per }
  }

  private mutating func checked(_ value: Exact, _ key: String) -> Exact? {
    if value.isNegative, !allowNegative {
      report(
        .catalogNegativePrice, at: key, "the price \(value) is below zero",
        remedy: "write a price of zero or more, or `allowNegative: true` when money back is meant")
      return nil
    }
    return value
  }

  /// A size, a width or an interval: above zero.
  mutating func size(_ key: String) -> Exact? {
    _ = reader.required(key)
    return optionalSize(key)
  }

  mutating func optionalSize(_ key: String) -> Exact? {
    guard let value = reader.optionalNumber(key) else { return nil }
    if value.isPositive { return value }
    report(.catalogZeroSize, at: key, "`\(key)` is \(value), and nothing can be counted in parts of that", remedy: "write a number above zero")
    return nil
  }

  /// A quantity of zero or more.
  mutating func optionalQuantity(_ key: String) -> Exact? {
    guard let value = reader.optionalNumber(key) else { return nil }
    if !value.isNegative { return value }
    report(.wrongValue, at: key, "`\(key)` is \(value), below zero", remedy: "write zero or more")
    return nil
  }

  /// A percentage from 0 to 100.
  mutating func percent(_ key: String) -> Exact? {
    guard let value = reader.number(key) else { return nil }
    if (value >= .zero || allowNegative), value <= 100 { return value }
    report(
      .catalogPercentRange, at: key, "\(value) is not a percentage from 0 to 100",
      remedy: "write the percentage itself, such as 7.5 for 7.5 %")
    return nil
  }

  /// The maps of a list that must not be empty.
  mutating func entries(_ key: String) -> [SourceNode] {
    guard let node = reader.required(key) else { return [] }
    let items = reader.list(node)
    if items.isEmpty, case .list = node.content {
      report(.catalogEmptyForm, at: key, "`\(key)` is empty, so the form prices nothing", remedy: "write at least one entry")
    }
    return items
  }

  mutating func rounding(_ key: String) -> Rounding? {
    guard let node = reader.optional(key) else { return nil }
    var inner = SourceReader(node)
    let digits = inner.integer("digits")
    let mode = inner.optionalChoice("mode", RoundingMode.self) ?? .halfUp
    inner.refuseUnknownFields()
    if let digits, !(-6...12).contains(digits) {
      inner.report(.wrongValue, node["digits"] ?? node, "\(digits) digits cannot be rounded to", remedy: "write a number from -6 to 12; 2 for cents")
    }
    reader.problems += inner.problems
    guard inner.problems.isEmpty, let digits else { return nil }
    return Rounding(digits: digits, mode: mode)
  }

  /// Reads each entry of a list with fields of its own; entries with mistakes are left out, their problems kept.
  mutating func each<T>(_ key: String, _ read: (inout FormFields) -> T?) -> [T] {
    var values: [T] = []
    for node in entries(key) {
      var inner = FormFields(node, allowNegative: allowNegative)
      if let value = read(&inner) { values.append(value) }
      inner.reader.refuseUnknownFields()
      reader.problems += inner.reader.problems
    }
    return values
  }

  /// The form inside an entry that has own fields beside it, such as a time band.
  mutating func form(besides own: Set<String>) -> PriceForm? {
    guard case .map(let entries) = reader.node.content else { return nil }
    for key in reader.node.keys where !own.contains(key) { reader.expect(key) }
    let inner = entries.filter { !own.contains($0.key) }
    return PriceForm(
      reading: SourceNode(.map(inner), place: reader.node.place, path: reader.node.path), allowNegative: allowNegative,
      problems: &reader.problems)
  }
}
