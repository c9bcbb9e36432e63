public import Primitives

/// Who receives the bill and pays it. Subscriptions used by others may be billed to it.
public struct BillingAccount: Sendable, Hashable {
  public var id: BillingAccountID
  /// The operator's own key for the account, unique; `7590-VHVEG`.
  public var reference: String
  public var customer: CustomerID
  public var name: String
  public var seller: SellerCode
  public var currency: Currency
  /// IANA name: the account's days begin at midnight there.
  public var zoneName: String
  /// ISO 639-1 of the reader: `en`, `es`, `ko`, `ro`.
  public var language: String
  public var segment: String
  public var address: PostalAddress
  public var taxStanding: TaxStanding
  public var cycle: BillCycle
  public var paymentTermDays: Int
  public var paymentMethod: String?
  /// The account whose invoice carries this account's lines; `nil` when it gets its own invoice.
  public var consolidatedInto: BillingAccountID?

  public init(
    id: BillingAccountID, reference: String, customer: CustomerID, name: String, seller: SellerCode, currency: Currency,
    zoneName: String, language: String, segment: String, address: PostalAddress, taxStanding: TaxStanding = .taxable,
    cycle: BillCycle, paymentTermDays: Int = 14, paymentMethod: String? = nil, consolidatedInto: BillingAccountID? = nil
  ) {
    self.id = id
    self.reference = reference
    self.customer = customer
    self.name = name
    self.seller = seller
    self.currency = currency
    self.zoneName = zoneName
    self.language = language
    self.segment = segment
    self.address = address
    self.taxStanding = taxStanding
    self.cycle = cycle
    self.paymentTermDays = paymentTermDays
    self.paymentMethod = paymentMethod
    self.consolidatedInto = consolidatedInto
  }
}

/// How tax law sees the payer.
public enum TaxStanding: Sendable, Hashable {
  case taxable
  /// A business with a VAT identifier; supplies across borders may shift the tax to it.
  case business(vatIdentifier: String)
  /// Exempt, with the reason that the invoice must state.
  case exempt(reason: String)
}
