public import Primitives

/// Where re-ratings are booked.
public protocol RerateStore: Sendable {
  func rerating(key: String) throws -> BookedRerating?

  /// Writes down a re-rating before its first account is booked.
  func begin(_ rerating: NewRerating, at: Instant) throws -> ReratingID

  /// Books accounts in one transaction: the charges, and what later bills go on from.
  ///
  /// - Returns: those that were left out because they were billed since they were read, or booked under the same key before.
  func book(_ accounts: [ReratedAccount], of rerating: ReratingID) throws -> [BillingAccountID]

  /// The catalogs given to re-ratings, as files.
  func reratingCatalogs() throws -> [ReratingID: CatalogSource]

  /// Corrections that belong to bills of an account from a day on, in the order they were booked, billed or not.
  func corrections(of account: BillingAccountID, from day: Day) throws -> [CorrectionCharge]
}

/// What is known of a re-rating before it is booked.
public struct NewRerating: Sendable {
  /// `nil`: it is named by its number.
  public var key: String?
  /// What was asked for, in words; a repeat of the key must ask for the same.
  public var request: String
  public var period: ServicePeriod
  /// The catalog given, when one was.
  public var catalog: CatalogSource?

  public init(key: String?, request: String, period: ServicePeriod, catalog: CatalogSource?) {
    self.key = key
    self.request = request
    self.period = period
    self.catalog = catalog
  }
}

/// A re-rating that was booked.
public struct BookedRerating: Sendable, Hashable {
  public var id: ReratingID
  public var key: String
  public var request: String
  public var appliedAt: Instant
  public var period: ServicePeriod

  public init(id: ReratingID, key: String, request: String, appliedAt: Instant, period: ServicePeriod) {
    self.id = id
    self.key = key
    self.request = request
    self.appliedAt = appliedAt
    self.period = period
  }
}
