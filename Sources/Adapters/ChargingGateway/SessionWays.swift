import Charging

/// By which way sessions can be told things, as a value.
///
/// A session may be told something right behind the decision about one of its requests, so its way is known from when that request comes;
/// it is remembered only when the session goes on, and no longer than that.
struct SessionWays<Way: Sendable>: Sendable {
  private struct Known {
    var way: Way
    var heardAt: Int
    /// Where its name stands among the names.
    var place: Int
  }

  private struct Coming {
    var way: Way?
    var count: Int
  }

  private var known: [String: Known] = [:]
  /// Sessions of which requests are being decided.
  private var coming: [String: Coming] = [:]
  /// Those known, in an order in which they can be looked through bit by bit.
  private var names: [String] = []
  private var looked = 0

  /// So many sessions are known; nobody fills the memory.
  static var most: Int { 1_000_000 }
  /// How long a session is not asked after when something was heard of it.
  static var silentSeconds: Int { 60 }

  var count: Int { names.count }
  var comingCount: Int { coming.count }

  /// The ways to a session, the one that is remembered first.
  subscript(session: String) -> [Way] { [known[session]?.way, coming[session]?.way].compactMap(\.self) }

  /// A request of a session came, by a way, where that is known, and is being decided.
  mutating func heard(_ session: String, by way: Way?) {
    let before = coming[session]
    coming[session] = Coming(way: way ?? before?.way, count: (before?.count ?? 0) + 1)
  }

  /// It was decided.
  ///
  /// - Parameter goesOn: whether the session does; `nil`: as before.
  mutating func decided(_ session: String, goesOn: Bool?, at second: Int) {
    let asked = coming[session]
    if let asked, asked.count > 1 { coming[session]?.count -= 1 } else { coming[session] = nil }
    guard let goesOn else { return }
    if !goesOn { return forget(session) }
    if known[session] != nil {
      known[session]?.heardAt = second
      if let way = asked?.way { known[session]?.way = way }
    } else if let way = asked?.way, names.count < SessionWays.most {
      known[session] = Known(way: way, heardAt: second, place: names.count)
      names.append(session)
    }
  }

  mutating func forget(_ session: String) {
    guard let place = known.removeValue(forKey: session)?.place else { return }
    let last = names.removeLast()
    if place == names.count { return }
    names[place] = last
    known[last]?.place = place
  }

  func isSilent(_ session: String, at second: Int) -> Bool { known[session].map { second - $0.heardAt > SessionWays.silentSeconds } ?? false }

  /// Some of those of which nothing was heard for a while, others each time.
  ///
  /// - Parameter most: how many are looked at.
  mutating func silent(_ most: Int = 1_000, at second: Int) -> [String] {
    var found: [String] = []
    for _ in 0..<min(most, names.count) {
      looked = (looked + 1) % names.count
      if isSilent(names[looked], at: second) { found.append(names[looked]) }
    }
    return found
  }
}

extension ChargingRequest {
  /// Whether its session goes on behind the answer; `nil`: as before, for nobody looked at the session, or the request was not decided.
  func goesOn(after answer: ChargingAnswer?) -> Bool? {
    guard let answer else { return nil }
    if answer.result == .unknownSession { return false }
    if answer.services.isEmpty, answer.result != .success { return nil }
    return switch kind {
    case .terminate: false
    // One to which nothing is granted does not begin; another one of its name may go on.
    case .initial: answer.result == .success ? true : nil
    case .update: true
    default: nil
    }
  }
}
