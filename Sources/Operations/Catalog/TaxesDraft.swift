import Catalog
import Primitives
public import Taxation

/// The `taxes` sections as read: categories, and their rates beside the nodes they came from.
struct TaxesDraft {
  var categories: Set<String> = []
  /// Which of them are goods; the others are services.
  var supplies: [TaxCategory] = []
  var rates: [Sourced<TaxRate>] = []
  /// Categories with rates written, also such as were refused.
  var categoriesWithRates: Set<String> = []
  private var declarations: [String: SourceNode] = [:]
  private var repeated: [Problem] = []

  init(reading documents: [SourceNode], problems: inout [Problem]) {
    for document in documents {
      guard let node = document["taxes"], !node.isNull else { continue }
      var list = SourceReader(document)
      for entry in list.list(node) { read(entry, &problems) }
      problems += list.problems
    }
  }

  private mutating func read(_ node: SourceNode, _ problems: inout [Problem]) {
    var reader = SourceReader(node)
    let code = reader.code("code")
    reader.expect("name")
    let supply = reader.optionalChoice("supply", SupplyKind.self) ?? .services
    let rateNodes = reader.list("rates")
    reader.refuseUnknownFields()
    problems += reader.problems
    guard let code else { return }
    if let first = declarations[code] {
      repeated.append(
        node.problem(
          .catalogDuplicateCode, at: "code", "the code \"\(code)\" is already used in `taxes`",
          remedy: "put all its rates into one entry; the first stands at \(first.place?.description ?? "another place")"))
    }
    if categories.insert(code).inserted { supplies.append(TaxCategory(code: TaxCategoryCode(code), supply: supply)) }
    declarations[code] = declarations[code] ?? node
    if !rateNodes.isEmpty { categoriesWithRates.insert(code) }
    for entry in rateNodes {
      if let rate = TaxRate(category: TaxCategoryCode(code), reading: entry, problems: &problems) {
        rates.append(Sourced(rate, entry))
      }
    }
  }

  /// No place has two rates of one category on one day.
  func check() -> [Problem] {
    var problems = repeated
    struct Place: Hashable { var category: TaxCategoryCode; var country: String; var region: String? }
    let groups = Dictionary(grouping: rates) { Place(category: $0.value.category, country: $0.value.country, region: $0.value.region) }
    for group in groups.values {
      let ordered = group.sorted { $0.value.from < $1.value.from }
      for (earlier, later) in zip(ordered, ordered.dropFirst()) where earlier.value.to.map({ later.value.from < $0 }) ?? true {
        problems.append(
          later.node.problem(
            .catalogOverlappingTaxRates, at: "from",
            "two rates of \"\(later.value.category)\" in \(later.value.country)\(later.value.region.map { "-\($0)" } ?? "") are in force on \(later.value.from)",
            remedy: "end the earlier rate (\(earlier.node.place?.description ?? "above")) with `to: \(later.value.from)`"))
      }
    }
    return problems
  }
}

extension ProblemCode {
  public static let catalogOverlappingTaxRates = ProblemCode("catalog.overlapping-tax-rates")
}

/// Treatments as a catalog writes them; the letters of EN 16931 stand in the treatment itself.
private enum TreatmentWord: String, CaseIterable {
  case standard, zeroRated = "zero-rated", exempt, reverseCharge = "reverse-charge"
  case intraCommunity = "intra-community", export, outsideScope = "outside-scope"

  var treatment: TaxTreatment {
    switch self {
    case .standard: .standard
    case .zeroRated: .zeroRated
    case .exempt: .exempt
    case .reverseCharge: .reverseCharge
    case .intraCommunity: .intraCommunity
    case .export: .export
    case .outsideScope: .outsideScope
    }
  }
}

extension TaxTreatment {
  /// The treatment as a catalog writes it: `zero-rated`.
  public var words: String { TreatmentWord.allCases.first { $0.treatment == self }?.rawValue ?? rawValue }
}

extension TaxRate {
  /// Reads one entry of `rates`; `nil` when a problem was added.
  init?(category: TaxCategoryCode, reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    let country = reader.country()
    let region = reader.optionalText("region")
    let effective = reader.effectivePeriod()
    let treatment = reader.optionalChoice("treatment", TreatmentWord.self)?.treatment ?? .standard
    let written = treatment == .standard ? reader.number("percent") : reader.optionalNumber("percent")
    let reason = reader.optionalText("reason")
    reader.refuseUnknownFields()
    let percent = written ?? .zero
    if let at = node["percent"] {
      if percent.isNegative || percent > 100 {
        reader.report(.wrongValue, at, "\(percent) percent is no tax rate", remedy: "write a number from 0 to 100")
      } else if treatment != .standard, !percent.isZero {
        reader.report(
          .wrongValue, at, "a treatment other than `standard` charges no tax, and \(percent) percent is written",
          remedy: "remove `percent`, or write `treatment: standard`")
      }
    }
    problems += reader.problems
    guard reader.problems.isEmpty, let country, let effective else { return nil }
    self.init(
      category: category, country: country, region: region, from: effective.from, to: effective.to, percent: percent,
      treatment: treatment, reason: reason)
  }
}
