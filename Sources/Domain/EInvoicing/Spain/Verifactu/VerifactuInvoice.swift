public import Primitives

/// What kind of document a record is of (list L2 of the order).
public enum VerifactuType: String, Sendable, Hashable, CaseIterable {
  case invoice = "F1"
  /// Simplified: its recipient is not named.
  case simplified = "F2"
  /// In the place of simplified ones.
  case replacement = "F3"
  /// Corrects the base (art. 80.1, 80.2 of the VAT law), or an error of law.
  case corrective = "R1"
  /// The recipient is insolvent (art. 80.3).
  case insolvency = "R2"
  /// The claim cannot be collected (art. 80.4).
  case uncollectible = "R3"
  case otherCorrective = "R4"
  /// Corrects a simplified one.
  case simplifiedCorrective = "R5"

  public var isCorrective: Bool { rawValue.hasPrefix("R") }
  /// Whether it must not name its recipient.
  public var isSimplified: Bool { self == .simplified || self == .simplifiedCorrective }
}

/// Whom a document is for.
public struct VerifactuRecipient: Sendable, Hashable {
  /// What he is told apart by.
  public enum Identification: Sendable, Hashable {
    case taxNumber(String)
    /// An identifier of VAT with its prefix (IDType 02).
    case vat(String)
    /// The tax number of the country of residence (IDType 04).
    case residence(country: String, String)
  }

  public var name: String
  public var identification: Identification

  public init(name: String, identification: Identification) {
    self.name = name
    self.identification = identification
  }
}

/// One row of a document's taxes.
public struct VerifactuTax: Sendable, Hashable {
  /// Why the row bears the tax, or does not.
  public enum Treatment: String, Sendable, Hashable, CaseIterable {
    case subject = "S1"
    /// The recipient owes the tax.
    case reverseCharge = "S2"
    /// Outside of the tax by art. 7, 14 and others.
    case notSubject = "N1"
    /// Outside of it by the rules on where supplies take place.
    case elsewhere = "N2"
    /// Exempt by art. 20.
    case exempt = "E1"
    case export = "E2"
    case likeExport = "E3"
    case underCustoms = "E4"
    case intraCommunity = "E5"
    case exemptOtherwise = "E6"

    public var isExempt: Bool { rawValue.hasPrefix("E") }
    /// Whether a rate and an amount of tax are said.
    public var hasTax: Bool { self == .subject || self == .reverseCharge }
  }

  /// 01 IVA, 02 IPSI, 03 IGIC.
  public var kind: String
  public var treatment: Treatment
  public var percent: Exact
  public var base: Exact
  public var tax: Exact

  public init(kind: String, treatment: Treatment, percent: Exact, base: Exact, tax: Exact) {
    self.kind = kind
    self.treatment = treatment
    self.percent = percent
    self.base = base
    self.tax = tax
  }

  /// The key of the regime (lists L8A, L8B); IPSI has none.
  public var regime: String? {
    if kind == "02" { return nil }
    return treatment == .export ? "02" : "01"
  }
}

/// What a record says of an issued document, in euro.
public struct VerifactuInvoice: Sendable, Hashable {
  public var type: VerifactuType
  /// What a corrective one corrects; it says the difference (TipoRectificativa I).
  public var corrects: [VerifactuDocument]
  public var description: String
  /// `nil` for simplified ones.
  public var recipient: VerifactuRecipient?
  public var taxes: [VerifactuTax]
  public var taxTotal: Exact
  public var total: Exact

  public init(
    type: VerifactuType, corrects: [VerifactuDocument] = [], description: String, recipient: VerifactuRecipient?, taxes: [VerifactuTax], taxTotal: Exact,
    total: Exact
  ) {
    self.type = type
    self.corrects = corrects
    self.description = description
    self.recipient = recipient
    self.taxes = taxes
    self.taxTotal = taxTotal
    self.total = total
  }

  /// From 100 million euro on a document says so of itself (Macrodato).
  public var isVeryLarge: Bool { total.magnitude >= 100_000_000 }
}
