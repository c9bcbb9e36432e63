/// For which documents a template is. What is empty asks for nothing.
public struct TemplateSegment: Sendable, Hashable {
  public var sellers: Set<String> = []
  /// ISO 3166-1 of the reader's address.
  public var countries: Set<String> = []
  /// The accounts' own segments.
  public var segments: Set<String> = []
  public var customers: Set<CustomerKind> = []
  /// A line of one of them is enough.
  public var offerings: Set<String> = []
  public var documents: Set<DocumentKind> = []

  public init() {}

  /// Who buys: whoever gave a VAT identifier does so as a business.
  public enum CustomerKind: String, Sendable, Hashable, CaseIterable { case business, person }

  /// What is issued, or shown.
  public enum DocumentKind: String, Sendable, Hashable, CaseIterable {
    case invoice, creditNote = "credit-note", statement
  }

  /// What of a document a segment looks at.
  public struct Subject: Sendable, Hashable {
    public var document: DocumentKind
    public var seller: String
    public var country: String
    public var segment: String
    public var customer: CustomerKind
    public var offerings: Set<String>

    public init(document: DocumentKind, seller: String, country: String, segment: String, customer: CustomerKind, offerings: Set<String> = []) {
      self.document = document
      self.seller = seller
      self.country = country
      self.segment = segment
      self.customer = customer
      self.offerings = offerings
    }
  }

  /// Whether it is for such a document.
  public func covers(_ subject: Subject) -> Bool {
    func holds<T>(_ wanted: Set<T>, _ value: T) -> Bool { wanted.isEmpty || wanted.contains(value) }
    return holds(documents, subject.document) && holds(sellers, subject.seller) && holds(countries, subject.country) && holds(segments, subject.segment)
      && holds(customers, subject.customer) && (offerings.isEmpty || !offerings.isDisjoint(with: subject.offerings))
  }

  /// How many things it asks for: of the templates that cover a document, the most particular is its own.
  public var particularity: Int {
    [sellers.isEmpty, countries.isEmpty, segments.isEmpty, customers.isEmpty, offerings.isEmpty, documents.isEmpty].filter { !$0 }.count
  }

  /// Whether there may be a document that both cover with nothing to say which is more particular.
  public func rivals(_ other: TemplateSegment) -> Bool {
    func meet<T>(_ a: Set<T>, _ b: Set<T>) -> Bool { a.isEmpty || b.isEmpty || !a.isDisjoint(with: b) }
    // A bill may have lines of any two offerings, so those never keep segments apart.
    return particularity == other.particularity && meet(sellers, other.sellers) && meet(countries, other.countries) && meet(segments, other.segments)
      && meet(customers, other.customers) && meet(documents, other.documents)
  }
}
