import Feeds
public import Primitives
public import Subscriptions

/// Builds subscriptions from their stored facts.
public enum Replay {
  /// - Throws: `Rejection` when a stored fact cannot be read.
  public static func subscription(_ id: SubscriptionID, _ facts: [String]) throws -> Subscription? {
    Subscription.replay(
      id: id, try facts.map { try SubscriptionFact.read(try SourceDocument.parse($0, file: "subscription \(id)")) })
  }
}
