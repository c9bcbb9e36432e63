/// The database takes nothing of what one request would write, though it takes what others do: nothing of it was written, and the same again
/// comes to the same.
public struct UnwritableRequest: Error, CustomStringConvertible {
  /// What the database says.
  public let fault: any Error

  public var description: String { "\(fault)" }
}
