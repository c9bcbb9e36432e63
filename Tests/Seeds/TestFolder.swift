import Foundation

/// A folder of a test's own for what it writes; gone when the last one lets go.
public final class TestFolder: Sendable {
  /// With a slash at its end.
  public let path: String

  public init(_ name: String) throws {
    path = NSTemporaryDirectory() + "florin-\(name)-\(UUID().uuidString)/"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
