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
    let python = Process()
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
    let output = Pipe()
    python.standardOutput = output
    return try await withCheckedThrowingContinuation { told in
      do {
        try python.run()
        Thread.detachNewThread {
          let bytes = (try? output.fileHandleForReading.readToEnd()) ?? nil
          python.waitUntilExit()
          told.resume(returning: String(decoding: bytes ?? Data(), as: UTF8.self))
        }
      } catch { told.resume(throwing: error) }
    }
  }
}
