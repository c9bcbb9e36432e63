public import Operations

/// What a request carries by which its sender may be known.
public enum Credential: Sendable, Hashable {
  /// An access key or a token, in `Authorization`.
  case bearer(String)
  /// The cookie of somebody who signed in.
  case session(String)
}

/// Who asks, as far as that is known without waiting.
public enum CallerAtHand: Sendable {
  /// `nil`: what the request carries makes its sender nobody.
  case known(Caller?)
  /// The database or an issuer has to be asked.
  case toBeAsked
}

/// The cookie that sessions are known by, and where it comes from.
public struct SessionCookie: Sendable {
  public var name: String
  /// Scheme, host and port that browsers call this installation by.
  public var origin: String

  public init(name: String, origin: String) {
    self.name = name
    self.origin = origin
  }
}

/// The cookies of a request (RFC 6265).
public enum Cookies {
  /// The value of a cookie; `nil` when there is none, or several by the name, of which one may be put there by somebody else.
  public static func value(_ name: String, _ headers: [(name: String, value: String)]) -> String? {
    let pairs = headers.filter { $0.name.lowercased() == "cookie" }.flatMap { $0.value.split(separator: ";") }
    let values = pairs.compactMap { pair -> String? in
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
      return halves.count == 2 && halves[0] == name ? String(halves[1]) : nil
    }
    return values.count == 1 && !values[0].isEmpty ? values[0] : nil
  }
}
