public import Primitives

/// What the page of the archive shows.
public struct ArchiveView: Sendable {
  public var language: ReaderLanguage
  public var entries: Int
  public var unsealed: Int
  public var unstamped: Int
  /// When days are sealed by themselves, `01:30`; `nil`: they are not.
  public var sealedAt: String?
  /// Hours by which sealing is late; 0 while it is not.
  public var hoursLate: Int
  /// Who stamps; `nil`: nobody.
  public var authority: String?
  public var days: [SealedDayRow]
  public var holds: [HoldRow]
  public var retention: [RetentionRow]
  /// The page of older days; `nil` at the end.
  public var older: String?
  public var links: PageLinks

  public init(
    language: ReaderLanguage, entries: Int, unsealed: Int, unstamped: Int, sealedAt: String?, hoursLate: Int, authority: String?, days: [SealedDayRow],
    holds: [HoldRow], retention: [RetentionRow], older: String? = nil, links: PageLinks = PageLinks()
  ) {
    self.language = language
    self.entries = entries
    self.unsealed = unsealed
    self.unstamped = unstamped
    self.sealedAt = sealedAt
    self.hoursLate = hoursLate
    self.authority = authority
    self.days = days
    self.holds = holds
    self.retention = retention
    self.older = older
    self.links = links
  }
}

/// A sealed day of one seller.
public struct SealedDayRow: Sendable {
  public var seal: Int64
  public var day: Day
  public var seller: String
  public var documents: Int
  public var erased: Int
  public var root: String
  /// The day on which an authority stamped it; `nil`: none has.
  public var stampedOn: Day?

  public init(seal: Int64, day: Day, seller: String, documents: Int, erased: Int, root: String, stampedOn: Day?) {
    self.seal = seal
    self.day = day
    self.seller = seller
    self.documents = documents
    self.erased = erased
    self.root = root
    self.stampedOn = stampedOn
  }
}

/// A hold in force.
public struct HoldRow: Sendable {
  /// The account or document.
  public var scope: String
  public var reason: String
  public var by: String
  public var since: Day

  public init(scope: String, reason: String, by: String, since: Day) {
    self.scope = scope
    self.reason = reason
    self.by = by
    self.since = since
  }
}

/// How long documents of a country are kept.
public struct RetentionRow: Sendable {
  public var country: String
  public var years: Int
  public var source: String

  public init(country: String, years: Int, source: String) {
    self.country = country
    self.years = years
    self.source = source
  }
}
