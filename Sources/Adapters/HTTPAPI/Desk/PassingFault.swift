import Primitives

/// A failure of the world that passes: the same request may succeed later.
public enum PassingFault: Sendable {
  /// The database is busy, or cannot be reached.
  case unreachable
  /// There is no space left where the database is. Reads go on.
  case full
  /// The database takes no writes. Reads go on.
  case readOnly
  /// No write could be begun for a while. Reads go on.
  case held
  /// The disk of the database cannot be read or written.
  case storage

  /// When to come again: a disk is not freed within a second, and whoever guesses is to wait.
  static func secondsToWait(_ problem: Problem?) -> Int {
    switch problem?.code {
    case .databaseFull, .databaseUnwritable: 10
    case ProblemCode(rawValue: "voucher.too-many-tries"): 3_600
    default: 1
    }
  }

  var told: Problem {
    switch self {
    case .unreachable: Problem(.fault, "the database cannot be reached at this moment", remedy: "repeat the request with the same key; it tells whether the first one was done")
    case .storage: Problem(.fault, "the disk of the database cannot be read or written at this moment", remedy: "repeat the request with the same key; it tells whether the first one was done")
    case .readOnly:
      Problem(
        .databaseUnwritable, path: "database", "the database takes no writes: it is a standby, or may only be read",
        remedy: "see that it may be written; then send the same again, with the same key, and Florin goes on by itself")
    case .held:
      Problem(
        .databaseUnwritable, path: "database", "no write could be begun for more than ten seconds: somebody else writes for as long, or the server does not answer",
        remedy: "see who holds the lock of those who write; Florin goes on by itself")
    case .full:
      Problem(
        .databaseFull, path: "database", "there is no space left on the disk that holds the database",
        remedy: "free space there; then send the same again, with the same key: what was done is not done twice, and Florin goes on by itself")
    }
  }
}
