import Charging
import Operations
import Primitives

/// What was read or written of balances, counters, counts and sessions by the last transactions of a connection.
///
/// It holds as long as nobody else wrote: every charging transaction asks that first, and begins with nothing when somebody did. A
/// transaction that fails takes it along, as all that is kept beside a connection.
final class ChargingMemory {
  /// Of each kind; when there are more, all of them are forgotten, which costs reading again.
  private static let most = 200_000

  var balances = Recent<CustomerBalanceID, ChargedBalance>()
  /// `nil`: there is none.
  var counters = Recent<ChargingWork.CounterKey, ChargingCounter?>()
  var counts = Recent<CountKey, SpendingCount?>()
  /// Those that go on.
  var sessions = Recent<String, ChargingSession>()
  /// What was ever said of the controls for all balances; `nil`: not read yet.
  var controlsOfAll: [StoredControl]?
  private var place: Connection.Place?

  /// Called when a transaction begins: forgets everything unless nothing but this memory's transactions was committed since the last.
  func look(_ c: Connection) throws {
    let now = try c.place()
    let most = place.map { now.follows($0) } == true ? ChargingMemory.most : 0
    balances.shrink(to: most)
    counters.shrink(to: most)
    counts.shrink(to: most)
    sessions.shrink(to: most)
    if most == 0 { controlsOfAll = nil }
    place = now
  }

  /// The latest of something, by its key.
  struct Recent<Key: Hashable, Value> {
    private var values: [Key: Value] = [:]

    subscript(key: Key) -> Value? { values[key] }

    mutating func keep(_ value: Value, for key: Key) { values[key] = .some(value) }
    mutating func forget(_ key: Key) { values.removeValue(forKey: key) }
    /// Forgets all of them when there are more.
    fileprivate mutating func shrink(to most: Int) { if values.count > most { values.removeAll() } }
  }
}
