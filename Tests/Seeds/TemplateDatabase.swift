import Foundation
import Synchronization

/// A database with Florin's schema and nothing in it, made once a process and server: databases of tests are copies of it, because a
/// copy takes a fraction of the time in which every migration is run.
enum TemplateDatabase {
  private static let made = Mutex<[String: String]>([:])

  /// The name of the server's template; made by the program itself, as any installation is.
  static func name(on server: String) throws -> String {
    try made.withLock { made in
      if let known = made[server] { return known }
      let name = TestDatabase.newName("florin_template")
      try TestDatabase.run("CREATE DATABASE \(name) TEMPLATE template0 STRATEGY file_copy", on: server)
      if made.isEmpty { atexit { TemplateDatabase.forget() } }
      made[server] = name
      try fill(TestDatabase.address(of: name, on: server))
      return name
    }
  }

  private static func fill(_ address: String) throws {
    let home = try TestFolder("template")
    let florin = Process()
    florin.executableURL = URL(filePath: BuiltProgram.florin)
    florin.arguments = ["key", "list", "--home", home.path]
    florin.environment = ProcessInfo.processInfo.environment.merging(["FLORIN_DATABASE": address]) { $1 }
    florin.standardOutput = FileHandle.nullDevice
    try florin.run()
    florin.waitUntilExit()
    if florin.terminationStatus != 0 { throw CocoaError(.executableLoad) }
  }

  private static func forget() {
    for (server, name) in made.withLock({ $0 }) { try? TestDatabase.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: server) }
  }
}
