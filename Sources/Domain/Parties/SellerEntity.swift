public import Primitives

/// A legal entity that sells and issues invoices; each has its own gap-free invoice numbers and books.
public struct SellerEntity: Sendable, Hashable {
  public var code: SellerCode
  public var legalName: String
  /// VAT identifier with its country prefix, such as `ESB12345678`.
  public var taxIdentifier: String?
  public var address: PostalAddress
  /// Text in front of the running number: `ES-2026-` gives `ES-2026-000001`.
  public var invoiceNumberPrefix: String
  /// The same for credit notes, which have a sequence of their own.
  public var creditNoteNumberPrefix: String
  /// IANA name; invoices of this seller are dated in it.
  public var zoneName: String
  public var iban: String?
  public var email: String?
  public var details: SellerDetails

  /// - Parameter creditNoteNumberPrefix: that of the invoices followed by `CN-` when `nil`.
  public init(
    code: SellerCode, legalName: String, taxIdentifier: String? = nil, address: PostalAddress,
    invoiceNumberPrefix: String, creditNoteNumberPrefix: String? = nil, zoneName: String, iban: String? = nil, email: String? = nil,
    details: SellerDetails = SellerDetails()
  ) {
    self.code = code
    self.legalName = legalName
    self.taxIdentifier = taxIdentifier
    self.address = address
    self.invoiceNumberPrefix = invoiceNumberPrefix
    self.creditNoteNumberPrefix = creditNoteNumberPrefix ?? invoiceNumberPrefix + "CN-"
    self.zoneName = zoneName
    self.iban = iban
    self.email = email
    self.details = details
  }
}

/// Where mail arrives and, for taxes, where a party is established.
public struct PostalAddress: Sendable, Hashable, Codable {
  public var lines: [String]
  public var city: String
  public var postcode: String
  /// ISO 3166-1 alpha-2, such as `ES`.
  public var country: String
  /// Subdivision code without the country, such as `CN` for the Canary Islands or `CA` for California.
  public var region: String?

  public init(lines: [String] = [], city: String = "", postcode: String = "", country: String, region: String? = nil) {
    self.lines = lines
    self.city = city
    self.postcode = postcode
    self.country = country
    self.region = region
  }
}
