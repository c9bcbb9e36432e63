import Primitives

extension ProblemCode {
  public static let catalogUnknownReference = ProblemCode("catalog.unknown-reference")
  public static let catalogTaxCategoryWithoutRate = ProblemCode("catalog.tax-category-without-rate")
  public static let catalogUnknownAccount = ProblemCode("catalog.unknown-account")
  public static let catalogUnknownDimension = ProblemCode("catalog.unknown-dimension")
  public static let catalogNotAnOption = ProblemCode("catalog.not-an-option")
}

extension CatalogDraft {
  /// Every code that points at something points at something that is there.
  func referenceProblems(_ surroundings: Surroundings) -> [Problem] {
    var problems: [Problem] = []
    for draft in offerings {
      for option in draft.header.options { check(option.text, in: "offerings", from: draft.node["options"], &problems) }
      for member in draft.header.includes { check(member.text, in: "offerings", from: draft.node["includes"], &problems) }
      notOptions(draft, &problems)
      for price in draft.prices {
        taxCategory(price, surroundings, &problems)
        account(price, surroundings.ledgerAccounts, &problems)
        if case .usage(let terms) = price.header.kind {
          check(terms.meter.text, in: "meters", from: price.node["meter"], &problems)
        }
        forms(price, &problems)
      }
    }
    for promotion in promotions {
      switch promotion.value.scope {
      case .account: break
      case .offerings(let codes):
        for code in codes { check(code.text, in: "offerings", from: promotion.node["offerings"], &problems) }
      case .prices(let codes):
        for code in codes { check(code.text, in: "prices", from: promotion.node["prices"], &problems) }
      }
    }
    return problems
  }

  private func check(_ code: String, in section: String, from node: SourceNode?, _ problems: inout [Problem]) {
    let known = declared[section] ?? [:]
    guard known[code] == nil, let node else { return }
    problems.append(unknown(code, section, Array(known.keys), at: node))
  }

  private func unknown(_ code: String, _ section: String, _ known: [String], at node: SourceNode) -> Problem {
    var place = node
    if case .list(let items) = node.content {
      place = items.first { if case .scalar(code, _) = $0.content { true } else { false } } ?? node
    }
    let remedy = nearest(code, among: known.sorted()).map { "did you mean `\($0)`?" } ?? "declare it under `\(section)`, or write the code of one that is there"
    return place.problem(.catalogUnknownReference, "there is no \"\(code)\" in `\(section)`", remedy: remedy)
  }

  private func notOptions(_ draft: OfferingDraft, _ problems: inout [Problem]) {
    for option in draft.header.options {
      guard let other = offerings.first(where: { $0.header.code == option }), other.header.kind != .option else { continue }
      problems.append(
        draft.node.problem(
          .catalogNotAnOption, at: "options", "\"\(option)\" is a \(other.header.kind.rawValue), not an option",
          remedy: "write `kind: option` in the offering \"\(option)\", or remove it from `options`"))
    }
  }

  private func taxCategory(_ price: PriceDraft, _ surroundings: Surroundings, _ problems: inout [Problem]) {
    let code = price.header.taxCategory.text
    guard let node = price.node["tax"] else { return }
    if !surroundings.taxCategories.contains(code) {
      problems.append(unknown(code, "taxes", Array(surroundings.taxCategories), at: node))
    } else if !surroundings.taxCategoriesWithRates.contains(code) {
      problems.append(
        node.problem(
          .catalogTaxCategoryWithoutRate, "the tax category \"\(code)\" has no rate, so nothing in it can be invoiced",
          remedy: "add `rates` to it under `taxes`, with country, from and percent"))
    }
  }

  private func account(_ price: PriceDraft, _ known: Set<String>, _ problems: inout [Problem]) {
    let code = price.header.revenueAccount.text
    guard !known.isEmpty, !known.contains(code), let node = price.node["revenue"] else { return }
    problems.append(
      node.problem(
        .catalogUnknownAccount, "there is no ledger account \(code) in the chart of accounts",
        remedy: "write one of \(known.sorted().joined(separator: ", ")); 8400 earns subscriptions, 8401 usage"))
  }

  private func forms(_ price: PriceDraft, _ problems: inout [Problem]) {
    let meter: Meter? =
      if case .usage(let terms) = price.header.kind { meters.first { $0.value.code == terms.meter }?.value } else { nil }
    if let meter, case .usage(let terms) = price.header.kind {
      for name in terms.filter.keys.sorted() where !meter.dimensions.contains(name) {
        problems.append(unknownDimension(name, meter, at: price.node["filter"]?[name] ?? price.node))
      }
    }
    for version in price.versions {
      version.value.form.visit { form in
        switch form {
        case .byPrefix(let byPrefix):
          if let deck = byPrefix.deck {
            check(deck.text, in: "decks", from: version.node.scalar(deck.text, under: "deck") ?? version.node, &problems)
          }
          if let meter, !meter.dimensions.contains(byPrefix.field) {
            problems.append(unknownDimension(byPrefix.field, meter, at: version.node["field"] ?? version.node))
          }
        case .byTime(let byTime):
          if let calendar = byTime.calendar {
            check(calendar.text, in: "calendars", from: version.node.scalar(calendar.text, under: "calendar") ?? version.node, &problems)
          }
        case .byDimension(let matrix):
          for name in matrix.dimensions where meter?.dimensions.contains(name) == false {
            if let meter { problems.append(unknownDimension(name, meter, at: version.node["dimensions"] ?? version.node)) }
          }
        default: break
        }
      }
    }
  }

  private func unknownDimension(_ name: String, _ meter: Meter, at node: SourceNode) -> Problem {
    node.problem(
      .catalogUnknownDimension, "the meter \"\(meter.code)\" does not keep the attribute \"\(name)\"",
      remedy: nearest(name, among: meter.dimensions).map { "did you mean `\($0)`?" } ?? "add `\(name)` to the meter's `dimensions`")
  }
}
