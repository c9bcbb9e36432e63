public import Primitives

/// An endpoint of somebody else that is told of events.
public struct Webhook: Sendable, Hashable {
  public enum State: String, Sendable, Hashable, CaseIterable {
    case active
    /// Something was given up for it; what happens is still sent.
    case failing
    /// Nothing is sent; what happens meanwhile can be replayed.
    case disabled
  }

  public var id: Int64
  /// The part of it that is shown and asked for.
  public var publicID: String
  public var address: String
  public var note: String
  /// What it is told of; nothing: everything.
  public var types: Set<WebhookEventType>
  public var scheme: SignatureScheme
  public var health: WebhookHealth
  public var createdAt: Instant
  public var secrets: [Secret]

  /// A secret of it that is in force.
  public struct Secret: Sendable, Hashable {
    public var sealed: SealedSecret
    /// Of Ed25519, as `whpk_…`.
    public var publicKey: String?
    public var madeAt: Instant
    /// The first instant at which it no longer signs.
    public var expiresAt: Instant?

    public init(sealed: SealedSecret, publicKey: String?, madeAt: Instant, expiresAt: Instant? = nil) {
      self.sealed = sealed
      self.publicKey = publicKey
      self.madeAt = madeAt
      self.expiresAt = expiresAt
    }
  }

  public init(
    id: Int64 = 0, publicID: String, address: String, note: String, types: Set<WebhookEventType>, scheme: SignatureScheme,
    health: WebhookHealth = WebhookHealth(), createdAt: Instant, secrets: [Secret]
  ) {
    self.id = id
    self.publicID = publicID
    self.address = address
    self.note = note
    self.types = types
    self.scheme = scheme
    self.health = health
    self.createdAt = createdAt
    self.secrets = secrets
  }

  /// Secrets that sign at an instant, the newest first.
  public func secrets(at now: Instant) -> [Secret] { secrets.filter { $0.expiresAt.map { $0 > now } ?? true }.reversed() }

  public func hears(_ type: WebhookEventType) -> Bool { types.isEmpty || types.contains(type) }
}

/// How an endpoint has answered of late.
public struct WebhookHealth: Sendable, Hashable {
  public var state: Webhook.State
  /// Why it is failing or disabled.
  public var reason: String?
  /// Attempts in a row that came to nothing.
  public var failures: Int
  /// Nothing is sent before this.
  public var pausedUntil: Instant?

  public init(state: Webhook.State = .active, reason: String? = nil, failures: Int = 0, pausedUntil: Instant? = nil) {
    self.state = state
    self.reason = reason
    self.failures = failures
    self.pausedUntil = pausedUntil
  }

  /// An endpoint that fails so often in a row is left alone for a while, and then asked with one delivery.
  static let patience = 5
  static let longestPauseSeconds: Int64 = 300

  /// How many deliveries it is sent at the same time.
  public var width: Int { failures >= WebhookHealth.patience ? 1 : 16 }

  /// Takes note of what became of one attempt.
  public mutating func note(_ verdict: DeliveryVerdict, _ result: AttemptResult, at now: Instant) {
    switch verdict {
    case .delivered: self = WebhookHealth()
    case .gone: self = WebhookHealth(state: .disabled, reason: "it answered 410 Gone at \(now)", failures: failures + 1)
    case .retry, .givenUp:
      if state == .disabled { return }
      failures += 1
      if case .givenUp = verdict { (state, reason) = (.failing, "the last delivery that was given up: \(result.words)") }
      var pause = result.retryAfterSeconds.map { min($0, WebhookHealth.longestPauseSeconds) } ?? 0
      if failures >= WebhookHealth.patience {
        pause = max(pause, min(5 << Int64(min(failures - WebhookHealth.patience, 10)), WebhookHealth.longestPauseSeconds))
      }
      if pause > 0 { pausedUntil = max(pausedUntil ?? now, now.adding(seconds: pause)) }
    }
  }
}
