public import Primitives

extension PriceVersion {
  /// The fields of a version that are not the form's own.
  private static let ownFields: Set<String> = ["from", "to", "currency", "adjustments", "lineRounding", "taxInclusive"]

  /// Reads one entry of `versions`; `nil` when a problem was added.
  ///
  /// The fields of the price form stand beside `from`, `to`, `currency`, `adjustments`, `lineRounding` and
  /// `taxInclusive`; whatever is not one of these belongs to the form.
  public init?(reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    let effective = reader.effectivePeriod()
    let currency = reader.currency("currency")
    var found: [Problem] = []
    var adjustments: [Adjustment] = []
    for entry in reader.list("adjustments") {
      if let adjustment = Adjustment(reading: entry, problems: &found) { adjustments.append(adjustment) }
    }
    let rounding = reader.optional("lineRounding").flatMap { Self.rounding($0, problems: &found) }
    let taxInclusive = reader.optionalFlag("taxInclusive") ?? false
    var form: PriceForm?
    if case .map(let entries) = node.content {
      let fields = entries.filter { !Self.ownFields.contains($0.key) }
      form = PriceForm(reading: SourceNode(.map(fields), place: node.place, path: node.path), problems: &found)
    }
    found = reader.problems + found
    problems += found
    guard found.isEmpty, let effective, let currency, let form else { return nil }
    self.init(
      effective: effective, currency: currency, form: form, adjustments: adjustments, rounding: rounding,
      taxInclusive: taxInclusive)
  }

  private static func rounding(_ node: SourceNode, problems: inout [Problem]) -> Rounding? {
    var reader = SourceReader(node)
    let digits = reader.integer("digits")
    let mode = reader.optionalChoice("mode", RoundingMode.self) ?? .halfUp
    reader.refuseUnknownFields()
    if let digits, !(-6...12).contains(digits), let at = node["digits"] {
      reader.report(.wrongValue, at, "\(digits) digits cannot be rounded to", remedy: "write a number from -6 to 12; 2 for cents")
    }
    problems += reader.problems
    guard reader.problems.isEmpty, let digits else { return nil }
    return Rounding(digits: digits, mode: mode)
  }
}
