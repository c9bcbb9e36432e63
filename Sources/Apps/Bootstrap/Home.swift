import Foundation
public import Primitives
public import Store

/// The folder that holds everything one installation of Florin owns: the database, and what is written beside it.
public struct Home: Sendable {
  /// The folder, as it was given.
  public let folder: String

  /// Creates the folder, with those above it, when missing.
  ///
  /// - Throws: `Rejection` with `home.unusable` when the path is a file or may not be written.
  public init(folder: String) throws(Rejection) {
    self.folder = folder
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Rejection(
        Problem(
          .homeUnusable, at: .init(file: folder), "the home folder cannot be created or is not a folder",
          remedy: "choose another folder with --home, or make its parent writable"))
    }
  }

  /// The one database file of this home.
  public var databasePath: String { path("florin.db") }

  /// A path inside the home.
  public func path(_ name: String) -> String { folder.hasSuffix("/") ? folder + name : folder + "/" + name }

  /// Opens the database, creating it or bringing it to the newest schema.
  ///
  /// - Throws: the store's fault, or `Rejection` when a newer Florin wrote it.
  public func openDatabase() throws -> Database { try Database(path: databasePath) }
}

extension ProblemCode {
  public static let homeUnusable = ProblemCode("home.unusable")
}
