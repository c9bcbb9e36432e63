import Foundation
import HTTPAPI
import Seeds
import Testing

/// The same raw bytes over TLS, by a program that knows it.
enum SealedConnection {
  static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  /// A certificate for a server, in files that are gone afterwards.
  static func certified<T>(_ body: (ServerCertificate) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sealed-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (certificate, key) = (folder.appending(path: "c.pem"), folder.appending(path: "k.pem"))
    try Data(TestCertificates.one.certificate.utf8).write(to: certificate)
    try Data(TestCertificates.one.key.utf8).write(to: key)
    return try await body(try ServerCertificate(certificate: certificate.path, key: key.path))
  }

  /// Sends a text, waits until one answers it or the time is over, sends the next, and gives all that came until the end of the connection.
  static func rest(_ url: URL, sending texts: [String]) async throws -> String {
    let (python, output) = (Process(), Pipe())
    python.executableURL = URL(filePath: "/usr/bin/python3")
    python.arguments = ["-c", """
      import socket, ssl, sys
      context = ssl._create_unverified_context()
      with context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[1])))) as one:
          text = b""
          for index, part in enumerate(sys.argv[2:]):
              if index:
                  text += one.recv(65536)
              one.sendall(part.encode("latin-1"))
          while True:
              more = one.recv(65536)
              if not more: break
              text += more
          sys.stdout.buffer.write(text)
      """, "\(try #require(url.port))"] + texts
    python.standardOutput = output
    try python.run()
    return try await end(of: python, output)
  }

  /// Sends a text, waits for what answers it, and tells how the connection ends then.
  static func end(_ url: URL, sending text: String, answered: () -> Void) async throws -> String {
    let (python, output, input) = (Process(), Pipe(), Pipe())
    python.executableURL = URL(filePath: "/usr/bin/python3")
    python.arguments = ["-c", """
      import socket, ssl, sys
      context = ssl._create_unverified_context()
      context.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
      one = context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[1]))), suppress_ragged_eofs=False)
      one.sendall(sys.argv[2].encode("latin-1"))
      text = one.recv(65536)
      while b"}" not in text: text += one.recv(65536)
      print("answered", file=sys.stderr, flush=True)
      try:
          more = one.recv(65536)
          print("goodbye" if more == b"" else more, end="")
      except ssl.SSLError as error: print(error, end="")
      """, "\(try #require(url.port))", text]
    (python.standardOutput, python.standardError) = (output, input)
    try python.run()
    let isAnswered = Task.detached { input.fileHandleForReading.availableData.count > 0 }
    #expect(await isAnswered.value)
    answered()
    return try await end(of: python, output)
  }

  /// All that a program says until it ends; no thread of the server's is held for it.
  private static func end(of program: Process, _ output: Pipe) async throws -> String {
    await withCheckedContinuation { told in
      Thread.detachNewThread {
        let bytes = (try? output.fileHandleForReading.readToEnd()) ?? nil
        program.waitUntilExit()
        told.resume(returning: String(decoding: bytes ?? Data(), as: UTF8.self))
      }
    }
  }
}
