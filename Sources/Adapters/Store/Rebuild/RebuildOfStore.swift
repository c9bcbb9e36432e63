public import Operations
import Primitives
import Subscriptions
import Usage

extension Store: RebuildStore {
  public func rebuilding<T>(_ body: (any ProjectionRows) throws -> T) throws -> T {
    try write { c in
      try c.standStillLonger()
      return try body(RebuildRows(c: c))
    }
  }
}

/// Projections in their rows, to be written anew.
struct RebuildRows: ProjectionRows {
  let c: Connection

  func brokenFacts(limit: Int) throws -> [Finding] {
    var found: [Finding] = []
    _ = try ChainCheck.all(c, LinkMaker()) { if found.count < limit { found.append($0) } }
    return found
  }

  func zoneName(of account: BillingAccountID) throws -> String? { try BooksSnapshot(c).zoneName(of: account) }

  func forEachSubscription(_ body: (StoredSubscription) throws -> Void) throws { try BooksSnapshot(c).forEachSubscription(body) }

  func save(_ subscription: Subscription) throws { try SubscriptionRows.save(subscription, c) }

  func rebuildUsage(_ subjects: SubjectIndex) throws -> [Rebuild.Outcome] { try UsageRebuild(c, subjects).run() }

  func rebuildBooks() throws -> [Rebuild.Outcome] {
    let rewritten = try BookRebuild.all.map { rebuild in
      var rewritten = 0
      for sql in rebuild.statements {
        try c.prepare(sql).run()
        rewritten += try c.changes()
      }
      return Rebuild.Outcome(rebuild.projection, rewritten)
    }
    try NewestFacts.markRebuilt(c)
    return rewritten + [try BucketProof(c).rebuild(), try ListProof(c).rebuild(), try CounterProof(c).rebuild(), try NameProof(c).rebuild()]
  }
}
