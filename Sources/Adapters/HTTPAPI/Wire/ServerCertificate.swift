import Foundation
import NIOSSL
public import Primitives
import Synchronization

extension ProblemCode {
  /// The certificate or the key of the server cannot be used.
  public static let wrongCertificate = ProblemCode("config.wrong-certificate")
}

/// What the server shows of itself over TLS: a certificate with those above it, and its key, from two PEM files.
///
/// The files are read again when `reload` is called; connections that are open keep what they began with.
public final class ServerCertificate: Sendable {
  let certificateFile: String
  let keyFile: String
  private let current: Mutex<NIOSSLContext>

  /// - Parameters:
  ///   - certificate: path of a PEM file: the server's certificate first, then those that vouch for it.
  ///   - key: path of a PEM file with the key of the first certificate, without a passphrase.
  /// - Throws: `Rejection` (`config.wrong-certificate`) when one cannot be read, or they do not belong together.
  public init(certificate: String, key: String) throws(Rejection) {
    certificateFile = certificate
    keyFile = key
    current = Mutex(try ServerCertificate.read(certificate, key))
  }

  var context: NIOSSLContext { current.withLock { $0 } }

  /// Reads both files again. What is in force stays in force when they are not in order.
  ///
  /// - Throws: like the initialiser.
  public func reload() throws(Rejection) {
    let new = try ServerCertificate.read(certificateFile, keyFile)
    current.withLock { $0 = new }
  }

  private static func read(_ certificateFile: String, _ keyFile: String) throws(Rejection) -> NIOSSLContext {
    var problems: [Problem] = []
    var chain: [NIOSSLCertificate] = []
    var key: NIOSSLPrivateKey?
    do { chain = try NIOSSLCertificate.fromPEMFile(certificateFile) } catch {
      problems.append(
        problem(certificateFile, "no certificate can be read from this file", "name a PEM file that this user may read: the server's certificate, then those that vouch for it"))
    }
    do { key = try NIOSSLPrivateKey(file: keyFile, format: .pem) } catch {
      problems.append(problem(keyFile, "no key can be read from this file", "name a PEM file that this user may read, with the key of the certificate and no passphrase"))
    }
    guard problems.isEmpty, let key else { throw Rejection(problems) }
    var settings = TLSConfiguration.makeServerConfiguration(certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    settings.minimumTLSVersion = .tlsv12
    settings.applicationProtocols = ["http/1.1"]
    do { return try NIOSSLContext(configuration: settings) } catch {
      throw Rejection(problem(keyFile, "the key does not belong to the certificate in \(certificateFile)", "name the key with which that certificate was asked for"))
    }
  }

  private static func problem(_ file: String, _ message: String, _ remedy: String) -> Problem {
    Problem(.wrongCertificate, at: .init(file: file), message, remedy: remedy)
  }
}
