public import Primitives

extension Adjustment {
  private static let words = ["allowance", "discount", "minimumSpend", "maximumSpend", "commitment", "trial"]

  /// Reads one entry of `adjustments`: the field named after the adjustment says which it is; `nil` when a problem was added.
  ///
  ///     - {allowance: minutes, units: 100, rolloverPeriods: 1, shared: true}
  ///     - {commitment: 50, prorated: true}
  public init?(reading node: SourceNode, problems: inout [Problem]) {
    var fields = FormFields(node)
    let named = Self.words.filter { node[$0] != nil }
    var adjustment: Adjustment?
    if named.count == 1 {
      adjustment = Self.read(named[0], &fields)
      fields.reader.refuseUnknownFields()
    } else if case .map = node.content {
      let guess = node.keys.lazy.compactMap { nearest($0, among: Self.words) }.first
      fields.report(
        .wrongValue, named.isEmpty ? "this is no adjustment" : "this is \(named.joined(separator: " and ")) at once",
        remedy: named.isEmpty
          ? guess.map { "did you mean `\($0)`?" } ?? "name one of \(Self.words.joined(separator: ", "))" : "write one entry for each")
    }
    problems += fields.reader.problems
    guard fields.reader.problems.isEmpty, let adjustment else { return nil }
    self = adjustment
  }

  private static func read(_ word: String, _ fields: inout FormFields) -> Adjustment? {
    switch word {
    case "allowance": Allowance(reading: &fields).map(Adjustment.allowance)
    case "discount": Discount(reading: &fields).map(Adjustment.discount)
    case "minimumSpend": fields.price(word).map(Adjustment.minimumSpend)
    case "maximumSpend": fields.price(word).map(Adjustment.maximumSpend)
    case "commitment": Commitment(reading: &fields).map(Adjustment.commitment)
    default: Trial(reading: &fields).map(Adjustment.trial)
    }
  }
}

extension Allowance {
  init?(reading fields: inout FormFields) {
    let code = fields.reader.code("allowance")
    let units = fields.size("units")
    let rollover = fields.reader.optionalInteger("rolloverPeriods") ?? 0
    let shared = fields.reader.optionalFlag("shared") ?? false
    let prorated = fields.reader.optionalFlag("prorated") ?? false
    if rollover < 0 {
      fields.report(.wrongValue, at: "rolloverPeriods", "\(rollover) periods cannot follow", remedy: "write zero or more")
    }
    guard let code, let units else { return nil }
    self.init(code: code, units: units, rolloverPeriods: rollover, shared: shared, prorated: prorated)
  }
}

extension Discount {
  init?(reading fields: inout FormFields) {
    let name = fields.reader.text("discount")
    let byPercent = fields.reader.node["percent"] != nil
    if byPercent == (fields.reader.node["amount"] != nil) {
      fields.report(.wrongValue, at: "discount", "a discount takes either `percent` or `amount`", remedy: "write exactly one of the two")
      fields.reader.expect("percent", "amount")
      return nil
    }
    let reduction = byPercent ? fields.percent("percent").map(Reduction.percent) : fields.price("amount").map(Reduction.amount)
    guard let name, let reduction else { return nil }
    self.init(name: name, reduction: reduction)
  }
}

extension Commitment {
  init?(reading fields: inout FormFields) {
    let amount = fields.price("commitment")
    let prorated = fields.reader.optionalFlag("prorated") ?? true
    let factor = fields.optionalPrice("overageFactor") ?? .one
    let trueUp = fields.reader.optionalFlag("trueUp") ?? true
    let window = fields.optionalSize("windowSeconds").flatMap { $0.wholeUnits(.up) }
    guard let amount else { return nil }
    self.init(amount: amount, prorated: prorated, overageFactor: factor, trueUp: trueUp, windowSeconds: window)
  }
}

extension Trial {
  init?(reading fields: inout FormFields) {
    guard let days = fields.reader.integer("trial") else { return nil }
    guard days > 0 else {
      fields.report(.wrongValue, at: "trial", "a trial of \(days) days is none", remedy: "write the number of free days, 1 or more")
      return nil
    }
    self.init(days: days)
  }
}
