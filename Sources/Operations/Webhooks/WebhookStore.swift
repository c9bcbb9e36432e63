public import Primitives

/// Where endpoints, events and deliveries are kept.
public protocol WebhookStore: Sendable {
  // MARK: endpoints

  /// Keeps a new endpoint. From then on it is told of what happens.
  func add(_ webhook: Webhook) throws
  func webhook(publicID: String) throws -> Webhook?
  /// In the order they were made.
  func webhooks() throws -> [Webhook]
  /// Keeps address, note, types and health. What waits is due again at once when the endpoint was disabled before.
  func change(_ webhook: Webhook, at: Instant) throws
  /// Puts a secret in force; those before it sign until `oldExpireAt`, those whose time is over are deleted.
  func rotate(_ webhook: Webhook, to secret: Webhook.Secret, oldExpireAt: Instant) throws
  /// Forgets the endpoint with its secrets; what was sent to it is still told.
  func remove(_ webhook: Webhook, at: Instant) throws

  // MARK: events

  /// Takes note of what happened since the last time, and queues it for the endpoints that want to be told, all in one
  /// transaction. Does nothing while there was never an endpoint.
  ///
  /// - Parameters:
  ///   - at: by the clock of the home: the events' own time.
  ///   - now: by the machine's clock, when deliveries are due.
  /// - Returns: how many events are new; after `limit` there may be more.
  func recordEvents(at: Instant, now: Instant, limit: Int) throws -> Int

  /// Events in the order they were recorded, behind `after`.
  func webhookEvents(_ filter: WebhookEventFilter) throws -> [WebhookEvent]
  func webhookEvent(name: String) throws -> WebhookEvent?

  // MARK: deliveries

  /// Takes what is due for one endpoint that nobody else serves at this moment, at most one delivery for each object.
  ///
  /// - Parameter owner: who takes it; the endpoint is nobody else's until `leasedUntil`.
  func claimDeliveries(owner: String, now: Instant, leasedUntil: Instant) throws -> ClaimedDeliveries?

  /// Writes down what became of deliveries that were claimed, and leaves their endpoint to others.
  func conclude(_ claimed: ClaimedDeliveries, _ attempts: [DeliveryAttempt], owner: String, now: Instant) throws

  /// Writes down an attempt that was made on the spot and is not repeated.
  func noteAtOnce(_ event: WebhookEvent, to webhook: Webhook, _ attempt: DeliveryAttempt) throws -> Int64

  /// Queues events once more.
  ///
  /// - Returns: how many.
  func replay(_ events: WebhookEventFilter, to webhook: Webhook, now: Instant) throws -> Int

  /// Deliveries to an endpoint, the newest first, with their attempts.
  func deliveries(to webhook: Webhook, _ filter: DeliveryFilter) throws -> [WebhookDelivery]
  func delivery(_ id: Int64, to webhook: Webhook) throws -> WebhookDelivery?

  /// How much waits.
  func webhookQueue(now: Instant) throws -> WebhookQueue

  /// Forgets deliveries that ended, and events that nothing waits for, before an instant of the machine's clock.
  ///
  /// - Returns: how many deliveries went.
  func forgetDeliveries(before: Instant, limit: Int) throws -> Int
}

/// Which events are wanted.
public struct WebhookEventFilter: Sendable {
  public var name: String?
  public var types: Set<WebhookEventType>
  /// By the events' own time; half-open.
  public var since: Instant?
  public var until: Instant?
  public var after: Int64
  public var limit: Int

  public init(name: String? = nil, types: Set<WebhookEventType> = [], since: Instant? = nil, until: Instant? = nil, after: Int64 = 0, limit: Int = 1000) {
    self.name = name
    self.types = types
    self.since = since
    self.until = until
    self.after = after
    self.limit = limit
  }
}

/// Which deliveries are wanted.
public struct DeliveryFilter: Sendable {
  public var state: WebhookDelivery.State?
  public var before: Int64?
  public var limit: Int

  public init(state: WebhookDelivery.State? = nil, before: Int64? = nil, limit: Int = 50) {
    self.state = state
    self.before = before
    self.limit = limit
  }
}

/// An event on its way to an endpoint.
public struct WebhookDelivery: Sendable, Hashable {
  public enum State: String, Sendable, Hashable, CaseIterable {
    case waiting, delivered
    case givenUp = "given-up"
  }

  public var id: Int64
  public var event: WebhookEvent
  public var state: State
  public var queuedAt: Instant
  /// The next attempt, while it waits.
  public var dueAt: Instant
  public var finishedAt: Instant?
  public var attempts: [DeliveryAttempt]
  /// How many there were before those at hand.
  public var attemptCount: Int
  public var firstAttemptAt: Instant?

  public init(
    id: Int64, event: WebhookEvent, state: State, queuedAt: Instant, dueAt: Instant, finishedAt: Instant? = nil, attempts: [DeliveryAttempt] = [],
    attemptCount: Int, firstAttemptAt: Instant?
  ) {
    self.id = id
    self.event = event
    self.state = state
    self.queuedAt = queuedAt
    self.dueAt = dueAt
    self.finishedAt = finishedAt
    self.attempts = attempts
    self.attemptCount = attemptCount
    self.firstAttemptAt = firstAttemptAt
  }
}

/// One attempt to deliver.
public struct DeliveryAttempt: Sendable, Hashable {
  public var delivery: Int64
  public var at: Instant
  public var microseconds: Int64
  public var result: AttemptResult
  public var verdict: DeliveryVerdict

  public init(delivery: Int64, at: Instant, microseconds: Int64, result: AttemptResult, verdict: DeliveryVerdict) {
    self.delivery = delivery
    self.at = at
    self.microseconds = microseconds
    self.result = result
    self.verdict = verdict
  }
}

/// What one server process has taken to send.
public struct ClaimedDeliveries: Sendable {
  public var webhook: Webhook
  public var deliveries: [WebhookDelivery]

  public init(webhook: Webhook, deliveries: [WebhookDelivery]) {
    self.webhook = webhook
    self.deliveries = deliveries
  }
}

/// How much waits to be sent.
public struct WebhookQueue: Sendable, Hashable {
  public var waiting: Int
  public var overdueSeconds: Int
  public var endpoints: [Webhook.State: Int]

  public init(waiting: Int, overdueSeconds: Int, endpoints: [Webhook.State: Int]) {
    self.waiting = waiting
    self.overdueSeconds = overdueSeconds
    self.endpoints = endpoints
  }
}
