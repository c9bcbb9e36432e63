import Foundation
public import Primitives
public import Store

/// The folder that holds everything one installation of Florin owns: the database, and what is written beside it.
public struct Home: Sendable {
  /// The folder, as it was given.
  public let folder: String
  /// The one database of this home: the file `florin.db` in it, or a server's.
  public let database: DatabaseAddress

  /// Creates the folder, with those above it, when missing.
  ///
  /// - Parameter database: the address of a PostgreSQL database; by default what `FLORIN_DATABASE` says, when it says anything.
  /// - Throws: `Rejection` with `home.unusable` when the path is a file or may not be written, with
  ///   `database.bad-address` when the address is none.
  public init(folder: String, database: String? = ProcessInfo.processInfo.environment["FLORIN_DATABASE"]) throws(Rejection) {
    self.folder = folder
    if let database, !database.isEmpty {
      self.database = try DatabaseAddress(url: database)
    } else {
      self.database = .file(Home.path(folder, "florin.db"))
    }
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
    if database?.isEmpty ?? true, !FileManager.default.fileExists(atPath: path(folder, "florin.db")) {
      throw Rejection(
        Problem(
          .homeNoDatabase, at: .init(file: folder), "there is no database in this home",
          remedy: "name the home with --home; `florin catalog publish` or `florin sandbox new` makes a new one"))
    }
    return try Home(folder: folder, database: database)
  }

  /// A path inside the home.
  public func path(_ name: String) -> String { Home.path(folder, name) }

  private static func path(_ folder: String, _ name: String) -> String { folder.hasSuffix("/") ? folder + name : folder + "/" + name }

  /// Opens the database, creating it or bringing it to the newest schema.
  ///
  /// - Throws: the store's fault, or `Rejection` when a newer Florin wrote it.
  public func openDatabase() throws -> Database { try Database(at: database) }
}

extension ProblemCode {
  public static let homeUnusable = ProblemCode("home.unusable")
  public static let homeNoDatabase = ProblemCode("home.no-database")
}
