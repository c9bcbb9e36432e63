import CSQLite
import Glibc

/// The database failed: full disk, broken file, lock held too long, server gone. The transaction it happened in left
/// nothing behind.
public struct StoreFault: Error, CustomStringConvertible {
  public enum Kind: Sendable {
    /// The disk is full, or a quota or a limit of the file's size is reached.
    case full
    /// Somebody else holds what is needed.
    case busy
    /// The server cannot be reached, or the connection to it broke.
    case lost
    /// A rule of the schema refused a row.
    case constraint
    /// The file is damaged or no database.
    case damaged
    /// It takes no writes: a standby, a file on what is mounted to be read only.
    case readOnly
    /// Its disk cannot be read or written.
    case storage
    /// It may not be opened or written.
    case forbidden
    case other
  }

  public let kind: Kind
  /// As the database itself names it: `SQLite 13`, `PostgreSQL 53100`.
  public let code: String
  public let message: String
  /// Which database, without its password.
  public let database: String
  let statement: String?

  public var isDiskFull: Bool { kind == .full }
  public var isBusy: Bool { kind == .busy }
  public var isConstraint: Bool { kind == .constraint }
  /// The same again may succeed, without anybody doing anything.
  public var isTransient: Bool { kind == .busy || kind == .lost || kind == .readOnly }
  /// It comes of what was to be written: a rule of the schema, or what no column takes. Something else would be taken.
  var isOfWhatIsWritten: Bool { kind == .constraint || code.hasPrefix("PostgreSQL 22") }
  /// What would be written is there already, or what it needs is not.
  public var isCollision: Bool { kind == .constraint }
  /// The same again may succeed later, once the server is back, or somebody has freed space or mended the disk.
  public var passes: Bool { isTransient || isDiskFull || kind == .storage }

  public var description: String {
    let remedy =
      switch kind {
      case .full: "free space on the disk and run the same command again"
      case .busy: "another Florin process holds the database; wait for it and run the same command again"
      case .lost: "see that the server runs and can be reached, and run the same command again"
      case .readOnly: "see that it may be written, or name the server that takes writes, and run the same command again"
      case .storage: "see what the machine says of the disk, and run the same command again"
      case .damaged: "restore the file from a backup; `florin verify` tells what is wrong"
      case .forbidden: "check that it exists and that you may write to it"
      case .constraint, .other: "nothing was changed; if it happens again, report it with this text"
      }
    return "the database \(database) failed: \(message) (\(code))\(statement.map { ", in: \($0.prefix(120))" } ?? "")\n    remedy: \(remedy)"
  }
}

extension StoreFault {
  /// A server failed between a commit and its being durable.
  static func lostCommit(_ database: DatabaseAddress) -> StoreFault {
    StoreFault(postgres: nil, message: "the server failed before what it had taken was on its disk", database: database.description, statement: nil)
  }

  /// - Parameters:
  ///   - sqlite: SQLite's extended result code.
  ///   - system: what the system said last (`errno`); zero when it said nothing.
  init(sqlite: Int32, system: Int32 = 0, message: String, database: String, statement: String?) {
    kind =
      switch sqlite & 0xFF {
      case SQLITE_FULL: .full
      // SQLite says "full" of some writes only: of growing its shared memory, of quotas and of syncs it says that they failed.
      case SQLITE_IOERR where [ENOSPC, EDQUOT, EFBIG].contains(system), SQLITE_CANTOPEN where [ENOSPC, EDQUOT].contains(system): .full
      case SQLITE_BUSY: .busy
      case SQLITE_CONSTRAINT: .constraint
      case SQLITE_NOTADB, SQLITE_CORRUPT: .damaged
      case SQLITE_READONLY: .readOnly
      case SQLITE_IOERR: .storage
      case SQLITE_PERM, SQLITE_CANTOPEN: .forbidden
      default: .other
      }
    code = "SQLite \(sqlite)"
    self.message = message
    self.database = database
    self.statement = statement
  }

  /// - Parameter state: the five characters by which PostgreSQL names an error; `nil` when the server said nothing.
  init(postgres state: String?, message: String, database: String, statement: String?) {
    kind =
      switch state ?? "" {
      case "53100": .full
      // Serialisation failure, deadlock, lock not available, a statement or a wait cut short.
      case "40001", "40P01", "55P03", "57014": .busy
      // Out of something other than space.
      case let state where state.hasPrefix("53") && state != "53300": .busy
      // Shut down, crashed, not up yet, removed, too many connections, idle or at it for too long.
      case "", "57P01", "57P02", "57P03", "57P04", "57P05", "53300", "25P03", "25P04": .lost
      // Not the one that writes, or not yet.
      case "0A000", "25006": .readOnly
      case "58030": .storage
      case let state where state.hasPrefix("08"): .lost
      case let state where state.hasPrefix("23"): .constraint
      case let state where state.hasPrefix("28"): .forbidden
      case "3D000", "42501": .forbidden
      case "XX001", "XX002": .damaged
      default: .other
      }
    code = "PostgreSQL \(state ?? "connection")"
    self.message = message.split(separator: "\n").joined(separator: " ")
    self.database = database
    self.statement = statement
  }
}
