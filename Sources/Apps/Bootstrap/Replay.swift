import Foundation
public import Primitives
public import Subscriptions

/// Builds subscriptions from their stored facts.
public enum Replay {
  /// - Throws: `Rejection` when a stored fact cannot be read.
  public static func subscription(_ id: SubscriptionID, _ facts: [String]) throws -> Subscription? {
    Subscription.replay(id: id, try facts.map { try fact(id, $0) })
  }

  /// - Throws: `Rejection` when the stored fact cannot be read.
  public static func fact(_ id: SubscriptionID, _ text: String) throws -> SubscriptionFact {
    var text = text
    if let fact = text.withUTF8({ SubscriptionFact(stored: $0) }) { return fact }
    return try SubscriptionFact.read(try node(text, id))
  }

  /// Facts are JSON that Florin wrote itself: whole numbers and texts only, so the system's reader loses nothing.
  private static func node(_ text: String, _ id: SubscriptionID) throws -> SourceNode {
    do {
      return tree(try JSONSerialization.jsonObject(with: Data(text.utf8)), path: "")
    } catch {
      throw Rejection(
        Problem(
          .damagedFact, at: .init(file: "subscription \(id)"), "a stored fact is not JSON: \(text.prefix(80))",
          remedy: "restore the database from a backup; facts are never edited"))
    }
  }

  private static func tree(_ value: Any, path: String) -> SourceNode {
    switch value {
    case let map as [String: Any]:
      SourceNode(.map(map.sorted { $0.key < $1.key }.map { ($0.key, tree($0.value, path: "\(path).\($0.key)")) }), path: path)
    case let list as [Any]: SourceNode(.list(list.map { tree($0, path: path) }), path: path)
    case let text as String: SourceNode(.scalar(text, quoted: true), path: path)
    case let number as NSNumber: SourceNode(.scalar(number.stringValue, quoted: false), path: path)
    default: SourceNode(.null, path: path)
    }
  }
}

extension ProblemCode {
  static let damagedFact = ProblemCode("store.damaged-fact")
}
