import Archiving
import Bootstrap
import Foundation
import HTTPAPI
import Invoicing
import Operations
import Primitives
import Seeds
import Synchronization
import Testing

@testable import Lab

extension World {
  /// An archive in a folder of this world, going by its clock.
  var archive: Archive { Archive(installation, folder: folder + "/archive", clock: clock) }

  /// Three accounts with an invoice each, one of them in Romania, and a credit note.
  func billed() async throws {
    for name in ["ana", "ben", "ion"] {
      try account(name, name == "ion" ? ["seller": "ro"] : [:])
      try order(name, key: name, line: name == "ion" ? "offering: abonament, startsOn: 2026-04-01" : "offering: basic, startsOn: 2026-04-01", placedOn: ResumeTests.day)
    }
    try await bill(ResumeTests.day)
    try await bill(ResumeTests.day.adding(days: 31))
    let number = try #require(try invoices().first?.invoice.number)
    _ = try corrections.credit(number, .init(.percent(30), reason: "slow"), key: "c", on: ResumeTests.day.adding(days: 32))
  }

  func archiveFindings(_ archive: Archive? = nil) throws -> [String] {
    var found: [String] = []
    _ = try (archive ?? self.archive).verify { found.append($0.description) }
    return found
  }

  func settings(_ text: String) throws {
    try FileManager.default.createDirectory(atPath: folder + "/archive", withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: folder + "/archive/archive.yaml"))
  }
}

/// A time stamp authority on this machine, by `openssl ts -reply`, with certificates of its own.
final class LocalAuthority: Sendable {
  static let isPossible = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

  /// What it does with requests.
  enum Mood: Sendable { case honest, refuses, answersAnother }

  let folder: TestFolder
  private let server = Mutex<Task<Void, any Error>?>(nil)
  private let mood = Mutex(Mood.honest)

  var trust: String { folder.path + "ca.pem" }

  init() throws {
    folder = try TestFolder("authority")
    try Data(
      """
      [ tsa ]
      default_tsa = one
      [ one ]
      serial = \(folder.path)serial
      signer_cert = \(folder.path)tsa.pem
      certs = \(folder.path)ca.pem
      signer_key = \(folder.path)tsa.key
      signer_digest = sha256
      default_policy = 1.3.6.1.4.1.99999.1
      digests = sha256
      accuracy = secs:1
      ess_cert_id_alg = sha256
      [ extensions ]
      extendedKeyUsage = critical,timeStamping
      keyUsage = critical,digitalSignature
      [ authority ]
      basicConstraints = critical,CA:TRUE
      keyUsage = critical,keyCertSign
      """.utf8
    ).write(to: URL(filePath: folder.path + "tsa.cnf"))
    try Data("01\n".utf8).write(to: URL(filePath: folder.path + "serial"))
    try run("req -x509 -newkey rsa:2048 -nodes -subj /CN=Root -keyout ca.key -out ca.pem -days 3650 -extensions authority -config req.cnf", config: true)
    try run("req -newkey rsa:2048 -nodes -subj /CN=Stamps -keyout tsa.key -out tsa.csr -config req.cnf", config: true)
    try run("x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 3650 -extfile tsa.cnf -extensions extensions")
  }

  deinit { server.withLock { $0?.cancel() } }

  func be(_ new: Mood) { mood.withLock { $0 = new } }

  private func run(_ arguments: String, config: Bool = false) throws {
    if config {
      try Data(
        "[ req ]\ndistinguished_name = name\n[ name ]\n[ authority ]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign\n".utf8
      ).write(to: URL(filePath: folder.path + "req.cnf"))
    }
    let done = try LocalProgram.run("/usr/bin/openssl", arguments.split(separator: " ").map(String.init), in: folder.path)
    try #require(done.exitCode == 0, "\(done.output)")
  }

  /// Its address, on a port of its own.
  func listen() async throws -> String {
    let (addresses, told) = AsyncStream<String>.makeStream()
    let answering: HTTPServer.Answer = { [weak self, path = folder.path] in
      self?.answer($0, path) ?? Departure(status: 500, headers: [], content: .bytes([]))
    }
    let running = Task { try await HTTPServer(port: 0, answer: answering).run(stopsOnInterrupt: false) { told.yield($0) } }
    server.withLock { $0 = running }
    var iterator = addresses.makeAsyncIterator()
    return try #require(await iterator.next()) + "tsr"
  }

  private func answer(_ arrival: Arrival, _ folder: String) -> Departure {
    let mood = mood.withLock { $0 }
    guard mood != .refuses, arrival.method == "POST", arrival.header("content-type") == "application/timestamp-query" else {
      return Departure(status: 503, headers: [], content: .bytes([]))
    }
    do {
      let name = UUID().uuidString
      try Data(arrival.body).write(to: URL(filePath: folder + name + ".tsq"))
      if mood == .answersAnother {
        try Data("another".utf8).write(to: URL(filePath: folder + name + ".txt"))
        _ = try LocalProgram.run("/usr/bin/openssl", ["ts", "-query", "-data", name + ".txt", "-sha256", "-cert", "-out", name + ".tsq"], in: folder)
      }
      let done = try LocalProgram.run(
        "/usr/bin/openssl", ["ts", "-reply", "-config", "tsa.cnf", "-section", "one", "-queryfile", name + ".tsq", "-out", name + ".tsr"], in: folder)
      guard done.exitCode == 0 else { return Departure(status: 500, headers: [], content: .bytes(Array(done.output.utf8))) }
      let reply = Array(try Data(contentsOf: URL(filePath: folder + name + ".tsr")))
      return Departure(status: 200, headers: [("Content-Type", "application/timestamp-reply")], content: .bytes(reply))
    } catch {
      return Departure(status: 500, headers: [], content: .bytes(Array("\(error)".utf8)))
    }
  }
}

/// Runs another program and waits for it.
enum LocalProgram {
  static func run(_ path: String, _ arguments: [String], in folder: String) throws -> (output: String, exitCode: Int32) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: output, as: UTF8.self), process.terminationStatus)
  }
}
