import ChargingGateway
import Operations
import Primitives

/// Tokens of network functions (3GPP TS 29.510, section 6.3.5.2.4): signed by an issuer that is trusted for networks, meant for
/// this charging function, with the scope of Nchf.
struct NetworkTokens: Sendable {
  static let scope = "nchf-convergedcharging"

  private let checks: [String: CheckToken]

  init(_ settings: IssuerSettings) {
    let doors = IssuerDoors(settings)
    checks = Dictionary(settings.issuers.map { ($0.issuer, doors.check($0)) }) { first, _ in first }
  }

  /// - Throws: `NchfProblem` when it does not open the charging function: 401 for no token, or one that is not believed; 403 for one
  ///   without the scope; 503 when its issuer cannot be asked.
  func check(_ bearer: String?) async throws {
    guard let bearer else { throw NchfProblem(401, .unauthorized, "a token of the network's issuer is needed") }
    let claims: TokenClaims
    do {
      let token = try SignedToken(bearer, path: "Authorization", read: IssuerDoors.json)
      guard let check = token.issuer.flatMap({ checks[$0] }) else { throw NchfProblem(401, .unauthorized, "the token is of an issuer that is not trusted here") }
      claims = try await check(token, audiences: check.issuer.audiences, types: ["jwt", "at+jwt"], path: "Authorization")
    } catch let rejection as Rejection {
      throw NchfProblem(401, .unauthorized, rejection.problems.first?.message ?? "the token is not taken")
    } catch let problem as NchfProblem { throw problem } catch {
      throw NchfProblem(503, .congestion, "the token cannot be checked at this moment")
    }
    guard case .scalar(let scopes, quoted: true)? = claims.all["scope"]?.content, scopes.split(separator: " ").contains(Substring(NetworkTokens.scope)) else {
      throw NchfProblem(403, .accessDenied, "the token does not have the scope \(NetworkTokens.scope)")
    }
  }
}
