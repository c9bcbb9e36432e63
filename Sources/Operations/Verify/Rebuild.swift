public import Primitives
public import Subscriptions
public import Usage

/// Writes projections anew from the facts where they differ from them, in one transaction, and says which.
///
/// Facts are never touched: when their chain is broken nothing is rebuilt, for what would come of it would be as wrong.
public struct Rebuild {
  let store: any RebuildStore
  /// Reads one stored fact of a subscription.
  let readFact: (SubscriptionID, String) throws -> SubscriptionFact
  /// The machine's time zones by name.
  let zones: [String: Zone]

  public init(
    store: any RebuildStore, readFact: @escaping (SubscriptionID, String) throws -> SubscriptionFact, zones: [String: Zone]
  ) {
    self.store = store
    self.readFact = readFact
    self.zones = zones
  }

  /// A projection and how many rows of it were not what the facts give.
  public struct Outcome: Sendable, Hashable {
    public var projection: String
    public var rewritten: Int
    /// Why it was left as it is, in spite of a difference.
    public var left: String?

    public init(_ projection: String, _ rewritten: Int, left: String? = nil) {
      self.projection = projection
      self.rewritten = rewritten
      self.left = left
    }
  }

  /// - Throws: `Rejection` (`rebuild.broken-chain`) when the facts themselves were changed.
  public func callAsFunction() throws -> [Outcome] {
    try store.rebuilding { projections in
      let broken = try projections.brokenFacts(limit: 5)
      if !broken.isEmpty {
        throw Rejection(
          broken.map {
            Problem(
              .brokenChain, path: $0.subject, $0.message,
              remedy: "restore the facts from a backup first; `florin verify` names every one that was changed")
          })
      }
      var history = SubjectHistory { account in zones[try projections.zoneName(of: account) ?? ""] ?? .utc }
      var differing: [Subscription] = []
      try projections.forEachSubscription { stored in
        let facts = try stored.facts.map { ($0.number, try readFact(stored.id, $0.text)) }
        if let replayed = Subscription.replay(id: stored.id, facts.map(\.1)), replayed != stored.projected { differing.append(replayed) }
        try history.add(stored.id, facts)
      }
      for subscription in differing { try projections.save(subscription) }
      return [Outcome("subscriptions", differing.count)] + (try projections.rebuildUsage(history.index)) + (try projections.rebuildBooks())
    }
  }
}

/// Where projections are written anew.
public protocol RebuildStore: Sendable {
  /// Runs `body` in one write transaction: all of it becomes durable, or nothing of it.
  func rebuilding<T>(_ body: (any ProjectionRows) throws -> T) throws -> T
}

/// Projections beside the facts they follow from.
public protocol ProjectionRows {
  /// What the chain of facts finds, at most so much of it.
  func brokenFacts(limit: Int) throws -> [Finding]
  /// The name of an account's time zone; `nil` when there is no such account.
  func zoneName(of account: BillingAccountID) throws -> String?
  /// Every subscription that has a projection or facts, by its number.
  func forEachSubscription(_ body: (StoredSubscription) throws -> Void) throws
  /// Replaces what stands of one subscription.
  func save(_ subscription: Subscription) throws
  /// Writes anew what imports and bills read of usage, where it differs.
  func rebuildUsage(_ subjects: SubjectIndex) throws -> [Rebuild.Outcome]
  /// Writes anew counters, sums and states that rows show of their facts, where they differ.
  func rebuildBooks() throws -> [Rebuild.Outcome]
}

extension ProblemCode {
  public static let brokenChain = ProblemCode("rebuild.broken-chain")
}
