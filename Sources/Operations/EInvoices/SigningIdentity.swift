public import Primitives

/// A certificate with its private key: what documents are signed with in the operator's name.
public protocol SigningIdentity: Sendable {
  /// In DER: the signer's own first, then those that vouch for it.
  var certificates: [[UInt8]] { get }
  /// Who issued the signer's certificate, as RFC 4514 writes names.
  var issuer: String { get }
  /// Of the signer's certificate, in decimal digits.
  var serialNumber: String { get }
  var algorithm: SigningAlgorithm { get }
  /// From when until when the certificate is valid, the end excluded.
  var validity: Range<Instant> { get }

  func sha256(_ bytes: [UInt8]) -> [UInt8]

  /// A signature over SHA-256: PKCS #1 v1.5 by an RSA key; by a key on a curve r and s one after the other, as XML wants them.
  func signature(of message: [UInt8]) throws -> [UInt8]

  /// A signature in the form of CAdES-BES (ETSI EN 319 122-1), in DER.
  ///
  /// - Parameter isDetached: the bytes stay outside of it, as in a signed PDF; else they lie inside, as in an envelope (`.p7m`).
  func cms(of bytes: [UInt8], isDetached: Bool) throws -> [UInt8]
}

/// Where the signature of an XML document is.
public enum SignatureForm: String, Sendable, Hashable, CaseIterable {
  /// In the document itself.
  case xades
  /// Around it: an envelope that holds the document (`.p7m`).
  case cades
}

/// Who signs, when, and in which form.
public struct Signing: Sendable {
  public var identity: any SigningIdentity
  public var at: Instant
  public var form: SignatureForm

  public init(_ identity: any SigningIdentity, at: Instant, form: SignatureForm = .xades) {
    self.identity = identity
    self.at = at
    self.form = form
  }
}

/// What kind of key signs.
public enum SigningAlgorithm: Sendable, Hashable { case rsa, ellipticCurve }

extension ProblemCode {
  public static let certificateUnreadable = ProblemCode("certificate.unreadable")
  public static let certificatePassphrase = ProblemCode("certificate.wrong-passphrase")
  public static let certificateNotValid = ProblemCode("certificate.not-valid")
}

extension SigningIdentity {
  /// - Throws: `Rejection` (`certificate.not-valid`) outside of the certificate's validity: what it signed then would be refused.
  public func check(at instant: Instant) throws(Rejection) {
    if validity.contains(instant) { return }
    let isOver = instant >= validity.upperBound
    throw Rejection(
      Problem(
        .certificateNotValid, path: "certificate",
        isOver ? "the certificate's validity ended at \(validity.upperBound)" : "the certificate is not valid before \(validity.lowerBound)",
        remedy: isOver ? "ask its issuer for a new one, and sign with that" : "sign from then on, or look at this machine's clock"))
  }
}
