import Foundation
import Operations
import Primitives
import Store

/// Sends what is due, as long as the service runs: takes note of what happened, takes deliveries of one endpoint after the
/// other, sends them, and writes down what became of them.
///
/// Several of these, in one process or in many, share one database: an endpoint is served by one at a time.
struct WebhookDeliverer: Sendable {
  /// How many endpoints are served at the same time.
  static let lanes = 8
  static let keptDays: Int64 = 30
  /// How often it is looked whether there is anything to do.
  private static let pause = Duration.milliseconds(500)

  let webhooks: Webhooks
  let measures: WebhookMeasures
  /// Told what went wrong with the database or the secrets: for the log.
  let complain: @Sendable (String) -> Void
  let owner: String
  private let threads = WaitingThreads()
  /// Above what one round of deliveries may take.
  private var leaseSeconds: Int64 { Int64(webhooks.settings.timeoutSeconds) * 4 }

  init(_ webhooks: Webhooks, measures: WebhookMeasures, complain: @escaping @Sendable (String) -> Void) {
    self.webhooks = webhooks
    self.measures = measures
    self.complain = complain
    owner = UUID().uuidString.lowercased()
  }

  /// Works until the task is cancelled; then finishes what is on its way.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await repeatedly(every: WebhookDeliverer.pause) { try await record() } }
      group.addTask { await repeatedly(every: .seconds(3600)) { try await forget() } }
      group.addTask { await serve() }
    }
  }

  /// Takes one endpoint after the other, and serves up to eight at the same time.
  private func serve() async {
    await withTaskGroup(of: Bool.self) { group in
      var served = 0
      var claiming = Backoff()
      var sending = Backoff()
      while !Task.isCancelled {
        if served >= WebhookDeliverer.lanes {
          served -= 1
          // What is wrong here, and not at an endpoint, is wrong for all of them: no hurry then.
          if await group.next() == true { sending = Backoff() } else { try? await Task.sleep(for: sending.next()) }
          continue
        }
        do {
          guard let claimed = try await claim() else {
            claiming = Backoff()
            try? await Task.sleep(for: WebhookDeliverer.pause)
            continue
          }
          served += 1
          group.addTask { await sendOrComplain(claimed) }
        } catch {
          complain("\(error)")
          try? await Task.sleep(for: claiming.next())
        }
      }
    }
  }

  /// - Returns: whether this process could send, whatever was answered.
  private func sendOrComplain(_ claimed: ClaimedDeliveries) async -> Bool {
    do {
      try await send(claimed)
      return true
    } catch {
      complain("webhook \(claimed.webhook.publicID): \(error)")
      return false
    }
  }

  /// - Parameter work: whether there may be more to do at once.
  private func repeatedly(every usual: Duration, _ work: @Sendable () async throws -> Bool) async {
    var trouble = Backoff()
    while !Task.isCancelled {
      do {
        if try await work() { continue }
        trouble = Backoff()
        try? await Task.sleep(for: usual)
      } catch {
        complain("\(error)")
        try? await Task.sleep(for: trouble.next())
      }
    }
  }

  /// Takes note of what happened.
  func record() async throws -> Bool {
    try await threads.run { [webhooks] in
      try webhooks.store.recordEvents(at: webhooks.installation.clock.now(), now: webhooks.now, limit: 1000) >= 1000
    }
  }

  /// One round for one endpoint; `false` when nothing was due.
  func deliver() async throws -> Bool {
    guard let claimed = try await claim() else { return false }
    try await send(claimed)
    return true
  }

  private func claim() async throws -> ClaimedDeliveries? {
    try await threads.run { [webhooks, owner, leaseSeconds] in
      let now = webhooks.now
      return try webhooks.store.claimDeliveries(owner: owner, now: now, leasedUntil: now.adding(seconds: leaseSeconds))
    }
  }

  private func send(_ claimed: ClaimedDeliveries) async throws {
    // Sending is not broken off when the service stops: what arrived should be known to have arrived.
    let results = await withTaskGroup(of: Result<DeliveryAttempt, any Error>.self) { group in
      for delivery in claimed.deliveries { group.addTask { await attempt(delivery, claimed.webhook) } }
      return await group.reduce(into: [Result<DeliveryAttempt, any Error>]()) { $0.append($1) }
    }
    let attempts = results.compactMap { try? $0.get() }.sorted { $0.delivery < $1.delivery }
    for attempt in attempts { measures.note(attempt) }
    try await threads.run { [webhooks, owner] in
      try webhooks.store.conclude(claimed, attempts, owner: owner, now: webhooks.now)
    }
    // Where nothing was tried nothing is counted: it is due again as soon as what is wrong here is put right.
    for result in results { _ = try result.get() }
  }

  private func attempt(_ delivery: WebhookDelivery, _ webhook: Webhook) async -> Result<DeliveryAttempt, any Error> {
    var random = SystemRandomNumberGenerator()
    do {
      return .success(
        try await SendWebhook(webhooks.surroundings())(
          delivery.event, to: webhook, delivery: delivery.id, earlierAttempts: delivery.attemptCount, firstAt: delivery.firstAttemptAt, random: &random))
    } catch { return .failure(error) }
  }

  private func forget() async throws -> Bool {
    try await threads.run { [webhooks] in
      try webhooks.store.forgetDeliveries(before: webhooks.now.adding(seconds: -WebhookDeliverer.keptDays * 86_400), limit: 1000) >= 1000
    }
  }
}

/// Threads for what waits for the database, so that those that serve connections never do.
struct WaitingThreads: Sendable {
  private let queue: OperationQueue = {
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 4
    return queue
  }()

  func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in queue.addOperation { continuation.resume(with: Result(catching: body)) } }
  }
}
