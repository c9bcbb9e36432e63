import Operations

/// Writes tokens, good ones and bad ones.
public enum Token {
  /// A token with these parts, as JSON texts, signed by a key.
  public static func signed(_ claims: String, by key: SigningKey, header: String? = nil) -> String {
    let head = header ?? #"{"alg":"\#(key.algorithm.rawValue)","kid":"\#(key.id)","typ":"at+jwt"}"#
    let message = "\(Base64URL.text(Array(head.utf8))).\(Base64URL.text(Array(claims.utf8)))"
    return "\(message).\(Base64URL.text(key.signature(of: Array(message.utf8))))"
  }

  /// A token with another signature than one by its key.
  public static func forged(_ claims: String, header: String, signature: ([UInt8]) -> [UInt8]) -> String {
    let message = "\(Base64URL.text(Array(header.utf8))).\(Base64URL.text(Array(claims.utf8)))"
    return "\(message).\(Base64URL.text(signature(Array(message.utf8))))"
  }
}
