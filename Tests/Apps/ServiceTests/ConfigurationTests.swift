import Foundation
import HTTPAPI
import Primitives
import Testing

@testable import Bootstrap

@Suite struct ConfigurationTests {
  private func file(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("florin-\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: path)
    return path.path
  }

  @Test func theLaterWins() throws {
    let path = try file("port: 1000\nreaders: 3\nhost: 10.0.0.1\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let settings = try ServiceConfiguration.read(
      file: path, environment: ["FLORIN_PORT": "2000", "FLORIN_STOP_SECONDS": "5", "FLORIN_DATABASE": ""], flags: ["port": "3000", "connections": "7"])
    #expect((settings.host, settings.port, settings.readers) == ("10.0.0.1", 3000, 3))
    #expect((settings.limits.connections, settings.limits.stopSeconds) == (7, 5))
    let usual = try ServiceConfiguration.read(file: nil, environment: [:], flags: [:])
    #expect((usual.host, usual.port) == ("127.0.0.1", 8080))
  }

  @Test func everyMistakeIsToldAtOnce() throws {
    let path = try file("port: 70000\nreader: 4\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let rejection = #expect(throws: Rejection.self) {
      try ServiceConfiguration.read(file: path, environment: ["FLORIN_READERS": "0"], flags: ["port": "80", "stopSeconds": "soon"])
    }
    #expect(rejection?.problems.map(\.path) == ["reader", "port", "FLORIN_READERS", "--stop-seconds"])
  }
}
