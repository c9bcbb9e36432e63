import CPQ
public import Primitives

/// Where a database lies: a file for SQLite, or a server for PostgreSQL.
///
/// Its description never shows a password.
public enum DatabaseAddress: Sendable, Hashable, CustomStringConvertible {
  /// A path.
  case file(String)
  /// An address as libpq reads it: `postgres://USER@HOST/NAME?…`.
  case server(String)

  /// Reads the address of a server.
  ///
  /// - Throws: `Rejection` (`database.bad-address`) when it is none.
  public init(url: String) throws(Rejection) {
    guard DatabaseAddress.schemes.contains(where: url.hasPrefix), DatabaseAddress.isReadable(url) else {
      // The address itself is not repeated: it may hold a password.
      throw Rejection(
        Problem(
          .badDatabaseAddress, path: "database", "this is no address of a PostgreSQL database",
          remedy: "write postgres://USER@HOST:PORT/NAME; for a file of its own leave --database and FLORIN_DATABASE out and say --home"))
    }
    self = .server(url)
  }

  private static let schemes = ["postgres://", "postgresql://"]

  private static func isReadable(_ url: String) -> Bool {
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(url, &message) else {
      PQfreemem(message)
      return false
    }
    PQconninfoFree(options)
    return true
  }

  public var description: String {
    switch self {
    case .file(let path): path
    case .server(let url): DatabaseAddress.withoutPassword(url)
    }
  }

  private static func withoutPassword(_ url: String) -> String {
    let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var plain = String(parts[0])
    if let at = plain.lastIndex(of: "@"), let scheme = schemes.first(where: plain.hasPrefix) {
      let user = plain.index(plain.startIndex, offsetBy: scheme.count)..<at
      if let colon = plain[user].firstIndex(of: ":") { plain.removeSubrange(colon..<at) }
    }
    guard parts.count > 1 else { return plain }
    let shown = parts[1].split(separator: "&").filter { !$0.contains("password") }
    return shown.isEmpty ? plain : plain + "?" + shown.joined(separator: "&")
  }
}

extension ProblemCode {
  public static let badDatabaseAddress = ProblemCode("database.bad-address")
}
