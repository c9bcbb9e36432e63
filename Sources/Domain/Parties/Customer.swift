public import Primitives

/// Somebody who holds subscriptions. Who pays is a `BillingAccount`; one customer may have several.
public struct Customer: Sendable, Hashable {
  public var id: CustomerID
  /// The operator's own key for the customer, unique.
  public var reference: String
  public var name: String
  /// Which offerings are open to the customer: `consumer`, `business`, or what the catalog calls it.
  public var segment: String

  public init(id: CustomerID, reference: String, name: String, segment: String = "consumer") {
    self.id = id
    self.reference = reference
    self.name = name
    self.segment = segment
  }
}

/// A person or an organisation, before any role is given to it (customer, seller, partner).
public struct Party: Sendable, Hashable {
  /// Whether a person or an organisation is the customer.
  public enum Kind: String, Sendable, Codable, CaseIterable { case person, organisation }

  public var kind: Kind
  public var name: String
  public var email: String?
  public var address: PostalAddress?

  public init(kind: Kind, name: String, email: String? = nil, address: PostalAddress? = nil) {
    self.kind = kind
    self.name = name
    self.email = email
    self.address = address
  }
}
