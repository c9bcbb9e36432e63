import Primitives

extension ProblemCode {
  public static let catalogOverlappingVersions = ProblemCode("catalog.overlapping-versions")
  public static let catalogVersionGap = ProblemCode("catalog.version-gap")
  public static let catalogMissingCurrency = ProblemCode("catalog.missing-currency")
  public static let catalogOutsideOffering = ProblemCode("catalog.outside-offering")
}

extension CatalogDraft {
  /// On every day of an offering, each of its prices has exactly one version in each currency it is sold in.
  func versionProblems() -> [Problem] {
    var problems: [Problem] = []
    for offering in offerings {
      let currencies = Set(offering.prices.flatMap { $0.versions.map(\.value.currency) }).sorted()
      for price in offering.prices {
        for version in price.versions { outside(offering.header.effective, version, &problems) }
        for currency in currencies {
          let versions = price.versions.filter { $0.value.currency == currency }
            .sorted { $0.value.effective.from < $1.value.effective.from }
          if versions.isEmpty {
            if !price.isIncomplete { missing(currency, price, offering, &problems) }
            continue
          }
          overlaps(versions, price, &problems)
          if !price.isIncomplete { gaps(versions, price, offering.header.effective, &problems) }
        }
      }
    }
    return problems
  }

  private func outside(_ offering: EffectivePeriod, _ version: Sourced<PriceVersion>, _ problems: inout [Problem]) {
    let period = version.value.effective
    if !period.overlaps(offering) {
      problems.append(
        version.node.problem(
          .catalogOutsideOffering, at: "from",
          "this version \(period.words) never applies: the offering is sold \(offering.words)",
          remedy: "move the version into the offering's time, or change the offering's `from` or `to`"))
    } else if period.from < offering.from {
      problems.append(
        version.node.problem(
          .catalogOutsideOffering, at: "from",
          "this version starts on \(period.from), before the offering does on \(offering.from)",
          remedy: "write `from: \(offering.from)` here, or let the offering start earlier"))
    }
  }

  private func missing(_ currency: Currency, _ price: PriceDraft, _ offering: OfferingDraft, _ problems: inout [Problem]) {
    let other = offering.prices.first { $0.versions.contains { $0.value.currency == currency } }
    problems.append(
      price.node.problem(
        .catalogMissingCurrency, at: "versions",
        "the price has no version in \(currency), but \"\(other?.header.code.text ?? "")\" of the same offering has one",
        remedy: "add a version with `currency: \(currency)`; an amount of \"0\" is a price too"))
  }

  private func overlaps(_ versions: [Sourced<PriceVersion>], _ price: PriceDraft, _ problems: inout [Problem]) {
    for (earlier, later) in zip(versions, versions.dropFirst()) where earlier.value.effective.overlaps(later.value.effective) {
      let start = later.value.effective.from
      problems.append(
        later.node.problem(
          .catalogOverlappingVersions, at: "from",
          "two versions of \"\(price.header.code)\" in \(later.value.currency) are in force on \(start)",
          remedy: start > earlier.value.effective.from
            ? "end the earlier version (\(earlier.node.place?.description ?? "above")) with `to: \(start)`"
            : "remove one of the two; the other stands at \(earlier.node.place?.description ?? "another place")"))
    }
  }

  private func gaps(
    _ versions: [Sourced<PriceVersion>], _ price: PriceDraft, _ offering: EffectivePeriod, _ problems: inout [Problem]
  ) {
    func report(_ node: SourceNode, from: Day, to: Day?, currency: Currency) {
      let gap = EffectivePeriod(from: from, to: to)
      problems.append(
        node.problem(
          .catalogVersionGap, "the price \"\(price.header.code)\" has no version in \(currency) \(gap.words), while the offering is sold",
          remedy: "let the versions meet: the `to` of one is the `from` of the next"))
    }
    var covered = offering.from
    for version in versions {
      let period = version.value.effective
      if period.from > covered, offering.to.map({ covered < $0 }) ?? true {
        report(version.node["from"] ?? version.node, from: covered, to: period.from, currency: version.value.currency)
      }
      guard let end = period.to else { return }
      covered = max(covered, end)
    }
    if let last = versions.last, offering.to.map({ covered < $0 }) ?? true {
      report(last.node["to"] ?? last.node, from: covered, to: offering.to, currency: last.value.currency)
    }
  }
}

extension EffectivePeriod {
  /// `from 2026-01-01 to 2026-03-01` or `from 2026-01-01 on`; the end is the first day that no longer belongs.
  public var words: String { to.map { "from \(from) to \($0)" } ?? "from \(from) on" }
}
