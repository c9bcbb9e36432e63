import Primitives

/// What a document can be had as: a profile of EN 16931 in one of its syntaxes, or a country's own format.
public enum EInvoiceFormat: String, Sendable, Hashable, CaseIterable {
  /// EN 16931 and nothing else, in UBL 2.1 or UN/CEFACT CII.
  case ubl, cii
  case facturX = "factur-x"
  case peppol
  case xRechnung = "xrechnung"
  case xRechnungCII = "xrechnung-cii"
  case roCIUS = "ro-cius"
  /// Italy's own.
  case fatturaPA = "fatturapa"
  /// Spain's own.
  case facturae
  /// Korea's tax invoice in the standard of KEC.
  case kec
}

/// What an account says of the e-invoices that it takes.
public enum EInvoiceWish: RawRepresentable, Sendable, Hashable, CaseIterable {
  /// Its documents are issued only when the rules of this format let them leave.
  case format(EInvoiceFormat)
  /// It takes none, whatever its seller has said for accounts like it.
  case without

  public static var allCases: [EInvoiceWish] { EInvoiceFormat.allCases.map(EInvoiceWish.format) + [.without] }

  public init?(rawValue: String) {
    if rawValue == "none" { self = .without } else if let format = EInvoiceFormat(rawValue: rawValue) { self = .format(format) } else { return nil }
  }

  public var rawValue: String {
    switch self {
    case .format(let format): format.rawValue
    case .without: "none"
    }
  }
}

/// The format in which a seller's accounts of one kind take e-invoices, unless they say otherwise.
public struct EInvoiceDefault: Sendable, Hashable {
  public var format: EInvoiceFormat
  /// Where they are established; empty: anywhere.
  public var countries: [String]
  /// Segments of their customers; empty: all.
  public var segments: [String]
  /// Only those with a VAT identifier.
  public var isForBusinesses: Bool

  public init(_ format: EInvoiceFormat, countries: [String] = [], segments: [String] = [], isForBusinesses: Bool = false) {
    self.format = format
    self.countries = countries
    self.segments = segments
    self.isForBusinesses = isForBusinesses
  }

  func covers(_ account: BillingAccount) -> Bool {
    if isForBusinesses { guard case .business = account.taxStanding else { return false } }
    return (countries.isEmpty || countries.contains(account.address.country)) && (segments.isEmpty || segments.contains(account.segment))
  }
}

extension SellerDetails {
  /// The format in which an account takes e-invoices: what it says itself, else the first of the seller's defaults that covers it.
  public func eInvoiceFormat(of account: BillingAccount, saying wish: EInvoiceWish?) -> EInvoiceFormat? {
    switch wish {
    case .format(let format): format
    case .without: nil
    case nil: eInvoices.first { $0.covers(account) }?.format
    }
  }
}

extension EInvoiceDefault {
  /// `{format: ro-cius, countries: [RO], segments: [business], businesses: true}`; `nil` when a problem was added.
  init?(reading node: SourceNode, _ problems: inout [Problem]) {
    var reader = SourceReader(node)
    let format = reader.required("format").flatMap { reader.choice($0, EInvoiceFormat.self) }
    let countries = reader.list("countries").compactMap { reader.text($0) }
    let segments = reader.list("segments").compactMap { reader.text($0) }
    let businesses = reader.optionalFlag("businesses") ?? false
    reader.refuseUnknownFields()
    problems += reader.problems
    guard reader.problems.isEmpty, let format else { return nil }
    self.init(format, countries: countries, segments: segments, isForBusinesses: businesses)
  }
}
