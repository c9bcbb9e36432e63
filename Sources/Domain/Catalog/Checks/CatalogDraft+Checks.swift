public import Primitives

extension CatalogDraft {
  /// What the checks must know from outside the catalog.
  public struct Surroundings: Sendable {
    /// Tax categories that are declared, and those of them that have at least one rate.
    public var taxCategories: Set<String>
    public var taxCategoriesWithRates: Set<String>
    /// Codes of the chart of accounts; empty when there is none, and then revenue accounts are not checked.
    public var ledgerAccounts: Set<String>
    /// IANA names; empty when none could be loaded, and then names are not checked.
    public var zoneNames: Set<String>

    public init(taxCategories: Set<String>, taxCategoriesWithRates: Set<String>, ledgerAccounts: Set<String>, zoneNames: Set<String>) {
      self.taxCategories = taxCategories
      self.taxCategoriesWithRates = taxCategoriesWithRates
      self.ledgerAccounts = ledgerAccounts
      self.zoneNames = zoneNames
    }
  }

  /// Every check of the catalog's own rules, in the order a reader would repair them.
  public func check(_ surroundings: Surroundings) -> [Problem] {
    codeProblems() + duplicateCodeProblems() + referenceProblems(surroundings) + bundleProblems() + versionProblems()
      + formProblems() + zoneProblems(surroundings.zoneNames)
  }

  private func codeProblems() -> [Problem] {
    if hasCode { return [] }
    return [
      Problem(
        .missingField, at: start, "the catalog has no code",
        remedy: "add a line such as `catalog: telco` at the top of one of its files")
    ]
  }
}
