import Foundation
public import Primitives
import Store

/// Copies of a home's database, and homes made from copies.
public struct Backups {
  private let home: Home

  public init(_ home: Home) { self.home = home }

  /// Writes a copy of the database as it is now, while others go on using it.
  ///
  /// - Throws: `Rejection` (`backup.file-exists`, `backup.no-database`, `backup.on-server`), or the store's fault.
  public func write(to file: String, progress: (Int, Int) -> Void = { _, _ in }) throws {
    let database = try self.file(for: "florin backup")
    let files = FileManager.default
    guard files.fileExists(atPath: database) else {
      throw Rejection(Problem(.backupNoDatabase, at: .init(file: home.folder), "there is no database in this home", remedy: "name the home with --home"))
    }
    if files.fileExists(atPath: file) {
      throw Rejection(Problem(.backupFileExists, at: .init(file: file), "the file is there already", remedy: "name a new file; backups are never overwritten"))
    }
    let part = file + ".part"
    for leftover in [part, part + "-wal", part + "-shm"] { try? files.removeItem(atPath: leftover) }
    try SQLiteBackup(of: database).copy(to: part, progress: progress)
    try files.moveItem(atPath: part, toPath: file)
  }

  /// Makes this home's database from a copy.
  ///
  /// - Throws: `Rejection` (`restore.not-a-backup`, `restore.home-in-use`, `backup.on-server`), or the machine's error.
  public func restore(from file: String) throws {
    let database = try self.file(for: "florin restore")
    let files = FileManager.default
    guard files.fileExists(atPath: file), SQLiteBackup(of: file).damage() == nil else {
      let damage = files.fileExists(atPath: file) ? SQLiteBackup(of: file).damage() ?? "" : "is not there"
      throw Rejection(Problem(.restoreNotABackup, at: .init(file: file), "the file \(damage)", remedy: "name a file that `florin backup` wrote"))
    }
    if files.fileExists(atPath: database) {
      throw Rejection(
        Problem(
          .restoreHomeInUse, at: .init(file: database), "this home has a database",
          remedy: "name a new home with --home, or stop Florin and move florin.db, florin.db-wal and florin.db-shm away together"))
    }
    try home.begin()
    try SQLiteBackup(of: file).copy(to: database + ".part")
    try files.moveItem(atPath: database + ".part", toPath: database)
  }

  private func file(for verb: String) throws -> String {
    if case .file(let path) = home.database { return path }
    throw Rejection(
      Problem(
        .backupOnServer, at: .init(file: home.database.description), "\(verb) is for databases in a home folder",
        remedy: "on PostgreSQL use pg_dump and pg_restore, or the server's continuous archive; Docs/operations/backup.md shows how"))
  }
}

extension ProblemCode {
  public static let backupFileExists = ProblemCode("backup.file-exists")
  public static let backupNoDatabase = ProblemCode("backup.no-database")
  public static let backupOnServer = ProblemCode("backup.on-server")
  public static let restoreNotABackup = ProblemCode("restore.not-a-backup")
  public static let restoreHomeInUse = ProblemCode("restore.home-in-use")
}
