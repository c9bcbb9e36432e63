public import Primitives

extension PriceForm {
  /// The word a form is written with: `form: graduated`. Capital humps are read too: `steppedIntervals`.
  enum Word: String, CaseIterable {
    case flat, perUnit = "per-unit", graduated, volume, package, blockTiers = "block-tiers", percentage
    case graduatedPercentage = "graduated-percentage", steppedIntervals = "stepped-intervals", capacity, dynamic
    case byDimension = "by-dimension", byPrefix = "by-prefix", byTime = "by-time"
  }

  /// Reads a form from the fields `form` and those of that form; `nil` when a problem was added.
  ///
  /// Every mistake is reported, with place, path and remedy. The syntax is written in `Docs/catalog/prices.md`.
  public init?(reading node: SourceNode, problems: inout [Problem]) {
    self.init(reading: node, allowNegative: false, problems: &problems)
  }

  init?(reading node: SourceNode, allowNegative: Bool, problems: inout [Problem]) {
    var fields = FormFields(node, allowNegative: allowNegative)
    var form: PriceForm?
    if let word = fields.reader.required("form").flatMap({ Self.word($0, &fields.reader) }) {
      form = Self.read(word, &fields)
      fields.reader.refuseUnknownFields()
    }
    problems += fields.reader.problems
    guard fields.reader.problems.isEmpty, let form else { return nil }
    self = form
  }

  private static func word(_ node: SourceNode, _ reader: inout SourceReader) -> Word? {
    guard case .scalar(let text, let quoted) = node.content else { return reader.choice(node, Word.self) }
    let humpless = text.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
    return reader.choice(SourceNode(.scalar(humpless, quoted: quoted), place: node.place, path: node.path), Word.self)
  }

  private static func read(_ word: Word, _ fields: inout FormFields) -> PriceForm? {
    switch word {
    case .flat: Flat(reading: &fields).map(PriceForm.flat)
    case .perUnit: PerUnit(reading: &fields).map(PriceForm.perUnit)
    case .graduated: Tiered(reading: &fields).map(PriceForm.graduated)
    case .volume: Tiered(reading: &fields).map(PriceForm.volume)
    case .package: Package(reading: &fields).map(PriceForm.package)
    case .blockTiers: BlockTiers(reading: &fields).map(PriceForm.blockTiers)
    case .percentage: Percentage(reading: &fields).map(PriceForm.percentage)
    case .graduatedPercentage: GraduatedPercentage(reading: &fields).map(PriceForm.graduatedPercentage)
    case .steppedIntervals: SteppedIntervals(reading: &fields).map(PriceForm.steppedIntervals)
    case .capacity: Capacity(reading: &fields).map(PriceForm.capacity)
    case .dynamic: Dynamic(reading: &fields).map(PriceForm.dynamic)
    case .byDimension: ByDimension(reading: &fields).map(PriceForm.byDimension)
    case .byPrefix: ByPrefix(reading: &fields).map(PriceForm.byPrefix)
    case .byTime: ByTime(reading: &fields).map(PriceForm.byTime)
    }
  }
}
