import Operations
import Primitives

/// What `WWW-Authenticate` says with a refusal of whoever asks (RFC 6750, section 3).
enum Challenge {
  /// `nil` for refusals that another key or token would not change.
  static func text(_ status: Int, _ problem: Problem?) -> String? {
    guard status == 401 || status == 403 && [.forbidden, .callerUnmapped].contains(problem?.code) else { return nil }
    let realm = "Bearer realm=\"florin\""
    // Who sent nothing is told no error.
    guard let problem, problem.code != .keyMissing else { return realm }
    let error = status == 403 ? "insufficient_scope" : "invalid_token"
    let words = String(decoding: problem.message.utf8.filter { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }, as: UTF8.self)
    return "\(realm), error=\"\(error)\", error_description=\"\(words)\""
  }
}
