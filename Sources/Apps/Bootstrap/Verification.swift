public import Operations
import Primitives
import Store

/// Verifies one installation.
public struct Verification {
  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  public func callAsFunction(
    rebill: Bool = true, _ report: @escaping (Finding) -> Void, progress: (Verify.Outcome) -> Void = { _ in }
  ) throws -> [Verify.Outcome] {
    var prepared: [CatalogVersionID: AccountBilling] = [:]
    let verify = Verify(
      store: installation.store,
      billing: { run in
        if let known = prepared[run.catalogVersion] { return known }
        let billing = try installation.billing(try installation.catalog(run.catalogVersion))
        prepared[run.catalogVersion] = billing
        return billing
      }, readFact: Replay.fact, zones: Zones.table(try installation.store.zoneNames()))
    return try verify(rebill: rebill, report, progress: progress)
  }
}
