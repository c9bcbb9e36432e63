import NIOHTTP1

/// The address of a request in its absolute form (RFC 9112, section 3.2.2), as proxies are asked: its host counts, whatever `Host` says.
struct WholeAddress: Equatable {
  let host: String
  /// Path and query.
  let target: String

  /// `nil` for what is no address of http or https, or names a user, or no host that could be one.
  init?(_ text: String) {
    guard let colon = text.firstRange(of: "://"), ["http", "https"].contains(text[..<colon.lowerBound].lowercased()) else { return nil }
    let rest = text[colon.upperBound...]
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    guard NamedHost(String(rest[..<end])) != nil else { return nil }
    host = String(rest[..<end])
    let path = rest[end...]
    target = path.first == "/" ? String(path) : "/\(path)"
  }
}

extension HTTPRequestHead {
  /// Brings an address in absolute form into the form that nearly all requests have, its host where theirs is.
  ///
  /// - Returns: why that cannot be done.
  mutating func separateHost() -> UnfitMessage? {
    if uri.utf8.first == UInt8(ascii: "/") || uri == "*" || method == .CONNECT { return nil }
    guard let whole = WholeAddress(uri) else { return .target }
    uri = whole.target
    headers.replaceOrAdd(name: "Host", value: whole.host)
    return nil
  }
}
