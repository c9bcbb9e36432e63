import Foundation
import Primitives
import Seeds
import Testing

@testable import HTTPAPI

/// The lane is a cheaper way to the same answers: seen from outside nothing tells it from the framework.
@Suite struct LaneTests {
  /// An answer without what differs from one moment to the next.
  private func timeless(_ text: String) -> String { text.replacing(/Date: [^\r]*\r\n/, with: "Date: …\r\n") }

  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let status: Int
    /// Whether it is answered in the lane.
    let isTaken: Bool
    var testDescription: String { String(text.prefix(120)).replacing("\r\n", with: " ⏎ ") }

    init(_ text: String, _ status: Int, taken: Bool) {
      self.text = text
      self.status = status
      isTaken = taken
    }
  }

  /// By whichever thread: what an answer is made of is read at one moment.
  @Test(arguments: [true, false]) func whatIsReadForAnAnswerIsReadAtOneMoment(_ inPlace: Bool) async throws {
    let api = HotAPI(readsInPlace: inPlace)
    let arrival = Arrival(method: "GET", target: "/v1/hot/a", headers: [("Host", "localhost")], body: [])
    #expect(await api.desk.answer(arrival).status == 200)
    #expect(api.moments.value == 1)
    let departure = await withCheckedContinuation { told in api.lane.answer(arrival, { work in work() }) { told.resume(returning: $0) } }
    #expect(departure.status == 200)
    #expect(api.moments.value == 2)
  }

  private static let cases = [
    Case(HotAPI.say("a"), 200, taken: true),
    Case(HotAPI.say("a", key: "far"), 200, taken: true),
    Case(HotAPI.say("bad"), 409, taken: true),
    Case(HotAPI.say("a", key: nil), 401, taken: true),
    Case(HotAPI.say("a", key: "auditor"), 403, taken: true),
    Case(HotAPI.say("a", at: "/v1/hot/slow"), 200, taken: true),
    Case(HotAPI.say("a", at: "/v1/hot?x=1"), 400, taken: true),
    Case(HotAPI.say("a", at: "/v1/hot/"), 200, taken: false),
    Case(HotAPI.say("a", at: "/v1/nothing"), 404, taken: false),
    Case(HotAPI.request("POST", "/v1/hot", "{", []), 400, taken: true),
    Case(HotAPI.request("POST", "/v1/hot", #"{"word":1,"more":2}"#), 422, taken: true),
    Case(HotAPI.request("POST", "/v1/hot", #"{"word":"a"}"#, ["Accept: text/html"]), 406, taken: true),
    Case(HotAPI.request("POST", "/v1/hot", #"{"word":"a"}"#, ["Accept: */*", "X-Request-ID: mine", "Connection: keep-alive"]), 200, taken: true),
    Case(HotAPI.request("POST", "/v1/hot", #"{"word":"a"}"#, ["X-Request-ID: not tame"]), 200, taken: true),
    Case(HotAPI.request("POST", "/v1/hot", nil, ["Content-Type: text/plain", "Content-Length: 3"]) + "abc", 415, taken: true),
    Case(HotAPI.request("POST", "/v1/hot", nil, ["Content-Length: 3"]) + "abc", 415, taken: true),
    Case(HotAPI.request("POST", "/v1/hot", #"{"word":"a"}"#, [], host: "elsewhere.example"), 421, taken: true),
    Case(HotAPI.request("POST", "/v1/hot", #"{"word":"a"}"#, [], host: nil), 400, taken: false),
    Case(HotAPI.request("POST", "/v1/hot", #"{"word":"a"}"#, [], host: "local host"), 400, taken: false),
    Case(HotAPI.request("POST", "/v1/hot", #"{"word":"a"}"#, ["Connection: close"]), 200, taken: false),
    Case(HotAPI.request("POST", "/v1/hot", #"{"word":"a"}"#, ["Expect: 100-continue"]), 100, taken: false),
    Case(HotAPI.request("POST", "/v1/hot", nil, ["Content-Type: application/json", "Transfer-Encoding: chunked"]) + "6\r\n{\"word\r\n6\r\n\":\"a\"}\r\n0\r\n\r\n", 200, taken: false),
    Case(HotAPI.request("POST", "/v1/hot", nil, ["Content-Type: application/json", "Content-Encoding: gzip", "Content-Length: 2"]) + "{}", 415, taken: true),
    Case(HotAPI.request("GET", "/v1/hot/a"), 200, taken: true),
    Case(HotAPI.request("GET", "/v1/hot/a%20b?times=2"), 200, taken: true),
    Case(HotAPI.request("GET", "/v1/hot/%zz"), 400, taken: true),
    Case(HotAPI.request("GET", "/v1/hot/a", nil, ["If-None-Match: *"]), 304, taken: true),
    Case(HotAPI.request("GET", "/v1/hot/a?times=2000", nil, ["Accept-Encoding: gzip"]), 200, taken: true),
    Case(HotAPI.request("HEAD", "/v1/hot/a", nil, ["Connection: close"]), 200, taken: false),
    Case(HotAPI.request("OPTIONS", "/v1/hot"), 405, taken: false),
    Case(HotAPI.request("DELETE", "/v1/hot"), 405, taken: false),
    Case(HotAPI.say(String(repeating: "x", count: 1_100_000)), 413, taken: false),
    Case(HotAPI.say(String(repeating: "x", count: 70_000), key: nil), 401, taken: false),
    Case("NOTHING\r\n\r\n", 400, taken: false),
  ]

  /// Byte for byte, headers and their order too.
  @Test(.timeLimit(.minutes(15)), arguments: cases) func answersAsTheFrameworkDoes(_ one: Case) async throws {
    let api = HotAPI()
    func ask(lane: Bool) async throws -> String {
      try await api.serving(lane: lane) { url in
        let connection = try RawConnection(url)
        try await connection.send(one.text)
        // HEAD tells a length of what is not sent.
        if one.text.hasPrefix("HEAD") { return timeless(try await connection.rest()) }
        return timeless(try await connection.answer())
      }
    }
    let without = try await ask(lane: false)
    #expect(api.taken.value == 0)
    let with = try await ask(lane: true)
    #expect(with == without)
    #expect(with.hasPrefix("HTTP/1.1 \(one.status) "), "\(with.prefix(300))")
    #expect(api.taken.value == (one.isTaken ? 1 : 0))
  }

  @Test(.timeLimit(.minutes(15))) func answersInTheOrderOfTheRequests() async throws {
    let api = HotAPI()
    try await api.serving { url in
      let connection = try RawConnection(url)
      let words = ["late", "b", "c", "late", "e", "f", "g", "late", "i", "j"]
      let targets = ["/v1/hot", "/v1/cold", "/v1/hot", "/v1/hot", "/v1/hot/slow", "/v1/cold", "/v1/cold", "/v1/hot", "/v1/hot", "/v1/cold"]
      let all = zip(words, targets).map { HotAPI.say($0, at: $1) }.joined()
      try await connection.send(all + all)
      for word in words + words {
        let answer = try await connection.answer()
        #expect(answer.hasSuffix(#"{"word":"\#(word)"}"#), "\(word): \(answer)")
      }
      // What is behind a request of the framework's goes there too, so how many take the lane depends on timing.
      #expect(api.taken.value >= 1)
      for number in 0..<20 {
        try await connection.send(HotAPI.say("w\(number)", at: number % 3 == 0 ? "/v1/cold" : "/v1/hot"))
        #expect(try await connection.answer().hasSuffix(#"{"word":"w\#(number)"}"#))
      }
    }
  }

  /// Also when nothing comes behind it that would wake the framework.
  @Test(.timeLimit(.minutes(15))) func whatWasHeldBackIsAnsweredWithoutAnythingBehindIt() async throws {
    try await HotAPI().serving { url in
      let connection = try RawConnection(url)
      try await connection.send(HotAPI.say("late") + HotAPI.say("b", at: "/v1/cold"))
      for word in ["late", "b"] { #expect(try await connection.answer().hasSuffix(#"{"word":"\#(word)"}"#)) }
    }
  }

  @Test(.timeLimit(.minutes(15))) func manyAtOnceComeInOrderAndWhole() async throws {
    let api = HotAPI()
    try await api.serving { url in
      let connection = try RawConnection(url)
      // More than the socket holds, from a client that reads only in the end.
      let sending = Task.detached { [socket = connection.socket] in
        try await RawConnection.send(Array((0..<300).map { HotAPI.request("GET", "/v1/hot/\($0)-?times=4000") }.joined().utf8), on: socket)
      }
      try await Task.sleep(for: .milliseconds(500))
      for number in 0..<300 { #expect(try await connection.answer().hasSuffix(#""word":"\#(String(repeating: "\(number)-", count: 4000))"}"#), "\(number)") }
      try await sending.value
      #expect(api.taken.value == 300)
    }
  }

  @Test(.timeLimit(.minutes(15))) func takesABodyInManySmallPieces() async throws {
    let api = HotAPI()
    try await api.serving { url in
      let connection = try RawConnection(url)
      // On a machine so busy that they took longer than the lane waits, they went the other way.
      var timely = 0
      for _ in 0..<2 {
        let begun = ContinuousClock.now
        for byte in HotAPI.say("piece by piece").utf8 {
          try await RawConnection.send([byte], on: connection.socket)
          try await Task.sleep(for: .milliseconds(1))
        }
        #expect(try await connection.answer().hasSuffix(#"{"word":"piece by piece"}"#))
        if ContinuousClock.now - begun < .milliseconds(900) { timely += 1 }
      }
      let taken = api.taken.value
      #expect((timely...2).contains(taken))
      // A slow one is left to the framework, which has patience with it.
      let slow = HotAPI.say("slow")
      try await connection.send(String(slow.dropLast(5)))
      try await Task.sleep(for: .milliseconds(1200))
      try await connection.send(String(slow.suffix(5).prefix(2)))
      try await Task.sleep(for: .milliseconds(50))
      try await connection.send(String(slow.suffix(3)))
      #expect(try await connection.answer().hasSuffix(#"{"word":"slow"}"#))
      #expect(api.taken.value == taken)
      try await connection.send(HotAPI.say("again"))
      #expect(try await connection.answer().hasSuffix(#"{"word":"again"}"#))
      #expect(api.taken.value == taken + 1)
    }
  }

  @Test(.timeLimit(.minutes(15))) func outlivesClientsThatGo() async throws {
    let api = HotAPI()
    try await api.serving { url in
      for text in [String(HotAPI.say("cut").dropLast(3)), HotAPI.say("gated"), HotAPI.say("gated") + HotAPI.say("b") + HotAPI.say("c", at: "/v1/cold")] {
        for isAbrupt in [true, false] {
          let connection = try RawConnection(url)
          try await connection.send(text)
          try await Task.sleep(for: .milliseconds(100))
          if isAbrupt { connection.reset() }
        }
      }
      api.gate.open()
      let connection = try RawConnection(url)
      try await connection.send(HotAPI.say("alive"))
      #expect(try await connection.answer().hasSuffix(#"{"word":"alive"}"#))
    }
  }

  /// Who has said all and only listens is answered, and the connection then ends.
  @Test(.timeLimit(.minutes(15))) func answersWhoOnlyListens() async throws {
    let api = HotAPI()
    try await api.serving { url in
      let connection = try RawConnection(url)
      try await connection.send(HotAPI.say("late") + HotAPI.say("b"))
      connection.closeWriting()
      let rest = try await connection.rest()
      #expect(rest.contains(#"{"word":"late"}"#) && rest.hasSuffix(#"{"word":"b"}"#), "\(rest)")
      // In the middle of a request: as without the lane.
      func cut(lane: Bool) async throws -> String {
        try await api.serving(lane: lane) { url in
          let connection = try RawConnection(url)
          try await connection.send(String(HotAPI.say("cut").dropLast(3)))
          connection.closeWriting()
          return timeless(try await connection.rest())
        }
      }
      #expect(try await cut(lane: true) == (try await cut(lane: false)))
    }
  }

  /// Whoever was refused and goes on sending, byte by byte, keeps no place.
  @Test(.timeLimit(.minutes(15)), arguments: ["/v1/hot", "/v1/cold"]) func theRestOfARefusedBodyIsNotTakenForEver(_ path: String) async throws {
    let api = HotAPI()
    var limits = HTTPServer.Limits()
    limits.restSeconds = 1
    try await api.serving(limits) { url in
      let connection = try RawConnection(url)
      try await connection.send("POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{")
      #expect(try await connection.answer().hasPrefix("HTTP/1.1 4"))
      let dripping = Task.detached { [socket = connection.socket] in
        while !Task.isCancelled {
          try await RawConnection.send([0x20], on: socket)
          try await Task.sleep(for: .milliseconds(100))
        }
      }
      defer { dripping.cancel() }
      _ = try await connection.rest()
    }
  }

  @Test(.timeLimit(.minutes(15))) func silenceEndsAConnectionAndWaitingDoesNot() async throws {
    let api = HotAPI()
    var limits = HTTPServer.Limits()
    limits.idleSeconds = 2
    try await api.serving(limits) { url in
      let silent = try RawConnection(url)
      // A busy machine may itself keep silent for too long; then another connection tries again.
      var waiting = silent
      for _ in 0..<20 where api.gate.waiting == 0 {
        waiting = try RawConnection(url)
        do { try await waiting.send(HotAPI.say("gated")) } catch is RawConnection.Ended { continue }
        for _ in 0..<100 where api.gate.waiting == 0 { try await Task.sleep(for: .milliseconds(10)) }
      }
      var busy = try RawConnection(url)
      // Since when it may have been silent at most, as the other side sees it.
      var (said, asked) = (0, ContinuousClock.now)
      while said < 8 {
        let now = ContinuousClock.now
        do {
          try await busy.send(HotAPI.say("w\(said)"))
          #expect(try await busy.answer().hasSuffix(#"{"word":"w\#(said)"}"#))
          (said, asked) = (said + 1, now)
        } catch let ended as RawConnection.Ended {
          if ContinuousClock.now - asked < .seconds(limits.idleSeconds) { throw ended }
          (busy, asked) = (try RawConnection(url), now)
        }
        try await Task.sleep(for: .milliseconds(400))
      }
      #expect(try await silent.rest().isEmpty)
      api.gate.open()
      #expect(try await waiting.answer().hasSuffix(#"{"word":"gated"}"#))
      #expect(try await waiting.rest().isEmpty)
      #expect(try await busy.rest().isEmpty)
    }
  }

  @Test(.timeLimit(.minutes(15)), .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"))) func speaksTLS() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lane-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (certificate, key) = (folder.appending(path: "c.pem"), folder.appending(path: "k.pem"))
    try Data(TestCertificates.one.certificate.utf8).write(to: certificate)
    try Data(TestCertificates.one.key.utf8).write(to: key)
    let api = HotAPI()
    for lane in [false, true] {
      try await api.serving(lane: lane, certificate: try ServerCertificate(certificate: certificate.path, key: key.path)) { url in
        let python = Process()
        python.executableURL = URL(filePath: "/usr/bin/python3")
        python.arguments = ["-c", """
          import socket, ssl, sys
          context = ssl._create_unverified_context()
          with context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[1])))) as one:
              one.sendall(sys.argv[2].encode() * 3)
              text = b""
              while text.count(b'"word"') < 3: text += one.recv(65536)
              print(text.decode())
          """, "\(try #require(url.port))", HotAPI.say("sealed")]
        let output = Pipe()
        python.standardOutput = output
        try python.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        python.waitUntilExit()
        #expect(text.split(separator: #"{"word":"sealed"}"#).count == 4 && text.contains("HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=31536000\r\nContent-Security-Policy"), "\(text)")
      }
      #expect(api.taken.value == (lane ? 3 : 0))
    }
  }
}
