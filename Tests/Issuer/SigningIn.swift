import CCrypto
import Foundation
import HTTPAPI
import Operations
import Primitives
import Synchronization

/// What an issuer remembers of a code that it gave.
public struct GivenCode: Sendable {
  public var challenge: String
  public var nonce: String
  public var client: String
  public var redirect: String

  public init(challenge: String, nonce: String, client: String, redirect: String) {
    self.challenge = challenge
    self.nonce = nonce
    self.client = client
    self.redirect = redirect
  }
}

extension LocalIssuer {
  /// Lets somebody sign in who was sent here by a browser: gives a code, and says where the browser goes with it.
  ///
  /// - Returns: path and query at the one who sent it.
  public func letIn(_ sent: String) -> String {
    let query = PercentText.query(sent.split(separator: "?", maxSplits: 1)[1])
    precondition(query["response_type"] == "code" && query["code_challenge_method"] == "S256" && query["scope"]?.contains("openid") == true)
    let code = "code-\(UUID().uuidString)"
    let given = GivenCode(
      challenge: query["code_challenge"] ?? "", nonce: query["nonce"] ?? "", client: query["client_id"] ?? "", redirect: query["redirect_uri"] ?? "")
    state.withLock { $0.codes[code] = given }
    let back = URL(string: given.redirect)?.path ?? ""
    return "\(back)?code=\(code)&state=\(query["state"] ?? "")&session_state=x.y"
  }

  /// Redeems a code for an ID token, as RFC 6749 and RFC 7636 want it.
  func redeem(_ arrival: Arrival) -> Departure {
    let form = PercentText.query(String(decoding: arrival.body, as: UTF8.self))
    let basic = "Basic " + Data("florin-web:s%20cret".utf8).base64EncodedString()
    func refused(_ error: String) -> Departure {
      Departure(status: 400, headers: [("Content-Type", "application/json")], content: .bytes(Array("{\"error\":\"\(error)\"}".utf8)))
    }
    guard arrival.header("authorization") == basic else { return refused("invalid_client") }
    // Not used up, so that a browser may come again whom a busy machine kept waiting; and so that nothing but Florin refuses a
    // sign-in that was ended before.
    let found = state.withLock { state in
      state.timesRedeemed += 1
      return state.codes[form["code"] ?? ""].map { ($0, state) }
    }
    guard let (given, now) = found, form["grant_type"] == "authorization_code", given.redirect == form["redirect_uri"],
      given.challenge == Base64URL.text(LocalIssuer.sha256(Array((form["code_verifier"] ?? "").utf8)))
    else { return refused("invalid_grant") }
    var claims = ["aud": "\"\(given.client)\"", "nonce": "\"\(given.nonce)\"", "azp": "\"\(given.client)\""]
    for (name, value) in now.idClaims { claims[name] = value }
    let token = Token.signed(self.claims(subject: "ana@example.com", role: "books", claims), by: now.idKey ?? now.keys[0], header: now.idHeader ?? #"{"alg":"\#(now.keys[0].algorithm.rawValue)","kid":"\#(now.keys[0].id)"}"#)
    return LocalIssuer.json(#"{"access_token":"x","token_type":"Bearer","id_token":"\#(token)"}"#)
  }

  public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var count = 0
    precondition(EVP_Q_digest(nil, "SHA256", nil, bytes, bytes.count, &digest, &count) == 1)
    return digest
  }
}
