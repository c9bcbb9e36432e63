public import Primitives

/// An identifier and the list that it belongs to, where it is said.
public struct SchemedIdentifier: Sendable, Hashable {
  public var text: String
  public var scheme: String?

  public init(_ text: String, scheme: String? = nil) {
    self.text = text
    self.scheme = scheme
  }
}

/// BG-4 or BG-7: the seller or the buyer.
public struct TradeParty: Sendable, Hashable {
  /// BT-27, BT-44: the name that the party is registered under.
  public var name: String?
  /// BT-28, BT-45.
  public var tradingName: String?
  /// BT-29; a buyer has one at most (BT-46).
  public var identifiers: [SchemedIdentifier]
  /// BT-30, BT-47.
  public var legalRegistration: SchemedIdentifier?
  /// BT-31, BT-48.
  public var vatIdentifier: String?
  /// BT-32: a local tax registration; the seller's only.
  public var taxRegistration: String?
  /// BT-33: what the law wants said of the company; the seller's only.
  public var legalInformation: String?
  /// BT-34, BT-49: where the party takes e-invoices, with its scheme of the EAS list.
  public var electronicAddress: SchemedIdentifier?
  /// BG-5, BG-8.
  public var address: TradeAddress?
  /// BG-6, BG-9.
  public var contact: TradeContact?

  public init(
    name: String? = nil, tradingName: String? = nil, identifiers: [SchemedIdentifier] = [], legalRegistration: SchemedIdentifier? = nil,
    vatIdentifier: String? = nil, taxRegistration: String? = nil, legalInformation: String? = nil,
    electronicAddress: SchemedIdentifier? = nil, address: TradeAddress? = nil, contact: TradeContact? = nil
  ) {
    self.name = name
    self.tradingName = tradingName
    self.identifiers = identifiers
    self.legalRegistration = legalRegistration
    self.vatIdentifier = vatIdentifier
    self.taxRegistration = taxRegistration
    self.legalInformation = legalInformation
    self.electronicAddress = electronicAddress
    self.address = address
    self.contact = contact
  }
}

/// BG-5, BG-8, BG-12 or BG-15: a postal address.
public struct TradeAddress: Sendable, Hashable {
  /// BT-35, BT-50, BT-64, BT-75.
  public var line1: String?
  /// BT-36, BT-51, BT-65, BT-76.
  public var line2: String?
  /// BT-162, BT-163, BT-164, BT-165.
  public var line3: String?
  /// BT-37, BT-52, BT-66, BT-77.
  public var city: String?
  /// BT-38, BT-53, BT-67, BT-78.
  public var postcode: String?
  /// BT-39, BT-54, BT-68, BT-79.
  public var subdivision: String?
  /// BT-40, BT-55, BT-69, BT-80: ISO 3166-1 alpha-2.
  public var country: String?

  public init(
    line1: String? = nil, line2: String? = nil, line3: String? = nil, city: String? = nil, postcode: String? = nil,
    subdivision: String? = nil, country: String? = nil
  ) {
    self.line1 = line1
    self.line2 = line2
    self.line3 = line3
    self.city = city
    self.postcode = postcode
    self.subdivision = subdivision
    self.country = country
  }
}

/// BG-6 or BG-9: whom to ask.
public struct TradeContact: Sendable, Hashable {
  /// BT-41, BT-56.
  public var name: String?
  /// BT-42, BT-57.
  public var telephone: String?
  /// BT-43, BT-58.
  public var email: String?

  public init(name: String? = nil, telephone: String? = nil, email: String? = nil) {
    self.name = name
    self.telephone = telephone
    self.email = email
  }
}

/// BG-10: who is paid in place of the seller.
public struct Payee: Sendable, Hashable {
  /// BT-59.
  public var name: String?
  /// BT-60.
  public var identifier: SchemedIdentifier?
  /// BT-61.
  public var legalRegistration: SchemedIdentifier?

  public init(name: String? = nil, identifier: SchemedIdentifier? = nil, legalRegistration: SchemedIdentifier? = nil) {
    self.name = name
    self.identifier = identifier
    self.legalRegistration = legalRegistration
  }
}

/// BG-11: who answers for the seller's VAT in the buyer's country.
public struct TaxRepresentative: Sendable, Hashable {
  /// BT-62.
  public var name: String?
  /// BT-63.
  public var vatIdentifier: String?
  /// BG-12.
  public var address: TradeAddress?

  public init(name: String? = nil, vatIdentifier: String? = nil, address: TradeAddress? = nil) {
    self.name = name
    self.vatIdentifier = vatIdentifier
    self.address = address
  }
}

/// BG-13: where and when goods or services were delivered.
public struct TradeDelivery: Sendable, Hashable {
  /// BT-70.
  public var name: String?
  /// BT-71.
  public var location: SchemedIdentifier?
  /// BT-72.
  public var deliveredOn: Day?
  /// BG-15.
  public var address: TradeAddress?

  public init(name: String? = nil, location: SchemedIdentifier? = nil, deliveredOn: Day? = nil, address: TradeAddress? = nil) {
    self.name = name
    self.location = location
    self.deliveredOn = deliveredOn
    self.address = address
  }
}

/// BG-14 or BG-26: first and last day, both inside.
public struct TradePeriod: Sendable, Hashable {
  /// BT-73, BT-134.
  public var firstDay: Day?
  /// BT-74, BT-135.
  public var lastDay: Day?

  public init(firstDay: Day? = nil, lastDay: Day? = nil) {
    self.firstDay = firstDay
    self.lastDay = lastDay
  }
}
