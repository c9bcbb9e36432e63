import Primitives

/// What is known of an issuer's keys, and when to read them again. Decides; `IssuerKeyring` performs.
struct KnownKeys: Sendable {
  enum Step: Equatable {
    case use([IssuerKey])
    case read
    /// There are none, and it was tried a moment ago.
    case silent
  }

  let keysSeconds: Int64
  let refreshSeconds: Int64
  private var keys: [IssuerKey] = []
  private var readAt: Instant?
  private var triedAt: Instant?
  /// Why they could not be read when that was last tried.
  private(set) var cause = ""

  /// How long keys serve beyond their time while their issuer does not answer.
  static let graceSeconds: Int64 = 3600

  init(keysSeconds: Int64, refreshSeconds: Int64) {
    self.keysSeconds = keysSeconds
    self.refreshSeconds = refreshSeconds
  }

  /// What to do about a token signed with the key of this name.
  ///
  /// - Parameter isDoubted: the keys that are known did not sign it, so the issuer may have others by now.
  func step(for id: String?, isDoubted: Bool = false, at now: Instant) -> Step {
    let mayRead = triedAt.map { !($0...$0.adding(seconds: refreshSeconds)).contains(now) } ?? true
    guard let readAt, isWithin(readAt, keysSeconds + KnownKeys.graceSeconds, now) else { return mayRead ? .read : .silent }
    if mayRead, isDoubted || !isWithin(readAt, keysSeconds, now) || id.map({ id in !keys.contains { $0.id == id } }) == true { return .read }
    return .use(keys)
  }

  /// What to do once they were read, or could not be.
  func afterwards(at now: Instant) -> Step {
    if let readAt, isWithin(readAt, keysSeconds + KnownKeys.graceSeconds, now) { return .use(keys) }
    return .silent
  }

  mutating func took(_ keys: [IssuerKey], at now: Instant) {
    self.keys = keys
    (readAt, triedAt, cause) = (now, now, "")
  }

  mutating func failed(_ cause: String, at now: Instant) {
    (triedAt, self.cause) = (now, cause)
  }

  /// A clock that was set back makes everything old.
  private func isWithin(_ start: Instant, _ seconds: Int64, _ now: Instant) -> Bool { start <= now && now < start.adding(seconds: seconds) }
}
