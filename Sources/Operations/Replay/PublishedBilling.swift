public import Primitives
import Rating

/// Every catalog that bills in force were priced with, made ready for billing.
public struct PublishedBilling: Sendable {
  private let versions: [CatalogVersionID: AccountBilling]
  private let reratings: [ReratingID: AccountBilling]
  /// The time zones of all of them and of every account.
  public let zones: [String: Zone]

  /// - Parameters:
  ///   - versions: published catalogs that bill runs used.
  ///   - reratings: catalogs given to re-ratings that were booked.
  public init(_ versions: [CatalogVersionID: AccountBilling], reratings: [ReratingID: AccountBilling] = [:]) {
    self.versions = versions
    self.reratings = reratings
    zones = (Array(versions.values) + Array(reratings.values)).reduce(into: [:]) { $0.merge($1.context.pricing.zones) { first, _ in first } }
  }

  /// The catalog a bill was made with, or was last booked anew with.
  func billing(of bill: PastBill) throws(Rejection) -> AccountBilling {
    if let rerating = bill.reratedBy, let billing = reratings[rerating] { return billing }
    guard let billing = versions[bill.catalog] else {
      throw Rejection(
        Problem(
          .catalogOfRunMissing, path: "catalog", "bill run \(bill.run) used catalog version \(bill.catalog), which is not there",
          remedy: "restore the database from a backup; published catalogs are never deleted"))
    }
    return billing
  }
}

extension ProblemCode {
  static let catalogOfRunMissing = ProblemCode("replay.catalog-missing")
}
