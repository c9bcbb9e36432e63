import Foundation
import Testing

@testable import HTTPAPI

/// Addresses in their absolute form, as a server must take them too (RFC 9112, section 3.2.2).
@Suite struct WholeAddressTests {
  @Test(arguments: [
    ("http://a.example/x", "a.example", "/x"), ("HTTPS://a:80/x?y=/z", "a:80", "/x?y=/z"), ("http://[::1]:80", "[::1]:80", "/"), ("http://a?b", "a", "/?b"),
    ("http://a/?u=http://b", "a", "/?u=http://b"),
  ]) func areReadInTheirParts(_ text: String, _ host: String, _ target: String) throws {
    let whole = try #require(WholeAddress(text))
    #expect(whole.host == host && whole.target == target)
  }

  @Test(arguments: ["ftp://a/x", "http:///x", "http://", "http:/a", "//a/x", "a.example:80", "http://me@a/x", "http://me:word@a/x", "http://a:b/x", "http://a b/x", ""])
  func areRefusedWithoutAHost(_ text: String) { #expect(WholeAddress(text) == nil) }

  /// The host of the address counts, whatever `Host` says.
  @Test(.timeLimit(.minutes(15)), arguments: ["/v1/hot/a", "/v1/hot/a?times=1"], [true, false]) func areAnsweredAsTheHostTheyName(_ path: String, _ lane: Bool) async throws {
    try await HotAPI().serving(lane: lane) { url in
      let connection = try RawConnection(url)
      for (named, host, status) in [
        ("http://localhost", "localhost", 200), ("http://127.0.0.1:80", "a.example", 200), ("https://[::1]", "", 200), ("http://a.example", "localhost", 421),
        ("http://localhost.a.example", "localhost", 421),
      ] {
        for method in ["GET", "HEAD"] {
          try await connection.send(HotAPI.request(method, named + path, nil, ["X-Request-ID: abc"], host: host))
          let answer = try await connection.head()
          #expect(answer.hasPrefix("HTTP/1.1 \(status) ") && answer.contains("X-Request-ID: abc\r\n"), "\(answer)")
          if method == "GET" { _ = try await connection.take(answer.firstMatch(of: /Content-Length: (\d+)/).flatMap { Int($0.1) } ?? 0) }
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(15))) func areTakenOfOldClientsThatNameNoHost() async throws {
    try await HotAPI().serving { url in
      for (host, status) in [("localhost", 200), ("a.example", 421)] {
        let connection = try RawConnection(url)
        try await connection.send("GET http://\(host)/v1/hot/a HTTP/1.0\r\n\r\n")
        #expect(try await connection.rest().hasPrefix("HTTP/1.1 \(status) "))
      }
    }
  }
}
