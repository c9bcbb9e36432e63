import Foundation

/// How deliveries are signed (Standard Webhooks 1.0.0).
public enum SignatureScheme: String, Sendable, Hashable, CaseIterable {
  /// HMAC-SHA256 with a secret that both sides hold (`v1`).
  case hmac
  /// Ed25519: only Florin can sign, and whoever holds the public key can check (`v1a`).
  case ed25519

  /// The word before the comma of a signature.
  public var version: String { self == .hmac ? "v1" : "v1a" }
}

/// What signs the deliveries to an endpoint.
public struct WebhookSecret: Sendable, Hashable {
  public var scheme: SignatureScheme
  /// The key of HMAC, or the seed of an Ed25519 key.
  public var bytes: [UInt8]

  public init(scheme: SignatureScheme, bytes: [UInt8]) {
    self.scheme = scheme
    self.bytes = bytes
  }

  /// A new one.
  public init(_ scheme: SignatureScheme, random: inout some RandomNumberGenerator) {
    self.init(scheme: scheme, bytes: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  /// Reads `whsec_…` and `whsk_…`.
  public init?(_ text: String) {
    for (scheme, prefix) in [(SignatureScheme.hmac, "whsec_"), (.ed25519, "whsk_")] where text.hasPrefix(prefix) {
      guard let data = Data(base64Encoded: String(text.dropFirst(prefix.utf8.count))) else { return nil }
      self.init(scheme: scheme, bytes: Array(data))
      return
    }
    return nil
  }

  /// As it is shown and given to libraries.
  public var text: String { (scheme == .hmac ? "whsec_" : "whsk_") + Data(bytes).base64EncodedString() }

  /// A public key as it is shown and given to libraries.
  public static func publicText(_ key: [UInt8]) -> String { "whpk_" + Data(key).base64EncodedString() }
}

/// Computes signatures.
public protocol SignatureMaker: Sendable {
  func signature(of message: [UInt8], with secret: WebhookSecret) throws -> [UInt8]
  /// The public key of an Ed25519 seed.
  func publicKey(of secret: WebhookSecret) throws -> [UInt8]
}

/// Keeps secrets so that the database alone does not tell them.
public protocol SecretSealer: Sendable {
  /// - Parameter place: what the secret belongs to; it opens nowhere else.
  func seal(_ secret: [UInt8], for place: String) throws -> SealedSecret
  /// - Throws: `Rejection` (`webhook.other-key`) when it was sealed with another key.
  func open(_ sealed: SealedSecret, for place: String) throws -> [UInt8]
}

/// A secret as it lies in the database.
public struct SealedSecret: Sendable, Hashable {
  public var bytes: [UInt8]
  /// Tells which key sealed it, without telling the key.
  public var keyMark: String

  public init(bytes: [UInt8], keyMark: String) {
    self.bytes = bytes
    self.keyMark = keyMark
  }
}

/// The three headers of a delivery.
public enum WebhookSignature {
  /// - Parameters:
  ///   - secrets: all that are in force: during a rotation the new one and the old one.
  ///   - at: when the attempt is made; receivers refuse what is older or newer than some minutes.
  public static func headers(
    id: String, at: Int64, body: [UInt8], secrets: [WebhookSecret], maker: any SignatureMaker
  ) throws -> [(name: String, value: String)] {
    let message = Array("\(id).\(at).".utf8) + body
    let signatures = try secrets.map { "\($0.scheme.version),\(Data(try maker.signature(of: message, with: $0)).base64EncodedString())" }
    return [("webhook-id", id), ("webhook-timestamp", String(at)), ("webhook-signature", signatures.joined(separator: " "))]
  }
}
