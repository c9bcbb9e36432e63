import Foundation

/// A database of a test's own on the server that `FLORIN_TEST_POSTGRES` names; gone when the last one lets go.
///
/// It has Florin's schema already (`TemplateDatabase`). Tests of the store keep to SQLite files when that says nothing; `make test` runs them both ways.
public final class TestDatabase: Sendable {
  /// The address of the server's database `postgres`.
  public static let server = ProcessInfo.processInfo.environment["FLORIN_TEST_POSTGRES"].flatMap { $0.isEmpty ? nil : $0 }

  /// The address to open.
  public let address: String
  private let name: String
  private let server: String

  /// - Returns: `nil` when tests keep to SQLite.
  public static func new() throws -> TestDatabase? { try server.map { try TestDatabase(on: $0) } }

  public init(on server: String) throws {
    self.server = server
    name = TestDatabase.newName("florin")
    address = TestDatabase.address(of: name, on: server)
    let template = try TemplateDatabase.name(on: server)
    try TestDatabase.run("CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY file_copy", on: server)
  }

  static func newName(_ kind: String) -> String { kind + "_" + UUID().uuidString.lowercased().filter { $0 != "-" } }

  static func address(of name: String, on server: String) -> String { server.replacingOccurrences(of: "/postgres?", with: "/\(name)?") }

  deinit { try? TestDatabase.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: server) }

  static func run(_ sql: String, on server: String) throws {
    let psql = Process()
    psql.executableURL = URL(filePath: "/usr/bin/env")
    psql.arguments = ["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--command", sql, server]
    try psql.run()
    psql.waitUntilExit()
    if psql.terminationStatus != 0 { throw CocoaError(.executableLoad) }
  }
}
