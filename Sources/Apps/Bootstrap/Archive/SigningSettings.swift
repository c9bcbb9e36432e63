import Documents
import Foundation
import Messaging
public import Operations
public import Parties
public import Primitives
import Synchronization

/// With what the operator signs its documents as they are kept: what `signing` says in `archive.yaml`.
///
///     signing: {certificate: operator.p12, passphraseFile: secret.txt, fatturapa: cades}
///
/// The variables `FLORIN_SIGNING_CERTIFICATE` and `FLORIN_SIGNING_PASSPHRASE_FILE` take the place of its files.
public struct SigningSettings: Sendable, Hashable {
  /// A PKCS #12 or PEM file.
  public var certificate: String
  /// A file that holds the passphrase in its first line.
  public var passphraseFile: String?
  /// Where the signature of FatturaPA is; that of Facturae is always in the document.
  public var fatturaPA: SignatureForm

  public init(certificate: String, passphraseFile: String? = nil, fatturaPA: SignatureForm = .xades) {
    self.certificate = certificate
    self.passphraseFile = passphraseFile
    self.fatturaPA = fatturaPA
  }

  /// Who signs now.
  ///
  /// - Throws: `Rejection` when a file cannot be read, the passphrase is another one, or the certificate is not valid at the instant.
  public func signing(at instant: Instant, form: SignatureForm = .xades) throws -> Signing {
    let identity = try Self.identities.identity(of: self)
    try identity.check(at: instant)
    return Signing(identity, at: instant, form: form)
  }

  private static let identities = Identities()

  /// Certificates read once, and again when their file is another one: unlocking a key takes longer than signing with it.
  private final class Identities: Sendable {
    private struct Known {
      var changed: Date?
      var identity: CertificateFile
    }

    private let known = Mutex<[SigningSettings: Known]>([:])

    func identity(of settings: SigningSettings) throws -> CertificateFile {
      let changed = try? FileManager.default.attributesOfItem(atPath: settings.certificate)[.modificationDate] as? Date
      if let one = known.withLock({ $0[settings] }), one.changed == changed { return one.identity }
      let identity = try CertificateFile(
        try TextFile.bytes(settings.certificate), file: settings.certificate, passphrase: try Signing.passphrase(in: settings.passphraseFile))
      known.withLock { $0[settings] = Known(changed: changed, identity: identity) }
      return identity
    }
  }
}

extension SigningSettings {
  /// - Parameter folder: where files lie that are named without a path.
  init?(reading node: SourceNode?, folder: String, environment: [String: String], _ problems: inout [Problem]) {
    func named(_ variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
    func path(_ name: String) -> String { name.hasPrefix("/") ? name : folder + "/" + name }
    var (certificate, passphrase, form) = (String?.none, String?.none, SignatureForm.xades)
    if let node {
      var reader = SourceReader(node)
      certificate = reader.text("certificate").map(path)
      passphrase = reader.optionalText("passphraseFile").map(path)
      form = reader.optionalChoice("fatturapa", SignatureForm.self) ?? .xades
      reader.refuseUnknownFields()
      problems += reader.problems
    }
    // A certificate that is named elsewhere has a passphrase of its own.
    if let other = named("FLORIN_SIGNING_CERTIFICATE") { (certificate, passphrase) = (other, nil) }
    if let other = named("FLORIN_SIGNING_PASSPHRASE_FILE") { passphrase = other }
    guard let certificate else { return nil }
    self.init(certificate: certificate, passphraseFile: passphrase, fatturaPA: form)
  }
}

extension EInvoiceFormat {
  /// Whether its documents are signed in or around themselves.
  public var hasSignature: Bool { self == .facturae || self == .fatturaPA }
}
