import Parties
public import Primitives
import Subscriptions
public import Usage

/// Who a subject belonged to when, for all that was ever known of it: the index of subjects built from subscription facts
/// alone, in which an event can be looked up as the import that accepted it did.
struct SubjectHistory {
  private var entries = SubjectIndex.Builder()
  private let zone: (BillingAccountID) throws -> Zone

  /// - Parameter zone: of the paying account; days begin at its midnight.
  init(zone: @escaping (BillingAccountID) throws -> Zone) { self.zone = zone }

  var index: SubjectIndex { entries.index(factsThrough: nil) }

  /// Takes in one subscription, fact by fact.
  mutating func add(_ id: SubscriptionID, _ facts: [(number: Int64, fact: SubscriptionFact)]) throws {
    guard let first = facts.first, case .ordered(let ordered) = first.fact.change, !ordered.subject.isEmpty,
      var subscription = Subscription.replay(id: id, [first.fact])
    else { return }
    var known = try SubjectEntry.spells(of: subscription, zone: zone)
    var since = first.number
    for (number, fact) in facts.dropFirst() {
      subscription.apply(fact)
      let now = try SubjectEntry.spells(of: subscription, zone: zone)
      if now == known { continue }
      append(known, since..<number)
      (known, since) = (now, number)
    }
    append(known, since..<Int64.max)
  }

  private mutating func append(_ spells: [SubjectEntry], _ facts: Range<Int64>) {
    for var entry in spells {
      entry.knownFrom = facts.lowerBound
      entry.knownTo = facts.upperBound
      entries.add(entry)
    }
  }
}

extension SubjectEntry {
  /// When usage under a subscription's subject belongs to it, and which account then pays.
  static func spells(of subscription: Subscription, zone: (BillingAccountID) throws -> Zone) rethrows -> [SubjectEntry] {
    guard !subscription.subject.isEmpty, subscription.state != .draft else { return [] }
    let payers = subscription.payers.sorted { $0.from < $1.from }
    return try payers.indices.compactMap { index in
      // Nobody pays before the first payer, so that one pays from the start of the subscription on.
      let from = index == 0 ? subscription.startsOn : max(subscription.startsOn, payers[index].from)
      let next = index + 1 < payers.count ? payers[index + 1].from : nil
      let to = [subscription.endsOn, next].compactMap { $0 }.min()
      if let to, to <= from { return nil }
      let local = try zone(payers[index].account)
      return SubjectEntry(
        subject: subscription.subject, subscription: subscription.id, account: payers[index].account,
        from: local.start(of: from), to: to.map { local.start(of: $0) })
    }
  }
}
