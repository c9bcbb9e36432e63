public import Primitives

/// An offering as read, with its prices still beside the nodes they came from.
public struct OfferingDraft: Sendable {
  public var node: SourceNode
  /// Without its prices.
  var header: ProductOffering
  public var prices: [PriceDraft]

  /// The offering with its prices.
  public var offering: ProductOffering {
    var offering = header
    offering.prices = prices.map(\.price)
    return offering
  }

  /// Reads one entry of `offerings`; `nil` when its own fields cannot be read. Every problem found is added, those
  /// of its prices too.
  init?(reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    let code = reader.code("code")
    let name = reader.name()
    let kind = reader.optionalChoice("kind", ProductOffering.Kind.self) ?? .plan
    let effective = reader.effectivePeriod()
    let segments = reader.codes("segments")
    let channels = reader.codes("channels")
    let options = reader.codes("options")
    let includes = reader.codes("includes")
    let termMonths = reader.optionalInteger("termMonths")
    let priceNodes = reader.list("prices")
    reader.refuseUnknownFields()
    if let termMonths, !(1...600).contains(termMonths), let at = node["termMonths"] {
      reader.report(.wrongValue, at, "a contract term of \(termMonths) months is not possible", remedy: "write 1 to 600 months, or leave it out")
    }
    if kind == .bundle, includes.isEmpty {
      reader.report(
        .missingField, node, "a bundle without `includes` contains nothing",
        remedy: "list the offerings it contains under `includes`, or make it `kind: plan`")
    }
    if kind != .bundle, !includes.isEmpty, let at = node["includes"] {
      reader.report(
        .wrongValue, at, "only a bundle includes other offerings, and this is a \(kind.rawValue)",
        remedy: "write `kind: bundle`, or offer them as `options`")
    }
    problems += reader.problems
    prices = priceNodes.compactMap { PriceDraft(reading: $0, problems: &problems) }
    guard reader.problems.isEmpty, let code, let name, let effective else { return nil }
    self.node = node
    header = ProductOffering(
      code: OfferingCode(code), name: name, kind: kind, effective: effective, segments: segments, channels: channels,
      options: options.map { OfferingCode($0) }, includes: includes.map { OfferingCode($0) }, termMonths: termMonths)
  }
}

/// A price as read, with its versions still beside the nodes they came from.
public struct PriceDraft: Sendable {
  public var node: SourceNode
  /// Without its versions.
  var header: OfferingPrice
  public var versions: [Sourced<PriceVersion>]
  /// Some version could not be read, so that what looks like a gap may be none.
  var isIncomplete: Bool

  /// The price with its versions, in the order of currency and first day.
  public var price: OfferingPrice {
    var price = header
    price.versions = versions.map(\.value).sorted { ($0.currency, $0.effective.from) < ($1.currency, $1.effective.from) }
    return price
  }

  init?(reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    let code = reader.code("code")
    let name = reader.name()
    let kind = OfferingPrice.Kind(&reader)
    let tax = reader.code("tax")
    let revenue = reader.code("revenue")
    let versionNodes = reader.list("versions")
    reader.refuseUnknownFields()
    if versionNodes.isEmpty, reader.problems.isEmpty {
      reader.report(
        .missingField, node, "a price without versions has no amount on any day",
        remedy: "add `versions:` with at least `from`, `currency`, `form` and the form's fields")
    }
    problems += reader.problems
    versions = versionNodes.compactMap { node in PriceVersion(reading: node, problems: &problems).map { Sourced($0, node) } }
    isIncomplete = versions.count < versionNodes.count
    guard reader.problems.isEmpty, let code, let name, let kind, let tax, let revenue else { return nil }
    self.node = node
    header = OfferingPrice(
      code: PriceCode(code), name: name, kind: kind, taxCategory: TaxCategoryCode(tax),
      revenueAccount: LedgerAccountCode(revenue), versions: [])
  }
}

extension OfferingPrice.Kind {
  private enum Word: String, CaseIterable { case recurring, usage, oneTime }

  private static let recurringFields = ["every", "timing", "proration", "alignment"]
  private static let usageFields = ["meter", "filter", "perEvent"]

  /// Reads `kind` and the fields that go with it; fields of another kind are refused with the reason.
  fileprivate init?(_ reader: inout SourceReader) {
    let every = reader.optionalChoice("every", RecurringTerms.Period.self) ?? .month
    let timing = reader.optionalChoice("timing", RecurringTerms.Timing.self) ?? .advance
    let proration = reader.optionalChoice("proration", ProrationConvention.self) ?? .byDay
    let alignment = reader.optionalChoice("alignment", RecurringTerms.Alignment.self) ?? .cycle
    let meter = reader.optional("meter").flatMap { reader.code($0) }
    let perEvent = reader.optionalFlag("perEvent") ?? false
    var filter: [String: String] = [:]
    if let node = reader.optional("filter") {
      guard case .map(let entries) = node.content else {
        reader.report(.wrongType, node, "expected a map of attribute to value, found \(node.describedBriefly)", remedy: "write `filter: {direction: out}`")
        return nil
      }
      for entry in entries { filter[entry.key] = reader.text(entry.value) }
    }
    guard let kind = reader.required("kind").flatMap({ reader.choice($0, Word.self) }) else { return nil }
    let foreign =
      switch kind {
      case .recurring: Self.usageFields
      case .usage: Self.recurringFields
      case .oneTime: Self.usageFields + Self.recurringFields
      }
    for field in foreign {
      if let at = reader.node[field] {
        reader.report(
          .wrongValue, at, "`\(field)` means nothing for a price of kind \(kind.rawValue)",
          remedy: "remove `\(field)`, or change `kind`")
      }
    }
    switch kind {
    case .recurring: self = .recurring(RecurringTerms(every: every, timing: timing, proration: proration, alignment: alignment))
    case .oneTime: self = .oneTime
    case .usage:
      guard let meter else {
        if reader.node["meter"] == nil {
          reader.report(
            .missingField, reader.node, "a usage price must say what it measures",
            remedy: "add `meter`, the code of one of the catalog's meters")
        }
        return nil
      }
      self = .usage(UsageTerms(meter: MeterCode(meter), filter: filter, perEvent: perEvent))
    }
  }
}
