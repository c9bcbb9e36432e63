extension Checking {
  /// XRechnung 3.0: what it asks beyond EN 16931.
  mutating func xRechnungRules() {
    peppolCommonRules()
    germanRuleSet = .xRechnung
    germanRules()
    require(
      document.specification == EInvoiceProfile.xRechnung.specification, "BR-DE-21", "BT-24", "the specification is not that of XRechnung 3.0", "write the document for the profile `xrechnung`",
      weight: .warning)
  }
}
