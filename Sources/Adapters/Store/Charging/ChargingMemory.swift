import Charging
import Operations
import Primitives

/// What was read or written of balances, counters, counts and sessions by the last transactions of a connection.
///
/// It holds as long as nobody else wrote: every charging transaction asks that first. When somebody did, whatever has newer facts is
/// forgotten: who was paid in, who was charged by another process; all of it when controls are others or `florin rebuild` wrote. A transaction
/// that fails takes it along, as all that is kept beside a connection.
final class ChargingMemory {
  /// Of each kind; when there are more, all of them are forgotten, which costs reading again.
  private static let most = 200_000

  var balances = Recent<CustomerBalanceID, Remembered>()
  /// `nil`: there is none.
  var counters = Recent<ChargingWork.CounterKey, ChargingCounter?>()
  /// Subscriptions of which all counters since a day were read.
  var countersRead = Recent<SubscriptionID, Day>()
  /// Of them, those that are not written yet.
  var lateCounters: [ChargingWork.CounterKey: ChargingCounter] = [:]
  /// Those of them that are being written, a few with each group.
  var sweep: CounterSweep?
  /// Up to which request all counters that are written have charges counted in; `.max`: whatever there is; `nil`: not asked yet.
  var countedThrough: Int64?
  var counts = Recent<CountKey, SpendingCount?>()
  /// Those that go on.
  var sessions = Recent<String, ChargingSession>()
  /// What was ever said of the controls for all balances; `nil`: not read yet.
  var controlsOfAll: [StoredControl]?
  /// Whether single customer balances have controls of their own; `nil`: not asked yet.
  var hasOwnControls: Bool?
  /// Where numbers and links go on; `nil`: to be asked for.
  var ends: GroupEnds?
  /// Whether nothing was written between the last transaction of this memory and this one.
  private(set) var follows = false
  /// Another one whenever it does not.
  private(set) var state = SeenState()
  private(set) var place: Connection.Place?
  /// The newest facts that it knows of.
  private var newest: NewestFacts?

  /// A customer balance, and where its lists end.
  struct Remembered {
    var charged: ChargedBalance
    var tail: BalanceTail
  }

  /// How often something was written anew from facts.
  var rebuilt: Int64 { newest?.rebuilt ?? 0 }

  /// Called when a transaction begins: forgets what anything may have been written of, besides by this memory's transactions.
  func look(_ c: Connection) throws {
    let now = try c.place()
    follows = place.map { now.follows($0) } ?? false
    if !follows {
      state = SeenState()
      // What a server that failed has committed last may not be there any more.
      if let place, !now.isOfSameConnection(as: place) { self.newest = nil }
      let news = try self.newest.map { try ChargingNews(since: $0, c) }
      let newest = try NewestFacts(c)
      if try !forget(news, newest, c) { forgetAll() }
      self.newest = newest
      ends = newest.ends
    }
    balances.shrink(to: ChargingMemory.most)
    // What was read of them must not be believed of those that were forgotten.
    if counters.shrink(to: ChargingMemory.most) || countersRead.shrink(to: ChargingMemory.most) {
      counters.shrink(to: 0)
      countersRead.shrink(to: 0)
      // What is not written yet must not be forgotten.
      for (key, counter) in lateCounters { counters.keep(counter, for: key) }
    }
    counts.shrink(to: ChargingMemory.most)
    sessions.shrink(to: ChargingMemory.most)
    place = now
  }

  /// Called when a group was written.
  func wrote(_ ends: GroupEnds) {
    self.ends = ends
    newest?.request = ends.nextRequest - 1
    newest?.movement = ends.nextMovement - 1
  }

  private func forgetAll() {
    balances.shrink(to: 0)
    counters.shrink(to: 0)
    countersRead.shrink(to: 0)
    counts.shrink(to: 0)
    sessions.shrink(to: 0)
    (controlsOfAll, hasOwnControls, countedThrough) = (nil, nil, nil)
    lateCounters.removeAll()
    sweep = nil
  }

  /// Forgets what new facts are about.
  ///
  /// - Returns: whether what is left holds.
  private func forget(_ news: ChargingNews?, _ newest: NewestFacts, _ c: Connection) throws -> Bool {
    guard let news, news.isTold(by: newest) else { return false }
    if newest.request > news.since.request {
      // Counters that are written late may have been counted in by whoever charged.
      guard c.isOnServer else { return false }
      try news.forEachRequest { subscription, balance, session, charged in
        for charged in charged { counters.forget(.init(subscription: subscription, price: charged.price, periodStart: charged.periodStart)) }
        countersRead.forget(subscription)
        balances.forget(balance)
        sessions.forget(session)
      }
      counts.shrink(to: 0)
    }
    try news.forEachMoved { balances.forget($0) }
    return true
  }

  /// Whether there is no such counter unless it is remembered.
  func hasRead(_ key: ChargingWork.CounterKey) -> Bool { countersRead[key.subscription].map { key.periodStart >= $0 } ?? false }

  /// The latest of something, by its key.
  struct Recent<Key: Hashable, Value> {
    private var values: [Key: Value] = [:]

    subscript(key: Key) -> Value? { values[key] }

    mutating func keep(_ value: Value, for key: Key) { values[key] = .some(value) }
    /// Changes one in its place, when it is there.
    mutating func change(_ key: Key, _ body: (inout Value) -> Void) {
      if let index = values.index(forKey: key) { body(&values.values[index]) }
    }
    mutating func forget(_ key: Key) { values.removeValue(forKey: key) }
    /// Forgets all of them when there are more.
    @discardableResult
    fileprivate mutating func shrink(to most: Int) -> Bool {
      guard values.count > most else { return false }
      values.removeAll()
      return true
    }
  }
}
