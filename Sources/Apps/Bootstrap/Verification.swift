public import Operations
import Primitives
import Store
import Synchronization

/// Verifies one installation.
public struct Verification {
  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// Proves the books, law by law; see `Verify`.
  public func callAsFunction(
    rebill: Bool = true, expected: [ChainHead] = [], _ report: (Finding) -> Void,
    looked: (Int) -> Void = { _ in }, progress: (Verify.Outcome) -> Void = { _ in }
  ) throws -> [Verify.Outcome] {
    try verify()(rebill: rebill, expected: expected, report, looked: looked, progress: progress)
  }

  /// Proves laws side by side; see `Verify`.
  public func sideBySide(
    workers: Int, rebill: Bool = true, expected: [ChainHead] = [], _ report: (Finding) -> Void,
    looked: (Int) -> Void = { _ in }, progress: (Verify.Outcome) -> Void = { _ in }
  ) async throws -> [Verify.Outcome] {
    try await verify().sideBySide(workers: workers, rebill: rebill, expected: expected, report, looked: looked, progress: progress)
  }

  /// The last link of every stream of facts.
  public func heads() throws -> [ChainHead] { try verify().heads() }

  private func verify() throws -> Verify {
    let prepared = PreparedCatalogs(installation)
    return Verify(
      store: installation.store, billing: prepared.billing, readFact: Replay.fact, zones: Zones.table(try installation.store.zoneNames()))
  }
}

/// Catalogs made ready for billing, each once.
private final class PreparedCatalogs: Sendable {
  private let installation: Installation
  private let known = Mutex<[CatalogVersionID: AccountBilling]>([:])

  init(_ installation: Installation) { self.installation = installation }

  @Sendable func billing(of run: BillRun) throws -> AccountBilling {
    try known.withLock { known in
      if let billing = known[run.catalogVersion] { return billing }
      let billing = try installation.billing(try installation.catalog(run.catalogVersion))
      known[run.catalogVersion] = billing
      return billing
    }
  }
}
