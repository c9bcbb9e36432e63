public import Primitives

/// The world failed, with what a client may see of it kept apart from what the log may see.
public struct ToldFault: Error, Sendable, CustomStringConvertible {
  public var told: Problem
  public var cause: String

  public init(_ told: Problem, cause: String) {
    self.told = told
    self.cause = cause
  }

  public var description: String { "\(told.message): \(cause)" }
}
