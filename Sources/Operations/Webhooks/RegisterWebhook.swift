public import Primitives

extension ProblemCode {
  public static let webhookAddress = ProblemCode("webhook.bad-address")
  public static let webhookInside = ProblemCode("webhook.refused-address")
  public static let webhookUnknownHost = ProblemCode("webhook.unknown-host")
  public static let unknownWebhook = ProblemCode("webhook.unknown")
  public static let unknownWebhookEvent = ProblemCode("webhook.unknown-event")
  public static let webhookDisabled = ProblemCode("webhook.disabled")
}

/// Makes and changes endpoints, once where they lie is checked.
public struct RegisterWebhook: Sendable {
  let store: any WebhookStore
  let surroundings: SendWebhook.Surroundings

  public init(store: any WebhookStore, _ surroundings: SendWebhook.Surroundings) {
    self.store = store
    self.surroundings = surroundings
  }

  /// What is said of an endpoint.
  public struct Wish: Sendable {
    public var address: String
    public var note: String
    public var types: Set<WebhookEventType>

    public init(address: String, note: String = "", types: Set<WebhookEventType> = []) {
      self.address = address
      self.note = note
      self.types = types
    }
  }

  /// Makes an endpoint.
  ///
  /// - Parameter name: its id, for a request that may come again before it was answered; else one by chance. An endpoint that is there by
  ///   the name came of that request, and nobody was told its secret: it gets another one.
  /// - Returns: with the secret of HMAC, whose text is shown this once; with Ed25519 there is none to show.
  /// - Throws: `Rejection` when the address is none, or lies where Florin does not send to.
  public func callAsFunction(
    _ wish: Wish, scheme: SignatureScheme, name: String? = nil, random: inout some RandomNumberGenerator
  ) async throws -> (webhook: Webhook, secret: WebhookSecret?) {
    try await check(wish.address)
    let publicID = name ?? RandomText.letters(10, &random)
    let (secret, shown) = try newSecret(scheme, for: publicID, random: &random)
    if var unanswered = try store.webhook(publicID: publicID) {
      (unanswered.address, unanswered.note, unanswered.types) = (wish.address, wish.note, wish.types)
      try store.change(unanswered, at: surroundings.now())
      try store.rotate(unanswered, to: secret, oldExpireAt: surroundings.now())
      return (try store.webhook(publicID: publicID) ?? unanswered, shown)
    }
    let webhook = Webhook(
      publicID: publicID, address: wish.address, note: wish.note, types: wish.types, scheme: scheme, createdAt: surroundings.now(), secrets: [secret])
    try store.add(webhook)
    return (webhook, shown)
  }

  /// Changes an endpoint, puts it out of use, or back into it.
  ///
  /// - Throws: like making one.
  public func change(_ webhook: Webhook, to wish: Wish, isDisabled: Bool) async throws -> Webhook {
    if wish.address != webhook.address || !isDisabled { try await check(wish.address) }
    var changed = webhook
    (changed.address, changed.note, changed.types) = (wish.address, wish.note, wish.types)
    if isDisabled {
      if changed.health.state != .disabled { changed.health = WebhookHealth(state: .disabled, reason: "it was disabled at \(surroundings.now())") }
    } else if changed.health.state == .disabled || wish.address != webhook.address {
      changed.health = WebhookHealth()
    }
    try store.change(changed, at: surroundings.now())
    return changed
  }

  /// Puts a new secret in force; the old one signs beside it for a while.
  public func rotate(_ webhook: Webhook, keepSeconds: Int64, random: inout some RandomNumberGenerator) throws -> (webhook: Webhook, secret: WebhookSecret?) {
    let (secret, shown) = try newSecret(webhook.scheme, for: webhook.publicID, random: &random)
    try store.rotate(webhook, to: secret, oldExpireAt: surroundings.now().adding(seconds: keepSeconds))
    return (try store.webhook(publicID: webhook.publicID) ?? webhook, shown)
  }

  private func newSecret(
    _ scheme: SignatureScheme, for publicID: String, random: inout some RandomNumberGenerator
  ) throws -> (secret: Webhook.Secret, shown: WebhookSecret?) {
    let secret = WebhookSecret(scheme, random: &random)
    let sealed = try surroundings.sealer.seal(secret.bytes, for: publicID)
    let publicKey = scheme == .ed25519 ? WebhookSecret.publicText(try surroundings.signatures.publicKey(of: secret)) : nil
    return (Webhook.Secret(sealed: sealed, publicKey: publicKey, madeAt: surroundings.now()), scheme == .hmac ? secret : nil)
  }

  /// Whether an address can be sent to as things are; it is judged again at every attempt.
  private func check(_ text: String) async throws {
    let address: WebAddress
    do throws(WebAddress.Mistake) { address = try WebAddress(text) } catch { throw Rejection(RegisterWebhook.problem(error)) }
    do throws(OutboundFault) {
      _ = try surroundings.addressGuard.open(try await surroundings.client.addresses(of: address.host), isSecure: address.isSecure)
    } catch {
      throw Rejection(
        error.kind == .refusedAddress
          ? Problem(
            .webhookInside, path: "url", "nothing is sent to \(address.host): \(error.message)",
            remedy: "name an `https` address on the public Internet; whoever runs the service can allow others with the setting `webhookNetworks`")
          : Problem(.webhookUnknownHost, path: "url", error.message, remedy: "check the name; it must stand for an address when the endpoint is made"))
    }
  }

  static func problem(_ mistake: WebAddress.Mistake) -> Problem {
    Problem(
      .webhookAddress, path: "url", "the address cannot be sent to: \(mistake.rawValue)",
      remedy: "write it like `https://shop.example/florin`, in ASCII, names of other letters in their `xn--` form")
  }
}
