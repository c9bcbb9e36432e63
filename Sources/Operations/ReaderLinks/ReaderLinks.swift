public import Primitives

extension ProblemCode {
  public static let linkLife = ProblemCode("link.wrong-life")
}

/// Makes links and says what the tokens that are brought open.
public struct ReaderLinks: Sendable {
  /// How long a link may live.
  public static let longestDays = 730

  private let store: any ReaderLinkStore
  private let sealer: any SecretSealer
  private let signatures: any SignatureMaker

  public init(store: any ReaderLinkStore, sealer: any SecretSealer, signatures: any SignatureMaker) {
    self.store = store
    self.sealer = sealer
    self.signatures = signatures
  }

  /// Until when a link lives that is asked for so many days.
  ///
  /// - Throws: `Rejection` (`link.wrong-life`) for none, or more than a link may live.
  public static func end(afterDays days: Int, from now: Instant) throws(Rejection) -> Instant {
    guard (1...longestDays).contains(days) else {
      throw Rejection(
        Problem(.linkLife, path: "days", "a link cannot live for \(days) days", remedy: "let it live for 1 to \(longestDays) days; a new one can be made at any time"))
    }
    return now.adding(seconds: Int64(days) * 86_400)
  }

  /// What signs now, opened once for many links.
  public struct Signer: Sendable {
    let key: Int64
    let secret: WebhookSecret
    let signatures: any SignatureMaker

    /// The token of a link.
    public func token(_ link: ReaderLink) throws -> String {
      let payload = LinkToken.payload(link, key: key)
      return Base64URL.text(payload + (try signatures.signature(of: LinkToken.message(payload), with: secret)))
    }
  }

  /// The key in force; made when there is none yet.
  public func signer(at now: Instant, random: inout some RandomNumberGenerator) throws -> Signer {
    if try store.linkKeys().isEmpty { try store.addFirst(linkKey: try seal(WebhookSecret(.hmac, random: &random), at: now), at: now) }
    guard let key = try store.linkKeys().last else { throw LinkKeyGone() }
    return Signer(key: key.id, secret: try open(key), signatures: signatures)
  }

  /// What a token opens; with what signs the links of its pages.
  public func open(_ token: String, at now: Instant) throws -> (OpenedLink, Signer?) {
    guard let parts = LinkToken.split(token), let key = try store.linkKeys().first(where: { $0.id == parts.key }), key.expiresAt.map({ now < $0 }) ?? true else { return (.unknown, nil) }
    let signer = Signer(key: key.id, secret: try open(key), signatures: signatures)
    let expected = try signatures.signature(of: LinkToken.message(parts.payload), with: signer.secret)
    guard LinkToken.isEqual(expected, parts.signature), let link = LinkToken.link(parts.payload) else { return (.unknown, nil) }
    if let withdrawn = try store.linksWithdrawn(of: link.account, to: link.document), link.madeAt <= withdrawn { return (.takenBack(link), nil) }
    return now < link.expiresAt ? (.open(link), signer) : (.over(link), nil)
  }

  /// Puts a new key in force.
  ///
  /// - Parameter keepSeconds: how long links that the old ones signed still open.
  public func rotate(keepSeconds: Int64, at now: Instant, random: inout some RandomNumberGenerator) throws {
    try store.rotate(linkKey: try seal(WebhookSecret(.hmac, random: &random), at: now), at: now, oldExpireAt: now.adding(seconds: keepSeconds))
  }

  private static func place(_ madeAt: Instant) -> String { "reader-link/\(madeAt.microseconds)" }

  private func seal(_ secret: WebhookSecret, at now: Instant) throws -> SealedSecret { try sealer.seal(secret.bytes, for: ReaderLinks.place(now)) }

  private func open(_ key: LinkKey) throws -> WebhookSecret {
    WebhookSecret(scheme: .hmac, bytes: try sealer.open(key.sealed, for: ReaderLinks.place(key.madeAt)))
  }
}

/// The key that was made is not there.
struct LinkKeyGone: Error, CustomStringConvertible {
  var description: String { "the key that signs links was made and is not there\n    remedy: try again; if it stays so, run `florin verify`" }
}
