import Foundation
import HTTPAPI
import Messaging
import Operations
import Primitives

/// Ties the checks of tokens to the ways their issuers' keys are read.
struct IssuerDoors: Sendable {
  let settings: IssuerSettings

  init(_ settings: IssuerSettings) { self.settings = settings }

  static let json: JSONReading = { bytes throws(Rejection) in try JSONReader.read(bytes) }

  func check(_ issuer: TrustedIssuer) -> CheckToken {
    let now: @Sendable () -> Instant = { MachineClock().now() }
    let keyring = IssuerKeyring(issuer, now: now) { [self] in try await keys(of: issuer) }
    return CheckToken(issuer, keyring: keyring, signatures: SystemSignatureChecker(), now: now)
  }

  /// Asks the issuer, over the one HTTP client there is.
  ///
  /// - Throws: `Rejection` when the file of trusted certificates cannot be used.
  func reader() throws -> ReadIssuer {
    ReadIssuer(client: try HTTPClient(trust: settings.trustFile), addressGuard: AddressGuard(allowed: settings.networks), read: IssuerDoors.json)
  }

  private func keys(of issuer: TrustedIssuer) async throws -> [IssuerKey] {
    switch issuer.keySource {
    case .discovery(let address): try await reader().keys(of: issuer, describedAt: address)
    case .address(let address): try await reader().keys(at: address)
    case .file(let path): try IssuerDoors.keys(inFile: path)
    }
  }

  /// - Throws: `Rejection` (`config.no-keys`) for a file that is not there, or holds no key set.
  static func keys(inFile path: String) throws(Rejection) -> [IssuerKey] {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Rejection(Problem(.noKeySet, at: .init(file: path), "the file is not there, or may not be read", remedy: "name a file with the issuer's JSON Web Key Set"))
    }
    do {
      return try IssuerKey.set(try JSONReader.read(Array(bytes)))
    } catch {
      throw Rejection(error.problems.map { Problem(.noKeySet, at: .init(file: path, line: $0.place?.line, column: $0.place?.column), path: $0.path, $0.message, remedy: $0.remedy) })
    }
  }
}
