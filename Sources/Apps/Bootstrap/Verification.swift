public import Operations
import Primitives
import Store

/// Verifies one installation.
public struct Verification {
  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// Proves the books; see `Verify`.
  public func callAsFunction(
    rebill: Bool = true, expected: [ChainHead] = [], _ report: @escaping (Finding) -> Void,
    looked: @escaping (Int) -> Void = { _ in }, progress: (Verify.Outcome) -> Void = { _ in }
  ) throws -> [Verify.Outcome] {
    try verify()(rebill: rebill, expected: expected, report, looked: looked, progress: progress)
  }

  /// The last link of every stream of facts.
  public func heads() throws -> [ChainHead] { try verify().heads() }

  private func verify() throws -> Verify {
    var prepared: [CatalogVersionID: AccountBilling] = [:]
    return Verify(
      store: installation.store,
      billing: { run in
        if let known = prepared[run.catalogVersion] { return known }
        let billing = try installation.billing(try installation.catalog(run.catalogVersion))
        prepared[run.catalogVersion] = billing
        return billing
      }, readFact: Replay.fact, zones: Zones.table(try installation.store.zoneNames()))
  }
}
