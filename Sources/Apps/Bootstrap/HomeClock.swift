import Foundation
public import Operations
public import Primitives

/// The clock that a home goes by: the machine's own, or in a sandbox the one that its user moves.
///
/// A sandbox keeps its clock in the file `sandbox-clock`, one instant in UTC.
public struct HomeClock: Clock {
  private let file: String

  public init(of home: Home) { file = home.path("sandbox-clock") }

  /// What a sandbox's clock shows; nil where the machine's clock counts.
  public var moved: Instant? {
    // Asked with every request, and there only in sandboxes.
    guard access(file, F_OK) == 0, let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    return Instant(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  public func now() -> Instant { moved ?? MachineClock().now() }

  /// Sets the clock of a sandbox.
  func set(_ instant: Instant) throws { try Data("\(instant)\n".utf8).write(to: URL(filePath: file), options: .atomic) }
}
