import Foundation
import Testing

/// A connection on which bytes are sent and read as they are, to try a server on what clients of HTTP do not do.
final class RawConnection {
  let socket: Int32
  private var got: [UInt8] = []

  struct Ended: Error {}

  init(_ url: URL) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(try #require(url.port)).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var one: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    let opened = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    try #require(opened == 0)
  }

  deinit { Glibc.close(socket) }

  func send(_ text: String) async throws { try await RawConnection.send(Array(text.utf8), on: socket) }

  static func send(_ bytes: [UInt8], on socket: Int32) async throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)) }
      if count > 0 { sent += count } else if errno == EAGAIN { try await pause() } else { return }
    }
  }

  /// Nothing here waits in a call of the system: the server shares the threads.
  private static func pause() async throws { try await Task.sleep(for: .milliseconds(2)) }

  func closeWriting() { shutdown(socket, Int32(SHUT_WR)) }

  /// Ends the connection so that the other side hears of it at once.
  func reset() {
    var abort = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
    shutdown(socket, Int32(SHUT_RDWR))
  }

  /// Reads on; `false` at the end of the connection.
  private func readMore() async throws -> Bool {
    var room = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket, &room, room.count, Int32(MSG_DONTWAIT))
      if count > 0 {
        got += room[..<count]
        return true
      }
      if count == 0 || errno != EAGAIN { return false }
      try await RawConnection.pause()
    }
  }

  /// The next answer, head and body, as it came.
  func answer() async throws -> String {
    while true {
      if let end = got.firstRange(of: Array("\r\n\r\n".utf8)) {
        let head = String(decoding: got[..<end.upperBound], as: UTF8.self)
        let length = head.lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
        if got.count >= end.upperBound + length {
          defer { got.removeFirst(end.upperBound + length) }
          return String(decoding: got[..<(end.upperBound + length)], as: UTF8.self)
        }
      }
      if try await !readMore() { throw Ended() }
    }
  }

  /// The head of the next answer alone.
  func head() async throws -> String {
    while true {
      if let end = got.firstRange(of: Array("\r\n\r\n".utf8)) { return try await take(end.upperBound) }
      if try await !readMore() { throw Ended() }
    }
  }

  /// As many bytes as are wanted.
  func take(_ count: Int) async throws -> String {
    while got.count < count { if try await !readMore() { throw Ended() } }
    defer { got.removeFirst(count) }
    return String(decoding: got[..<count], as: UTF8.self)
  }

  /// Everything until the connection ends.
  func rest() async throws -> String {
    while try await readMore() {}
    return String(decoding: got, as: UTF8.self)
  }
}
