public import Primitives
import Rating

/// Every published catalog that a bill run used, made ready for billing.
public struct PublishedBilling: Sendable {
  private let versions: [CatalogVersionID: AccountBilling]
  /// The time zones of all of them and of every account.
  public let zones: [String: Zone]

  public init(_ versions: [CatalogVersionID: AccountBilling]) {
    self.versions = versions
    zones = versions.values.reduce(into: [:]) { $0.merge($1.context.pricing.zones) { first, _ in first } }
  }

  /// The catalog a bill was made with.
  func billing(of bill: PastBill) throws(Rejection) -> AccountBilling {
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
