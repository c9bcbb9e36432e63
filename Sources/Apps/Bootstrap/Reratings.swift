public import Operations
public import Primitives
import Store

/// Re-ratings of one installation.
public struct Reratings {
  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// What to price again.
  public struct Request: Sendable {
    public var period: ServicePeriod
    public var scope: AccountScope
    /// Another catalog's folder or file; `nil`: what each bill was made with.
    public var catalog: String?
    public var workers: Int

    public init(period: ServicePeriod, scope: AccountScope = .everybody, catalog: String? = nil, workers: Int = 1) {
      self.period = period
      self.scope = scope
      self.catalog = catalog
      self.workers = workers
    }
  }

  /// Tells every difference, account by account; books nothing.
  ///
  /// - Throws: `Rejection` with every mistake of the catalog, when the account or offering is unknown, or when nothing was
  ///   billed in the period.
  public func differences(
    _ request: Request, progress: (Int, Int) -> Void = { _, _ in }, _ body: (ReratedAccount) throws -> Void
  ) async throws -> RerateTotals {
    let (catalogs, names) = try installation.publishedBilling()
    try check(request.scope, names)
    let given = try request.catalog.map { try installation.billing(try CatalogReader.read(path: $0)) }
    let rerate = Rerate(
      store: installation.store, catalogs: catalogs, replay: { try Replay.subscription($0, $1) }, workers: request.workers)
    return try await rerate.differences(
      Rerate.Request(scope: request.scope, period: request.period, catalog: given), progress: progress, body)
  }

  private func check(_ scope: AccountScope, _ names: [OfferingCode: LocalizedText]) throws {
    if let reference = scope.account, try installation.store.account(reference: reference) == nil {
      throw Rejection(
        Problem(
          .unknownAccount, path: "account", "there is no account \"\(reference)\"",
          remedy: "`florin account list` names the accounts; references are case-sensitive"))
    }
    if let offering = scope.offering, !names.isEmpty, names[offering] == nil {
      throw Rejection(
        Problem(
          .unknownReratedOffering, path: "offering", "no catalog that was billed with sells \"\(offering)\"",
          remedy: "`florin catalog show` names the offerings; codes are case-sensitive"))
    }
  }
}

extension ProblemCode {
  static let unknownReratedOffering = ProblemCode("rerate.unknown-offering")
}
