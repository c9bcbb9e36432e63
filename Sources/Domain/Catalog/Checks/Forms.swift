import Primitives

extension ProblemCode {
  public static let catalogFormNeedsUsage = ProblemCode("catalog.form-needs-usage")
}

extension CatalogDraft {
  /// Forms that price single events stand only in usage prices.
  func formProblems() -> [Problem] {
    var problems: [Problem] = []
    for price in offerings.flatMap(\.prices) {
      if case .usage = price.header.kind { continue }
      for version in price.versions where version.value.form.needsEvents {
        problems.append(
          version.node.problem(
            .catalogFormNeedsUsage, at: "form", "this form prices single events, and the price is not for usage",
            remedy: "write `kind: usage` with a `meter`, or use flat, per-unit, graduated, volume, package, block-tiers or capacity"))
      }
    }
    return problems
  }
}
