import Foundation
import Seeds
import Testing

@testable import HTTPAPI

/// Among the tests that interrupt this program, which go one after the other.
extension HTTPServerTests {
  /// What is under way when the server is asked to stop is answered, and the connection then ends; nothing new is begun on it.
  @Test(.timeLimit(.minutes(15))) func answersInTheLaneBeforeItStops() async throws {
    let api = HotAPI()
    let (addresses, told) = AsyncStream<String>.makeStream()
    let (desk, lane) = (api.desk, api.lane)
    var limits = HTTPServer.Limits()
    // Hundreds of other tests may share the machine.
    limits.stopSeconds = 120
    let server = Task { [limits] in try await HTTPServer(port: 0, limits: limits, lane: lane) { await desk.answer($0) }.run { told.yield($0) } }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next())
    let url = try #require(URL(string: address))
    let (waiting, reading, silent) = (try RawConnection(url), try RawConnection(url), try RawConnection(url))
    let last = HotAPI.say("last")
    try await waiting.send(HotAPI.say("gated"))
    try await reading.send(String(last.dropLast(4)))
    while api.gate.waiting < 1 { try await Task.sleep(for: .milliseconds(10)) }
    kill(getpid(), SIGTERM)
    #expect(try await silent.rest().isEmpty)
    api.gate.open()
    #expect(try await waiting.rest().hasSuffix(#"{"word":"gated"}"#))
    try await reading.send(String(last.suffix(4)))
    #expect(try await reading.rest().hasSuffix(#"{"word":"last"}"#))
    try await server.value
  }

  /// TLS reads on for a while when a connection is over: what comes then could get no answer, so it is not done.
  @Test(.timeLimit(.minutes(15)), .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"))) func nothingIsBegunBehindTheEnd() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "stop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (certificate, key) = (folder.appending(path: "c.pem"), folder.appending(path: "k.pem"))
    try Data(TestCertificates.one.certificate.utf8).write(to: certificate)
    try Data(TestCertificates.one.key.utf8).write(to: key)
    let api = HotAPI()
    let (addresses, told) = AsyncStream<String>.makeStream()
    let (desk, lane, papers) = (api.desk, api.lane, try ServerCertificate(certificate: certificate.path, key: key.path))
    let server = Task { try await HTTPServer(port: 0, certificate: papers, lane: lane) { await desk.answer($0) }.run { told.yield($0) } }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next())
    let python = Process()
    python.executableURL = URL(filePath: "/usr/bin/python3")
    python.arguments = ["-c", """
      import socket, ssl, sys
      one = ssl._create_unverified_context().wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[1]))))
      one.sendall(sys.argv[2].encode())
      text = b""
      while text.count(b'"word"') < 1: text += one.recv(65536)
      print("answered", flush=True)
      sys.stdin.readline()
      try:
          one.sendall(sys.argv[2].encode())
          while True:
              more = one.recv(65536)
              if not more: break
              text += more
      except OSError: pass
      print(text.count(b'"word"'))
      """, "\(try #require(URL(string: address)?.port))", HotAPI.say("once")]
    let (output, input) = (Pipe(), Pipe())
    python.standardOutput = output
    python.standardInput = input
    try python.run()
    var said = ""
    while !said.hasSuffix("\n"), let more = try output.fileHandleForReading.read(upToCount: 1), !more.isEmpty { said += String(decoding: more, as: UTF8.self) }
    #expect(said == "answered\n")
    kill(getpid(), SIGTERM)
    try await Task.sleep(for: .milliseconds(300))
    try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
    #expect(String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self) == "1\n")
    python.waitUntilExit()
    #expect(api.taken.value == 1)
    try await server.value
  }
}
