public import Parties
public import Primitives

/// A credit note for its reader. Values only.
public struct ReaderCreditView: Sendable {
  public var credit: CreditNoteView
  public var addresses: ReaderAddresses
  public var places: ReaderPlaces
  public var hasEInvoice: Bool
  /// The last day on which the link opens it.
  public var linkEndsOn: Day?

  public init(credit: CreditNoteView, addresses: ReaderAddresses, places: ReaderPlaces = ReaderPlaces(), hasEInvoice: Bool = false, linkEndsOn: Day? = nil) {
    self.credit = credit
    self.addresses = addresses
    self.places = places
    self.hasEInvoice = hasEInvoice
    self.linkEndsOn = linkEndsOn
  }
}

/// What a customer balance was paid in and spent within days, for its reader. Values only.
public struct ReaderStatementView: Sendable {
  /// As a template wants it; Florin's own look when `nil`.
  public var look: BillLook?
  /// Why something came or went, as `BalanceMovement.Kind` names it.
  public enum Kind: String, Sendable, CaseIterable {
    case topUp = "top-up"
    case bonus, adjustment
    case transferIn = "transfer-in"
    case transferOut = "transfer-out"
    case consumption, refund, expiry
    case rolloverOut = "rollover-out"
    case rolloverIn = "rollover-in"
  }

  /// All of one kind, in money.
  public struct Sum: Sendable, Hashable {
    public var kind: Kind
    public var amountMinor: Int64

    public init(kind: Kind, amountMinor: Int64) {
      self.kind = kind
      self.amountMinor = amountMinor
    }
  }

  /// All that one service cost.
  public struct Service: Sendable, Hashable {
    public var name: String
    public var units: Exact
    public var unit: String
    /// With tax.
    public var grossMinor: Int64
    /// What of that nothing was left to pay with.
    public var uncollectedMinor: Int64

    public init(name: String, units: Exact, unit: String, grossMinor: Int64, uncollectedMinor: Int64 = 0) {
      self.name = name
      self.units = units
      self.unit = unit
      self.grossMinor = grossMinor
      self.uncollectedMinor = uncollectedMinor
    }
  }

  /// Something that came or went without being used.
  public struct Movement: Sendable, Hashable {
    public var at: Instant
    public var kind: Kind
    public var amount: Exact
    /// A currency or a unit of a service.
    public var unit: String
    /// Whether it came from a voucher.
    public var isVoucher: Bool

    public init(at: Instant, kind: Kind, amount: Exact, unit: String, isVoucher: Bool = false) {
      self.at = at
      self.kind = kind
      self.amount = amount
      self.unit = unit
      self.isVoucher = isVoucher
    }
  }

  /// What there is of one unit of services at the end.
  public struct Left: Sendable, Hashable {
    public var amount: Exact
    public var unit: String

    public init(amount: Exact, unit: String) {
      self.amount = amount
      self.unit = unit
    }
  }

  public var reference: String
  public var account: BillingAccount
  public var seller: SellerEntity
  public var language: ReaderLanguage
  public var zone: Zone
  public var period: ServicePeriod
  public var currency: Currency
  /// Whether it is spent from; else it only guards what a bill may come to.
  public var settles: Bool
  public var openingMinor: Int64 = 0
  public var closingMinor: Int64 = 0
  public var sums: [Sum] = []
  /// Beside money.
  public var left: [Left] = []
  public var services: [Service] = []
  /// The newest first.
  public var movements: [Movement] = []
  /// Whether there are more movements than are shown.
  public var hasMoreMovements = false
  public var charges: [BalanceView.Charge] = []
  /// Behind which charge this page begins, and the next one does.
  public var after: Int?
  public var next: Int?
  public var addresses: ReaderAddresses
  public var places: ReaderPlaces
  public var linkEndsOn: Day?

  public init(
    reference: String, account: BillingAccount, seller: SellerEntity, language: ReaderLanguage, zone: Zone, period: ServicePeriod, currency: Currency, settles: Bool,
    addresses: ReaderAddresses, places: ReaderPlaces = ReaderPlaces()
  ) {
    self.reference = reference
    self.account = account
    self.seller = seller
    self.language = language
    self.zone = zone
    self.period = period
    self.currency = currency
    self.settles = settles
    self.addresses = addresses
    self.places = places
  }
}

extension ReaderStatementView {
  /// What was spent on a service: what was collected of it, or what stands on the bill, which charges all of it.
  func spentMinor(on service: Service) -> Int64 { settles ? service.grossMinor - service.uncollectedMinor : service.grossMinor }

  /// What was spent on all services; what was given back of it is off.
  var spentMinor: Int64 { services.reduce(0) { $0.adding(spentMinor(on: $1)) } }

  /// What nothing was left to pay with.
  var uncollectedMinor: Int64 { services.reduce(0) { $0.adding($1.uncollectedMinor) } }

  /// Whether what was given back makes that less than what went.
  var hasRefunds: Bool { sums.contains { $0.kind == .refund && $0.amountMinor != 0 } }
}
