public import Primitives

/// What a line's tax is, or why it cannot be said. A missing rate is never guessed: the invoice is held.
public enum TaxDecision: Sendable, Hashable {
  case taxed(TaxKey)
  case missing(MissingTax)
}

/// Why no tax could be decided, with the facts to repair it.
public struct MissingTax: Sendable, Hashable {
  /// What is missing.
  public enum Cause: String, Sendable, Codable, CaseIterable {
    /// No rule names the category.
    case unknownCategory = "unknown-category"
    /// The category is known, but has no rate at this place on this day.
    case noRate = "no-rate"
    /// A supply across a border to a business whose VAT identifier does not have the form of one.
    case vatIdentifierFormat = "vat-identifier-format"
    /// The seller or the customer has no usable country code.
    case unknownPlace = "unknown-place"
  }

  public var cause: Cause
  public var category: TaxCategoryCode
  /// `ES`, or `US-CA` with a region.
  public var place: String
  public var day: Day

  public init(cause: Cause, category: TaxCategoryCode, place: String, day: Day) {
    self.cause = cause
    self.category = category
    self.place = place
    self.day = day
  }
}

/// Why no tax is charged, as the code lists of EN 16931 name it (VATEX, CEF code list for exemption reasons).
public enum ExemptionReason {
  public static let reverseCharge = "VATEX-EU-AE"
  public static let intraCommunity = "VATEX-EU-IC"
  public static let export = "VATEX-EU-G"
  public static let outsideScope = "VATEX-EU-O"
}
