public import Primitives

/// Makes one attempt to deliver one event to one endpoint.
public struct SendWebhook: Sendable {
  /// What it needs of the world.
  public struct Surroundings: Sendable {
    public var client: any OutboundClient
    public var signatures: any SignatureMaker
    public var sealer: any SecretSealer
    public var addressGuard: AddressGuard
    /// What the installation calls itself.
    public var source: String
    /// The machine's clock: receivers refuse what is old.
    public var now: @Sendable () -> Instant
    /// A steady clock, in microseconds.
    public var microseconds: @Sendable () -> Int64
    public var timeoutSeconds: Int

    public init(
      client: any OutboundClient, signatures: any SignatureMaker, sealer: any SecretSealer, addressGuard: AddressGuard, source: String,
      now: @escaping @Sendable () -> Instant, microseconds: @escaping @Sendable () -> Int64, timeoutSeconds: Int = 15
    ) {
      self.client = client
      self.signatures = signatures
      self.sealer = sealer
      self.addressGuard = addressGuard
      self.source = source
      self.now = now
      self.microseconds = microseconds
      self.timeoutSeconds = timeoutSeconds
    }
  }

  let surroundings: Surroundings
  let schedule: RetrySchedule

  public init(_ surroundings: Surroundings, schedule: RetrySchedule = .standard) {
    self.surroundings = surroundings
    self.schedule = schedule
  }

  /// Signs, sends, and decides what follows.
  ///
  /// - Throws: `Rejection` (`webhook.other-key`) when this process cannot open the secrets: then nothing was tried.
  public func callAsFunction(
    _ event: WebhookEvent, to webhook: Webhook, delivery: Int64 = 0, earlierAttempts: Int, firstAt: Instant?, random: inout some RandomNumberGenerator
  ) async throws -> DeliveryAttempt {
    let begin = surroundings.now()
    let request = try request(event, to: webhook, at: begin)
    let start = surroundings.microseconds()
    let result: AttemptResult
    do throws(OutboundFault) {
      result = AttemptResult(try await surroundings.client.send(request), at: surroundings.now())
    } catch { result = AttemptResult(error) }
    let microseconds = surroundings.microseconds() - start
    let verdict = DeliveryVerdict(
      result, attempts: earlierAttempts + 1, firstAt: firstAt ?? begin, now: surroundings.now(), schedule: schedule, random: &random)
    return DeliveryAttempt(delivery: delivery, at: begin, microseconds: microseconds, result: result, verdict: verdict)
  }

  private func request(_ event: WebhookEvent, to webhook: Webhook, at now: Instant) throws -> OutboundRequest {
    let secrets = try webhook.secrets(at: now).map {
      WebhookSecret(scheme: webhook.scheme, bytes: try surroundings.sealer.open($0.sealed, for: webhook.publicID))
    }
    let body = event.cloudEvent(source: surroundings.source)
    let signature = try WebhookSignature.headers(id: event.name, at: now.seconds, body: body, secrets: secrets, maker: surroundings.signatures)
    let address: WebAddress
    do throws(WebAddress.Mistake) { address = try WebAddress(webhook.address) } catch { throw Rejection(RegisterWebhook.problem(error)) }
    return OutboundRequest(
      method: "POST", address: address, headers: [("Content-Type", WebhookEvent.mediaType), ("User-Agent", "florin-webhooks"), ("Accept", "*/*")] + signature, body: body,
      addressGuard: surroundings.addressGuard, timeoutSeconds: surroundings.timeoutSeconds, longestAnswer: 4096)
  }
}
