import Charging

/// Looks whether counters go on rising while sessions do, as a value: a server that counts in 32 bits and sends no Gigawords begins again at 4 GiB, and
/// what it counts from there on to where it was cannot be charged.
///
/// Nothing is guessed from it; somebody is told that there is such a server.
struct FallingCounters: Sendable {
  private struct Count {
    var running: RunningCount?
    var lasted: UInt32
    var used: [Int64]
  }

  /// Of so many sessions it is remembered at least, the ones that were heard of last; of twice as many at most.
  private let most: Int
  private var latest: [String: Count] = [:]
  private var before: [String: Count] = [:]

  init(most: Int = 50_000) { self.most = most }

  /// - Parameter lasted: how many seconds the session had lasted by then, as its server says.
  /// - Returns: whether a counter is lower than it was when the same session had lasted less long.
  mutating func fall(_ request: ChargingRequest, lasted: UInt32?) -> Bool {
    let known = latest.removeValue(forKey: request.session) ?? before.removeValue(forKey: request.session)
    guard let lasted, request.kind != .initial else { return false }
    let count = Count(running: request.running, lasted: lasted, used: request.services.map(\.used))
    let isSame = known.map { known in !(count.running.flatMap { own in known.running.map { own.begins(apartFrom: $0) } } ?? false) } ?? false
    if let known, isSame, lasted < known.lasted {
      // Overtaken.
      keep(known, request.session)
      return false
    }
    if request.kind == .update { keep(count, request.session) }
    guard let known, isSame, lasted > known.lasted else { return false }
    return zip(count.used, known.used).contains { $0 < $1 }
  }

  private mutating func keep(_ count: Count, _ session: String) {
    if latest.count >= most { (before, latest) = (latest, [:]) }
    latest[session] = count
  }
}
