import Foundation
import Synchronization
import Testing

/// Clients that share no code with this program.
enum Independent {
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Independent/\(name)").path
  }

  /// A Python that has python-h2.
  static let pythonWithHTTP2: String? = ["python3", "/usr/bin/python3"].first { program in
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program, "-c", "import h2"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// Whether a program is installed here.
  static func has(_ program: String) -> Bool {
    ["/usr/bin", "/usr/local/bin", "/usr/sbin", "/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }
}

/// A Python program that says line by line, as JSON, how far it is.
final class Conversation: Sendable {
  private let lines: AsyncStream<String>
  private let code = Mutex<Int32?>(nil)
  private let process: Mutex<Process>

  init(_ script: String, _ arguments: [String], python: String = "python3", environment: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, "-u", script] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (out, errors) = (Pipe(), Pipe())
    process.standardOutput = out
    process.standardError = errors
    let (lines, told) = AsyncStream<String>.makeStream()
    self.lines = lines
    try process.run()
    self.process = Mutex(process)
    DispatchQueue.global().async { FileHandle.standardError.write(errors.fileHandleForReading.readDataToEndOfFile()) }
    DispatchQueue.global().async {
      var rest = Data()
      while true {
        let data = out.fileHandleForReading.availableData
        if data.isEmpty { break }
        rest += data
        while let end = rest.firstIndex(of: 0x0A) {
          told.yield(String(decoding: rest[..<end], as: UTF8.self))
          rest = rest[rest.index(after: end)...]
        }
      }
      told.finish()
    }
  }

  /// The next line; `nil` when it has ended.
  func next() async throws -> [String: Any]? {
    var iterator = lines.makeAsyncIterator()
    guard let line = await iterator.next() else {
      let code = process.withLock { process in
        process.waitUntilExit()
        return process.terminationStatus
      }
      self.code.withLock { $0 = code }
      return nil
    }
    return try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
  }

  /// Whether it came to its end as it was meant to.
  var isContent: Bool { code.withLock { $0 } == 0 }
}

/// Certificates of an authority made for one test, with those of a stranger.
final class Papers: Sendable {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("florin-papers-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem")
    try run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=stranger -keyout stranger.key -out stranger.pem")
    for (name, host) in [("ocs", "ocs.florin.example"), ("client", "client.example"), ("relay", "relay.between")] {
      try run("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=\(host) -keyout \(name).key -out \(name).csr")
      try Data("subjectAltName=DNS:\(host),IP:127.0.0.1\n".utf8).write(to: URL(filePath: file("\(name).ext")))
      try run("x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile \(name).ext -out \(name).pem")
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func file(_ name: String) -> String { "\(folder)/\(name)" }

  private func run(_ arguments: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "openssl \(arguments)")
  }
}
