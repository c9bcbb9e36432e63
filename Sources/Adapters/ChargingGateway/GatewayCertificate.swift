import NIOSSL
public import Primitives
import Synchronization

extension ProblemCode {
  /// The certificate, the key or the trusted certificates of a gateway cannot be used.
  public static let gatewayCertificate = ProblemCode("charging.wrong-certificate")
}

/// What a gateway shows of itself over TLS, and whom it lets in.
///
/// The files are read again when `reload` is called; connections that are open keep what they began with.
public final class GatewayCertificate: Sendable {
  let certificateFile: String
  let keyFile: String
  let trustFile: String?
  let protocols: [String]
  private let current: Mutex<NIOSSLContext>

  /// - Parameters:
  ///   - certificate: path of a PEM file: the gateway's certificate first, then those that vouch for it.
  ///   - key: path of a PEM file with the key of the first certificate, without a passphrase.
  ///   - trust: path of a PEM file with the certificates that vouch for networks; with it, who shows no certificate, or one that
  ///     none of them vouches for, is not let in.
  ///   - protocols: what is offered to speak within TLS (ALPN).
  /// - Throws: `Rejection` (`charging.wrong-certificate`) when one cannot be read, or they do not belong together.
  public init(certificate: String, key: String, trust: String? = nil, protocols: [String] = []) throws(Rejection) {
    certificateFile = certificate
    keyFile = key
    trustFile = trust
    self.protocols = protocols
    current = Mutex(try GatewayCertificate.read(certificate, key, trust, protocols))
  }

  var context: NIOSSLContext { current.withLock { $0 } }

  /// Reads the files again. What is in force stays in force when they are not in order.
  ///
  /// - Throws: like the initialiser.
  public func reload() throws(Rejection) {
    let new = try GatewayCertificate.read(certificateFile, keyFile, trustFile, protocols)
    current.withLock { $0 = new }
  }

  private static func read(_ certificateFile: String, _ keyFile: String, _ trustFile: String?, _ protocols: [String]) throws(Rejection) -> NIOSSLContext {
    var problems: [Problem] = []
    var (chain, trusted): ([NIOSSLCertificate], [NIOSSLCertificate]) = ([], [])
    var key: NIOSSLPrivateKey?
    do { chain = try NIOSSLCertificate.fromPEMFile(certificateFile) } catch {
      problems.append(problem(certificateFile, "no certificate can be read from this file", "name a PEM file that this user may read: the gateway's certificate, then those that vouch for it"))
    }
    do { key = try NIOSSLPrivateKey(file: keyFile, format: .pem) } catch {
      problems.append(problem(keyFile, "no key can be read from this file", "name a PEM file that this user may read, with the key of the certificate and no passphrase"))
    }
    if let trustFile {
      do { trusted = try NIOSSLCertificate.fromPEMFile(trustFile) } catch {
        problems.append(problem(trustFile, "no certificate can be read from this file", "name a PEM file that this user may read, with the certificates that vouch for networks"))
      }
    }
    guard problems.isEmpty, let key else { throw Rejection(problems) }
    var settings = TLSConfiguration.makeServerConfiguration(certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    settings.minimumTLSVersion = .tlsv12
    settings.applicationProtocols = protocols
    if trustFile != nil {
      settings.trustRoots = .certificates(trusted)
      // Who calls is known by the certificate, not by the name of a host.
      settings.certificateVerification = .noHostnameVerification
    }
    do { return try NIOSSLContext(configuration: settings) } catch {
      throw Rejection(problem(keyFile, "the key does not belong to the certificate in \(certificateFile)", "name the key with which that certificate was asked for"))
    }
  }

  private static func problem(_ file: String, _ message: String, _ remedy: String) -> Problem {
    Problem(.gatewayCertificate, at: .init(file: file), message, remedy: remedy)
  }
}
