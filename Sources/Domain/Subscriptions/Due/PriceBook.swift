public import Catalog
public import Primitives

/// Recurring and one-time prices by offering, made ready for billing. Built once per catalog version.
public struct PriceBook: Sendable {
  private let byOffering: [OfferingCode: [ChargeablePrice]]

  public init(_ catalog: Catalog) {
    var table: [OfferingCode: [ChargeablePrice]] = [:]
    for offering in catalog.offerings where table[offering.code] == nil {
      table[offering.code] = offering.prices.compactMap { ChargeablePrice(offering: offering.code, price: $0) }
    }
    byOffering = table
  }

  /// The prices due for holding the offering, in catalog order (usage prices are not among them); `nil` when the
  /// offering is unknown.
  public func prices(of offering: OfferingCode) -> [ChargeablePrice]? { byOffering[offering] }
}

/// A recurring or one-time price of an offering, with what billing asks of it worked out in advance.
///
/// A reference, so that ten thousand due items share one.
public final class ChargeablePrice: Sendable {
  public let offering: OfferingCode
  public let price: OfferingPrice
  /// `nil` for a one-time price.
  public let terms: RecurringTerms?
  /// When which version is in force, in catalog order.
  let spans: [VersionSpan]
  let hasTrial: Bool

  struct VersionSpan: Sendable {
    var currency: Currency
    var from: Day
    var to: Day
    var trialDays: Int
  }

  /// `nil` for a usage price.
  init?(offering: OfferingCode, price: OfferingPrice) {
    switch price.kind {
    case .recurring(let terms): self.terms = terms
    case .oneTime: terms = nil
    case .usage: return nil
    }
    self.offering = offering
    self.price = price
    spans = price.versions.map { version in
      var trialDays = 0
      for case .trial(let trial) in version.adjustments { trialDays = max(trialDays, trial.days) }
      return VersionSpan(
        currency: version.currency, from: version.effective.from, to: version.effective.to ?? .open, trialDays: trialDays)
    }
    hasTrial = spans.contains { $0.trialDays > 0 }
  }

  /// The position of the version in force on `day`, or `nil`.
  func version(on day: Day, in currency: Currency) -> Int? {
    spans.firstIndex { $0.from <= day && day < $0.to && $0.currency == currency }
  }

  func anyVersion(in currency: Currency) -> Int? { spans.firstIndex { $0.currency == currency } }

  /// The first day on which the price exists in `currency`; `nil` when it never does.
  func firstDay(in currency: Currency) -> Day? {
    spans.reduce(nil) { first, span in
      span.currency == currency ? min(first ?? span.from, span.from) : first
    }
  }
}

extension Day {
  /// 9999-12-31: stands for an end that nobody has set yet.
  public static let open = Day(number: 2_932_896)
}
