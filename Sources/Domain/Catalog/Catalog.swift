public import Primitives

/// Everything that can be sold, as published in one version. Immutable once published.
public struct Catalog: Sendable {
  public var code: String
  public var meters: [Meter]
  public var calendars: [HolidayCalendar]
  public var decks: [RateDeck]
  public var offerings: [ProductOffering]
  public var promotions: [Promotion]

  public init(
    code: String, meters: [Meter] = [], calendars: [HolidayCalendar] = [], decks: [RateDeck] = [],
    offerings: [ProductOffering] = [], promotions: [Promotion] = []
  ) {
    self.code = code
    self.meters = meters
    self.calendars = calendars
    self.decks = decks
    self.offerings = offerings
    self.promotions = promotions
  }
}

/// From when until when something may be used; days of the account's calendar, half-open, open-ended when `to` is nil.
public struct EffectivePeriod: Sendable, Hashable {
  public var from: Day
  public var to: Day?

  public init(from: Day, to: Day? = nil) {
    self.from = from
    self.to = to
  }

  public func contains(_ day: Day) -> Bool { from <= day && (to.map { day < $0 } ?? true) }

  /// Whether any day belongs to both.
  public func overlaps(_ other: EffectivePeriod) -> Bool {
    (other.to.map { from < $0 } ?? true) && (to.map { other.from < $0 } ?? true)
  }
}

/// Something a customer can order.
public struct ProductOffering: Sendable {
  /// What may be ordered by itself, what is added to a plan, and what stands for several plans.
  public enum Kind: String, Sendable, CaseIterable { case plan, option, bundle }

  public var code: OfferingCode
  public var name: LocalizedText
  public var kind: Kind
  public var effective: EffectivePeriod
  /// Empty: everybody.
  public var segments: [String]
  /// Empty: every channel.
  public var channels: [String]
  /// Options that may be added to it.
  public var options: [OfferingCode]
  /// What a bundle contains.
  public var includes: [OfferingCode]
  /// Contract term in months, when there is one.
  public var termMonths: Int?
  public var prices: [OfferingPrice]

  public init(
    code: OfferingCode, name: LocalizedText, kind: Kind = .plan, effective: EffectivePeriod, segments: [String] = [],
    channels: [String] = [], options: [OfferingCode] = [], includes: [OfferingCode] = [], termMonths: Int? = nil,
    prices: [OfferingPrice] = []
  ) {
    self.code = code
    self.name = name
    self.kind = kind
    self.effective = effective
    self.segments = segments
    self.channels = channels
    self.options = options
    self.includes = includes
    self.termMonths = termMonths
    self.prices = prices
  }
}

/// One price of an offering, in all its dated versions and currencies.
public struct OfferingPrice: Sendable {
  /// When the price is due.
  public enum Kind: Sendable, Hashable {
    case recurring(RecurringTerms)
    case usage(UsageTerms)
    /// Due once, when the subscription starts.
    case oneTime
  }

  /// Unique in the catalog.
  public var code: PriceCode
  public var name: LocalizedText
  public var kind: Kind
  public var taxCategory: TaxCategoryCode
  public var revenueAccount: LedgerAccountCode
  public var versions: [PriceVersion]

  public init(
    code: PriceCode, name: LocalizedText, kind: Kind, taxCategory: TaxCategoryCode, revenueAccount: LedgerAccountCode,
    versions: [PriceVersion]
  ) {
    self.code = code
    self.name = name
    self.kind = kind
    self.taxCategory = taxCategory
    self.revenueAccount = revenueAccount
    self.versions = versions
  }

  /// The version in force on `day` in `currency`.
  public func version(on day: Day, in currency: Currency) -> PriceVersion? {
    versions.first { $0.currency == currency && $0.effective.contains(day) }
  }
}

/// How a recurring price recurs.
public struct RecurringTerms: Sendable, Hashable {
  /// How long the period is that the amount pays for.
  public enum Period: String, Sendable, CaseIterable { case week, month, quarter, halfYear = "half-year", year }
  /// When it is billed: before the period, or after it.
  public enum Timing: String, Sendable, CaseIterable { case advance, arrears }

  /// `cycle`: on the anchor of the account's bill cycle, with a part of a period first. `anniversary`: on the day the
  /// subscription began.
  public enum Alignment: String, Sendable, CaseIterable { case cycle, anniversary }

  /// The period the amount is for.
  public var every: Period
  public var timing: Timing
  public var proration: ProrationConvention

  /// Where its periods begin.
  public var alignment: Alignment

  public init(
    every: Period = .month, timing: Timing = .advance, proration: ProrationConvention = .byDay,
    alignment: Alignment = .cycle
  ) {
    self.every = every
    self.timing = timing
    self.proration = proration
    self.alignment = alignment
  }
}

/// How a part of a period is counted. Peers differ on purpose, so a price says which it follows.
public enum ProrationConvention: String, Sendable, CaseIterable {
  /// Days used over days of the period, end day not counted.
  case byDay = "by-day"
  /// Days used over days of the period, the end day counted on both sides.
  case byDayInclusive = "by-day-inclusive"
  /// Every month has 30 days; the 31st is ignored.
  case fixed30 = "fixed-30"
  /// Seconds used over seconds of the period in the account's zone.
  case bySecond = "by-second"
  /// The full amount whenever any part was used.
  case none
}

/// What usage a price applies to.
public struct UsageTerms: Sendable, Hashable {
  public var meter: MeterCode
  /// Only events whose dimensions have these values.
  public var filter: [String: String]
  /// Each event is priced at its own position in the period (telephony) instead of the aggregate at its end.
  public var perEvent: Bool

  public init(meter: MeterCode, filter: [String: String] = [:], perEvent: Bool = false) {
    self.meter = meter
    self.filter = filter
    self.perEvent = perEvent
  }
}

/// A price in force for one currency from one day on. Never changed after publication.
public struct PriceVersion: Sendable {
  public var effective: EffectivePeriod
  public var currency: Currency
  public var form: PriceForm
  public var adjustments: [Adjustment]
  /// How the line is rounded; the currency's smallest unit, half up, when not said.
  public var rounding: Rounding?
  /// The amounts already contain the tax.
  public var taxInclusive: Bool

  public init(
    effective: EffectivePeriod, currency: Currency, form: PriceForm, adjustments: [Adjustment] = [],
    rounding: Rounding? = nil, taxInclusive: Bool = false
  ) {
    self.effective = effective
    self.currency = currency
    self.form = form
    self.adjustments = adjustments
    self.rounding = rounding
    self.taxInclusive = taxInclusive
  }
}
