public import Primitives

/// Somebody was not let in whose name is certain: the key, the token's signature or the session is in order, and something else is not.
/// What is not certain is kept out of logs: a stranger could write there what it likes.
public struct RefusedCaller: Error, Sendable, CustomStringConvertible {
  public var caller: String
  public var rejection: Rejection

  public init(_ caller: String, _ problem: Problem) {
    self.caller = caller
    rejection = Rejection(problem)
  }

  public var description: String { rejection.description }
}
