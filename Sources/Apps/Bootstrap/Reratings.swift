public import Operations
public import Primitives
import Store

/// Re-ratings of one installation.
public struct Reratings {
  let installation: Installation
  let clock: any Clock

  public init(_ installation: Installation, clock: any Clock = MachineClock()) {
    self.installation = installation
    self.clock = clock
  }

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
    _ request: Request, progress: ((Int, Int) -> Void)? = nil, _ body: (ReratedAccount) throws -> Void
  ) async throws -> RerateTotals {
    let (rerate, asked, _) = try prepare(request)
    return try await rerate.differences(asked, progress: progress, body)
  }

  /// Tells every difference and books it; what is booked does not differ any more.
  ///
  /// - Parameter key: names the re-rating, so that a repeat books nothing new; its number when it is left out.
  /// - Throws: as `differences`, and `Rejection` (`command.key-reused`) when the key names another re-rating.
  public func book(
    _ request: Request, key: String?, progress: ((Int, Int) -> Void)? = nil, _ body: (ReratedAccount) throws -> Void
  ) async throws -> Rerate.Booked {
    let (rerate, asked, source) = try prepare(request)
    let now = clock.now()
    let words = words(of: request, source)
    if let key, let known = try installation.store.rerating(key: key), known.request != words {
      throw Rejection(
        Problem(
          .keyReused, path: "key", "the key \"\(key)\" names the re-rating \"\(known.request)\", not \"\(words)\"",
          remedy: "use a new key for a new re-rating"))
    }
    let new = NewRerating(key: key, request: words, period: request.period, catalog: source)
    return try await rerate.book(asked, as: new, at: now, progress: progress, body)
  }

  private func prepare(_ request: Request) throws -> (Rerate, Rerate.Request, CatalogSource?) {
    let (catalogs, names) = try installation.publishedBilling()
    try check(request.scope, names)
    // What was used under a limit until now is part of what happened.
    try ChargedUsage(installation).handOn()
    let given = try request.catalog.map { try CatalogReader.read(path: $0) }
    let rerate = Rerate(
      store: installation.store, catalogs: catalogs, replay: { try Replay.subscription($0, $1) }, workers: request.workers)
    let asked = Rerate.Request(scope: request.scope, period: request.period, catalog: try given.map { try installation.billing($0) })
    return (rerate, asked, given.map { CatalogSource(files: $0.source.files) })
  }

  /// What was asked for, in words that are equal for equal requests.
  private func words(of request: Request, _ source: CatalogSource?) -> String {
    var words = "\(request.period)"
    if let account = request.scope.account { words += ", account \(account)" }
    if let offering = request.scope.offering { words += ", offering \(offering)" }
    if let segment = request.scope.segment { words += ", segment \(segment)" }
    if let source { words += ", catalog \(source.fingerprint)" }
    return words
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
