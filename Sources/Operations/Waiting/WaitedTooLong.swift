/// Somebody has waited for the database as long as anybody does. What was asked may be done all the same, later: the same
/// again, under the same name, is answered as it was then.
public struct WaitedTooLong: Error, Sendable, CustomStringConvertible {
  public var waited: Duration

  public init(_ waited: Duration) { self.waited = waited }

  public var description: String { "the database did not answer within \(waited.formatted)" }
}

extension Duration {
  fileprivate var formatted: String {
    let (seconds, attoseconds) = components
    return seconds == 0 ? "\(attoseconds / 1_000_000_000_000_000) ms" : "\(seconds) s"
  }
}
