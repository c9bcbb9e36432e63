import Primitives

/// A failure of the world that passes: the same request may succeed later.
public enum PassingFault: Sendable {
  /// The database is busy, or cannot be reached.
  case unreachable
  /// There is no space left where the database is. Reads go on.
  case full

  /// When to come again: a disk is not freed within a second, and whoever guesses is to wait.
  static func secondsToWait(_ problem: Problem?) -> Int {
    switch problem?.code {
    case .databaseFull: 10
    case ProblemCode(rawValue: "voucher.too-many-tries"): 3_600
    default: 1
    }
  }

  var told: Problem {
    switch self {
    case .unreachable: Problem(.fault, "the database cannot be reached at this moment", remedy: "repeat the request with the same key; it tells whether the first one was done")
    case .full:
      Problem(
        .databaseFull, path: "database", "there is no space left on the disk that holds the database",
        remedy: "free space there; then send the same again, with the same key: what was done is not done twice, and Florin goes on by itself")
    }
  }
}
