import Foundation

/// A PostgreSQL server of a test's own that keeps what it commits; gone with the test.
public final class ThrowawayServer: Sendable {
  /// The address of its database `postgres`.
  public let address: String
  private let folder: String

  public init() throws {
    folder = "/tmp/florin-restart-" + UUID().uuidString.prefix(8)
    address = try ThrowawayServer.run("start", folder)
  }

  /// Ends it as if its machine had failed.
  public func stop() throws { _ = try ThrowawayServer.run("stop", folder) }
  public func start() throws { _ = try ThrowawayServer.run("start", folder) }

  /// Starts it as one that follows another server and only reads, until it is promoted.
  public func becomeStandby() throws {
    FileManager.default.createFile(atPath: folder + "/data/standby.signal", contents: nil)
    try start()
  }

  /// Runs a statement that is no transaction's, such as `ALTER SYSTEM`.
  public func run(_ sql: String) throws { try TestDatabase.run(sql, on: address) }

  deinit {
    try? stop()
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func run(_ action: String, _ folder: String) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Scripts/throwaway-postgres").standardized
    process.arguments = [action, folder]
    process.environment = ProcessInfo.processInfo.environment.merging(["FLORIN_TEST_FSYNC": "on"]) { $1 }
    process.standardOutput = output
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    return action == "stop" ? "" : String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
