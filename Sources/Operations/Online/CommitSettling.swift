/// A commit that others see already, and that a failing server could still lose.
///
/// What is committed behind it builds on it, and becomes durable after it or not at all.
public struct UnsettledCommit: Sendable, Hashable {
  /// Names the connection that made it.
  public var writer: String
  /// Counts the commits of that connection.
  public var number: Int64

  public init(writer: String, number: Int64) {
    self.writer = writer
    self.number = number
  }
}

/// Makes durable what was committed ahead, any number of commits at once.
public protocol CommitSettling: Sendable {
  /// Whether a commit and its being durable are two things here, and a group costs journeys to a server.
  var settlesApart: Bool { get }
  /// Returns once the commits are durable, with what is wrong with each that is not: then it may be made again.
  func settle(_ commits: [UnsettledCommit]) -> [(any Error)?]
}
