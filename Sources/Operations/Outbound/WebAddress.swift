/// Where something is on the web: an absolute address of the schemes `https` and `http`.
public struct WebAddress: Sendable, Hashable, CustomStringConvertible {
  public let isSecure: Bool
  /// A name in small letters, or a number of the Internet Protocol without brackets.
  public let host: String
  public let port: Int
  /// Path and query, as they are asked for.
  public let target: String

  /// What is wrong with an address.
  public enum Mistake: String, Error, Sendable {
    case scheme = "it begins with neither `https://` nor `http://`"
    case userInfo = "it has a user or a password in it"
    case fragment = "it has a `#` in it"
    case host = "its host is no name of letters, digits and hyphens, and no address"
    case port = "its port is no number from 1 to 65535"
    case characters = "it has characters in it that must be written as %XX"
    case length = "it is longer than 2000 characters"
  }

  public init(_ text: String) throws(Mistake) {
    guard text.utf8.count <= 2000 else { throw .length }
    let small = text.prefix(8).lowercased()
    let rest: Substring
    if small == "https://" {
      (isSecure, rest) = (true, text.dropFirst(8))
    } else if small.hasPrefix("http://") {
      (isSecure, rest) = (false, text.dropFirst(7))
    } else {
      throw .scheme
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { throw .characters }
    if rest.contains("#") { throw .fragment }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    if authority.contains("@") { throw .userInfo }
    let (host, port) = try WebAddress.parts(authority)
    self.host = host
    guard let port else {
      self.port = isSecure ? 443 : 80
      target = WebAddress.target(rest.dropFirst(authority.count))
      return
    }
    guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port), (1...65_535).contains(number) else { throw .port }
    self.port = number
    target = WebAddress.target(rest.dropFirst(authority.count))
  }

  private static func target(_ rest: Substring) -> String { rest.hasPrefix("/") ? String(rest) : "/" + rest }

  private static func parts(_ authority: Substring) throws(Mistake) -> (host: String, port: Substring?) {
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { throw .host }
      let host = String(authority[authority.index(after: authority.startIndex)..<end])
      guard host.contains(":"), NetworkAddress(host) != nil else { throw .host }
      let behind = authority[authority.index(after: end)...]
      if behind.isEmpty { return (host, nil) }
      guard behind.hasPrefix(":") else { throw .host }
      return (host, behind.dropFirst())
    }
    let halves = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let host = halves.first.map { $0.lowercased() } ?? ""
    guard isName(host) else { throw .host }
    return (host, halves.count > 1 ? halves[1] : nil)
  }

  /// A name of the domain name system; one whose last label is a number must be an address of version 4 in its usual form.
  private static func isName(_ host: String) -> Bool {
    let labels = (host.hasSuffix(".") ? host.dropLast() : host[...]).split(separator: ".", omittingEmptySubsequences: false)
    guard (1...253).contains(host.utf8.count), let last = labels.last else { return false }
    let areLabels = labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F }
    }
    // `0x7f.1`, `2130706433` and the like are read as addresses by some resolvers.
    let isNumber = last.utf8.allSatisfy { (0x30...0x39).contains($0) } || last.hasPrefix("0x")
    return areLabels && (!isNumber || NetworkAddress(host) != nil)
  }

  /// The value of the header `Host`.
  public var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
  }

  public var description: String { "\(isSecure ? "https" : "http")://\(authority)\(target)" }
}
