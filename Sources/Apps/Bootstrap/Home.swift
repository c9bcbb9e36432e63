import Foundation
public import Primitives
public import Store

/// The folder that holds everything one installation of Florin owns: the database, and what is written beside it.
public struct Home: Sendable {
  /// The folder, as it was given.
  public let folder: String
  /// The one database of this home: the file `florin.db` in it, or a server's.
  public let database: DatabaseAddress

  /// Names a home; it need not be there, and nothing is created.
  ///
  /// - Parameter database: the address of a PostgreSQL database; by default what `FLORIN_DATABASE` says, when it says anything.
  /// - Throws: `Rejection` with `database.bad-address` when the address is none.
  public init(folder: String, database: String? = ProcessInfo.processInfo.environment["FLORIN_DATABASE"]) throws(Rejection) {
    self.folder = folder
    if let database, !database.isEmpty {
      self.database = try DatabaseAddress(url: database)
    } else {
      self.database = .file(Home.path(folder, "florin.db"))
    }
  }

  /// Creates the folder, with those above it, when missing.
  ///
  /// - Throws: `Rejection` with `home.unusable` when the path is a file or may not be written.
  public func begin() throws(Rejection) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Rejection(
        Problem(
          .homeUnusable, at: .init(file: folder), "the home folder cannot be created or is not a folder",
          remedy: "choose another folder with --home, or make its parent writable"))
    }
  }

  /// A home whose database is there; nothing is created.
  ///
  /// - Throws: `Rejection` with `home.no-database` when it is not, and as `init(folder:database:)`.
  public static func existing(_ folder: String, database: String? = ProcessInfo.processInfo.environment["FLORIN_DATABASE"]) throws(Rejection) -> Home {
    let home = try Home(folder: folder, database: database)
    if home.isThere { return home }
    throw Rejection(
      Problem(
        .homeNoDatabase, at: .init(file: folder), "there is no database in this home",
        remedy: "name the home with --home; `florin catalog publish` or `florin sandbox new` makes a new one"))
  }

  /// Whether the database is there; of a server's that is found out when it is opened.
  public var isThere: Bool {
    guard case .file(let file) = database else { return true }
    return FileManager.default.fileExists(atPath: file)
  }

  /// A path inside the home.
  public func path(_ name: String) -> String { Home.path(folder, name) }

  private static func path(_ folder: String, _ name: String) -> String { folder.hasSuffix("/") ? folder + name : folder + "/" + name }

  /// Opens the database, creating it, with the folder, or bringing it to the newest schema.
  ///
  /// - Throws: the store's fault, or `Rejection` when a newer Florin wrote it.
  public func openDatabase() throws -> Database {
    try begin()
    return try Database(at: database)
  }
}

extension ProblemCode {
  public static let homeUnusable = ProblemCode("home.unusable")
  public static let homeNoDatabase = ProblemCode("home.no-database")
}
