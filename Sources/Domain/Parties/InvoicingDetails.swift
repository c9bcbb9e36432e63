public import Primitives

/// An identifier and the list it is of: `0088` with a GLN, `9930` with a German VAT identifier.
public struct PartyIdentifier: Sendable, Hashable {
  /// A code of ISO 6523 or of the list of electronic addresses; `nil` when none is said.
  public var scheme: String?
  public var text: String

  public init(_ text: String, scheme: String? = nil) {
    self.scheme = scheme
    self.text = text
  }
}

/// Whom to ask about a document.
public struct ContactPoint: Sendable, Hashable {
  public var name: String?
  public var telephone: String?
  public var email: String?

  public init(name: String? = nil, telephone: String? = nil, email: String? = nil) {
    self.name = name
    self.telephone = telephone
    self.email = email
  }
}

/// How an account wants its documents.
public enum DeliveryWish: String, Sendable, Hashable, CaseIterable {
  case paper
  /// It agrees to get them electronically.
  case digital
}

/// What an account wants said on its invoices, and how it takes them.
public struct InvoicingDetails: Sendable, Hashable {
  /// What the buyer wants quoted (EN 16931 BT-10): the Leitweg-ID of a German authority, a cost centre.
  public var buyerReference: String?
  /// The number of the buyer's order (BT-13).
  public var purchaseOrder: String?
  /// The number of the contract (BT-12).
  public var contract: String?
  public var tradingName: String?
  /// The number in a register of companies or persons (BT-47).
  public var legalRegistration: PartyIdentifier?
  /// Where e-invoices are taken (BT-49).
  public var electronicAddress: PartyIdentifier?
  /// `nil`: it has not said.
  public var delivery: DeliveryWish?
  /// As what it takes e-invoices; `nil`: as its seller says for accounts like it.
  public var eInvoice: EInvoiceWish?
  /// What documents say where the account was registered without one (BT-48). It changes no tax.
  public var vatIdentifier: String?
  /// What documents say in place of the address that the account was registered with. In the same country, so that it changes no tax.
  public var address: PostalAddress?
  public var contact: ContactPoint?
  /// The reference of the SEPA mandate (BT-89).
  public var mandate: String?
  /// The account that is debited (BT-91).
  public var debitedAccount: String?
  /// The last digits of the card that is charged (BT-87).
  public var cardDigits: String?

  public init(
    buyerReference: String? = nil, purchaseOrder: String? = nil, contract: String? = nil, tradingName: String? = nil,
    legalRegistration: PartyIdentifier? = nil, electronicAddress: PartyIdentifier? = nil, delivery: DeliveryWish? = nil, contact: ContactPoint? = nil,
    mandate: String? = nil, debitedAccount: String? = nil, cardDigits: String? = nil, eInvoice: EInvoiceWish? = nil, vatIdentifier: String? = nil,
    address: PostalAddress? = nil
  ) {
    self.eInvoice = eInvoice
    self.vatIdentifier = vatIdentifier
    self.address = address
    self.buyerReference = buyerReference
    self.purchaseOrder = purchaseOrder
    self.contract = contract
    self.tradingName = tradingName
    self.legalRegistration = legalRegistration
    self.electronicAddress = electronicAddress
    self.delivery = delivery
    self.contact = contact
    self.mandate = mandate
    self.debitedAccount = debitedAccount
    self.cardDigits = cardDigits
  }
}

/// What a seller says of itself on its invoices beyond its name, address and tax identifier.
public struct SellerDetails: Sendable, Hashable {
  public var tradingName: String?
  /// The number in the register of companies (BT-30).
  public var legalRegistration: PartyIdentifier?
  /// A local tax number beside the VAT identifier (BT-32).
  public var taxRegistration: String?
  /// What the law wants said of the company: capital, directors, court of registration (BT-33).
  public var legalInformation: String?
  /// Where e-invoices come from (BT-34).
  public var electronicAddress: PartyIdentifier?
  public var contact: ContactPoint?
  public var bic: String?
  /// The SEPA creditor identifier (BT-90).
  public var creditorIdentifier: String?
  /// What VAT is accounted for in, where invoices may be in other currencies (BT-6).
  public var vatCurrency: Currency?
  public var exchangeRates: [VATExchangeRate]
  /// How its documents are recorded for Spain's tax agency; `nil`: they are not.
  public var verifactu: VerifactuTerms?
  /// As what its accounts take e-invoices that have not said so themselves; the first that covers an account counts.
  public var eInvoices: [EInvoiceDefault]

  public init(
    tradingName: String? = nil, legalRegistration: PartyIdentifier? = nil, taxRegistration: String? = nil, legalInformation: String? = nil,
    electronicAddress: PartyIdentifier? = nil, contact: ContactPoint? = nil, bic: String? = nil, creditorIdentifier: String? = nil,
    vatCurrency: Currency? = nil, exchangeRates: [VATExchangeRate] = [], verifactu: VerifactuTerms? = nil,
    eInvoices: [EInvoiceDefault] = []
  ) {
    self.eInvoices = eInvoices
    self.verifactu = verifactu
    self.tradingName = tradingName
    self.legalRegistration = legalRegistration
    self.taxRegistration = taxRegistration
    self.legalInformation = legalInformation
    self.electronicAddress = electronicAddress
    self.contact = contact
    self.bic = bic
    self.creditorIdentifier = creditorIdentifier
    self.vatCurrency = vatCurrency
    self.exchangeRates = exchangeRates
  }

  /// Units of the VAT currency for one unit of `currency` on a day: the latest that was in force then.
  public func rate(of currency: Currency, on day: Day) -> Exact? {
    exchangeRates.filter { $0.currency == currency && $0.from <= day }.max { $0.from < $1.from }?.rate
  }
}

/// The rate that a seller accounts for the VAT of invoices in another currency by, from a day on.
public struct VATExchangeRate: Sendable, Hashable {
  public var currency: Currency
  public var from: Day
  /// Units of the seller's VAT currency for one unit of `currency`.
  public var rate: Exact

  public init(currency: Currency, from: Day, rate: Exact) {
    self.currency = currency
    self.from = from
    self.rate = rate
  }
}
