public import Primitives

/// What a balance has and what goes on with it, at one moment.
public struct BalanceView: Sendable {
  /// When what is used is paid.
  public enum Kind: String, Sendable, CaseIterable { case prepaid, hybrid, postpaid }

  /// An amount of one unit; `full` is what it was after something was last paid in.
  public struct Bucket: Sendable, Hashable {
    /// A currency or a unit of a service.
    public var unit: String
    public var amount: Exact
    public var reserved: Exact
    public var full: Exact
    public var validUntil: Instant?

    public init(unit: String, amount: Exact, reserved: Exact, full: Exact, validUntil: Instant? = nil) {
      self.unit = unit
      self.amount = amount
      self.reserved = reserved
      self.full = full
      self.validUntil = validUntil
    }
  }

  /// One service of a session going on.
  public struct Use: Sendable, Hashable {
    public var service: String
    public var subscription: String
    public var begunAt: Instant
    public var unit: String
    /// Used so far, and granted to be used next.
    public var used: Exact
    public var granted: Exact
    /// Nothing more is granted after that.
    public var isFinal: Bool

    public init(service: String, subscription: String, begunAt: Instant, unit: String, used: Exact, granted: Exact, isFinal: Bool) {
      self.service = service
      self.subscription = subscription
      self.begunAt = begunAt
      self.unit = unit
      self.used = used
      self.granted = granted
      self.isFinal = isFinal
    }
  }

  /// What may be spent in a stretch of time, and what was.
  public struct Limit: Sendable, Hashable {
    public var code: String
    public var unit: String
    public var amount: Exact
    public var counted: Exact
    public var reserved: Exact
    public var until: Instant

    public init(code: String, unit: String, amount: Exact, counted: Exact, reserved: Exact, until: Instant) {
      self.code = code
      self.unit = unit
      self.amount = amount
      self.counted = counted
      self.reserved = reserved
      self.until = until
    }
  }

  /// What was taken last.
  public struct Charge: Sendable, Hashable {
    public var at: Instant
    public var service: String
    public var unit: String
    public var units: Exact
    /// What it cost, with tax.
    public var gross: Money
    /// What of that nothing was left to pay with.
    public var uncollectedMinor: Int64

    public init(at: Instant, service: String, unit: String, units: Exact, gross: Money, uncollectedMinor: Int64 = 0) {
      self.at = at
      self.service = service
      self.unit = unit
      self.units = units
      self.gross = gross
      self.uncollectedMinor = uncollectedMinor
    }
  }

  public var language: ReaderLanguage
  public var reference: String
  public var accountName: String
  public var kind: Kind
  public var available: Money
  public var reserved: Money
  /// Where money will be used up if it goes on as in the last days.
  public var runsOutAt: Instant?
  public var at: Instant
  public var zone: Zone
  public var buckets: [Bucket] = []
  public var uses: [Use] = []
  public var limits: [Limit] = []
  public var charges: [Charge] = []
  /// After how many seconds it is asked for again; `nil`: not by itself.
  public var refreshSeconds: Int?
  /// Where the same page stands still, or moves.
  public var otherPace: String
  public var links: PageLinks

  public init(
    language: ReaderLanguage, reference: String, accountName: String, kind: Kind, available: Money, reserved: Money, runsOutAt: Instant?, at: Instant, zone: Zone,
    refreshSeconds: Int?, otherPace: String, links: PageLinks = PageLinks()
  ) {
    self.language = language
    self.reference = reference
    self.accountName = accountName
    self.kind = kind
    self.available = available
    self.reserved = reserved
    self.runsOutAt = runsOutAt
    self.at = at
    self.zone = zone
    self.refreshSeconds = refreshSeconds
    self.otherPace = otherPace
    self.links = links
  }
}

/// A balance in the list of an account.
public struct BalanceRow: Sendable, Hashable {
  public var reference: String
  public var href: String
  public var available: Money

  public init(reference: String, href: String, available: Money) {
    self.reference = reference
    self.href = href
    self.available = available
  }
}
