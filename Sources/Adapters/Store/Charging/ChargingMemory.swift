import Charging
import Operations
import Primitives

/// What was read or written of balances, counters, counts and sessions by the last transactions of a connection.
///
/// It holds as long as nobody else wrote: every charging transaction asks that first. When somebody did, whatever has newer facts is
/// forgotten: who was paid in, who was charged by another process; all of it when controls are others or `florin rebuild` wrote. A transaction
/// that fails takes it along, as all that is kept beside a connection.
final class ChargingMemory {
  var balances: Recent<CustomerBalanceID, Remembered>
  private var counters: Recent<SubscriptionID, KnownCounters>
  /// Counters that are not written yet.
  var lateCounters: [ChargingWork.CounterKey: ChargingCounter] = [:]
  /// Those of them that are being written, a few with each group.
  var sweep: CounterSweep?
  /// Up to which request all counters that are written have charges counted in; `.max`: whatever there is; `nil`: not asked yet.
  var countedThrough: Int64?
  /// `nil`: there is none.
  var counts: Recent<CountKey, SpendingCount?>
  /// Whether it was told that little is left, by the codes of controls; of balances that had less than one names.
  private(set) var lows: Recent<CustomerBalanceID, [String: LowTold]>
  /// Those that go on; of others, those that a server was asked for.
  var sessions: Recent<String, ChargingSession>
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

  /// - Parameter most: how many of each kind are remembered.
  init(most: Int) {
    balances = Recent(most: most)
    counters = Recent(most: most)
    counts = Recent(most: most)
    lows = Recent(most: most)
    sessions = Recent(most: most)
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
    place = now
  }

  /// Called when a group was written.
  func wrote(_ ends: GroupEnds) {
    self.ends = ends
    newest?.request = ends.nextRequest - 1
    newest?.movement = ends.nextMovement - 1
  }

  private func forgetAll() {
    balances.forgetAll()
    counters.forgetAll()
    counts.forgetAll()
    lows.forgetAll()
    sessions.forgetAll()
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
      try news.forEachRequest { subscription, balance, session in
        counters.forget(subscription)
        balances.forget(balance)
        lows.forget(balance)
        sessions.forget(session)
      }
      counts.forgetAll()
    }
    try news.forEachMoved {
      balances.forget($0)
      lows.forget($0)
    }
    return true
  }

  deinit {
    balances.forgetAll()
    counters.forgetAll()
    counts.forgetAll()
    lows.forgetAll()
    sessions.forgetAll()
  }

  /// Remembers what is known of whether it was told that little is left of a balance.
  func keep(_ told: [String: LowTold], of balance: CustomerBalanceID) {
    lows.keep((lows[balance] ?? [:]).merging(told) { $1 }, for: balance)
  }

  // MARK: counters

  /// `nil`: it is not remembered; `.some(nil)`: there is none.
  func counter(_ key: ChargingWork.CounterKey) -> ChargingCounter?? {
    if let known = counters[key.subscription]?[key.price, key.periodStart] { return known }
    // What is not written yet stays, whatever else is forgotten.
    return lateCounters[key].map { .some($0) }
  }

  func keep(_ counter: ChargingCounter?, for key: ChargingWork.CounterKey) {
    var isKept = false
    counters.change(key.subscription) {
      $0.keep(counter, for: key)
      isKept = true
    }
    if isKept { return }
    var known = KnownCounters()
    known.keep(counter, for: key)
    counters.keep(known, for: key.subscription)
  }

  /// Since which day it is known of a subscription which counters there are; `nil`: it is not.
  func countersRead(of subscription: SubscriptionID) -> Day? { counters[subscription]?.readSince }

  /// Remembers counters of a subscription beside those that it remembers of it.
  ///
  /// - Parameters:
  ///   - read: all that there are since a day.
  ///   - since: that day.
  func keep(_ read: [ChargingCounter], since: Day, of subscription: SubscriptionID) {
    var known = counters[subscription] ?? KnownCounters()
    for counter in read { known.keep(counter, for: counter.key) }
    known.readSince = since
    counters.keep(known, for: subscription)
  }
}
