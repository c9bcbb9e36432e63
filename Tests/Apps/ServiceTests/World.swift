import Bootstrap
import Foundation
import HTTPAPI
import Primitives
import Testing

@testable import Lab

/// A sandbox of its own, forty days on, and its service; gone with the test.
final class World: Sendable {
  let installation: Installation
  /// Asked by whoever runs the program.
  let service: Service
  /// Asked from outside: needs keys.
  let door: Service
  private let folder: URL
  /// Where the database lies when it is not on the machine's own disk.
  let disk: SimulatedDisk?

  /// - Parameter simulated: its database lies on a disk in memory, which can be full.
  init(days: Int = 40, simulated: Bool = false, settings: Service.Settings = Service.Settings()) async throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("florin-service-\(UUID().uuidString)")
    disk = simulated ? SimulatedDisk(folder: folder.path) : nil
    let start = Day(number: 20_454)  // 2026-01-01
    let sandbox = try Sandbox.make(folder.path, on: start)
    if days > 0 { try await sandbox.advance(to: start.adding(days: days)) { _ in } }
    installation = sandbox.installation
    service = Service(installation, settings: settings, unnamed: .machine) { _ in }
    door = Service(installation) { _ in }
  }

  deinit {
    disk?.remove()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Asks the service in process.
  func ask(_ method: String, _ target: String, _ body: String? = nil, _ headers: [String: String] = [:]) async -> Answered {
    var arrival = Arrival(method: method, target: target, headers: headers.map { ($0.key, $0.value) }, body: Array((body ?? "").utf8))
    if body != nil { arrival.headers.append(("Content-Type", "application/json")) }
    return Answered(await service.desk.answer(arrival))
  }

  /// Asks from outside, with a key or without.
  func knock(_ method: String, _ target: String, key: String?, _ body: String? = nil) async -> Answered {
    var arrival = Arrival(method: method, target: target, body: Array((body ?? "").utf8))
    arrival.headers = [("Idempotency-Key", UUID().uuidString)]
    if body != nil { arrival.headers.append(("Content-Type", "application/json")) }
    if let key { arrival.headers.append(("Authorization", "Bearer \(key)")) }
    var answer = Answered(await door.desk.answer(arrival))
    // What reads may ask again when a busy machine let the database be too slow.
    for _ in 0..<10 where method == "GET" && answer.status == 503 { answer = Answered(await door.desk.answer(arrival)) }
    return answer
  }

  func get(_ target: String) async -> Answered { await ask("GET", target) }

  /// The lines of `/metrics`, once these are among them: what a network answers is counted behind what it does.
  func metrics(with expected: [String]) async -> Set<String> {
    var lines: Set<String> = []
    for _ in 0..<600 {
      lines = Set(await get("/metrics").text.split(separator: "\n").map(String.init))
      if lines.isSuperset(of: expected) { break }
      try? await Task.sleep(for: .milliseconds(100))
    }
    return lines
  }

  /// What came of orders to a network is counted, each once.
  func expectOrders(_ spoken: String, _ expected: [(kind: String, outcome: String)]) async {
    let expected = expected.map { #"florin_charging_orders_total{protocol="\#(spoken)",order="\#($0.kind)",outcome="\#($0.outcome)"} 1"# }
    let told = await metrics(with: expected)
    for line in expected { #expect(told.contains(line), "\(line)") }
  }
}

/// An answer, taken apart.
struct Answered {
  var status: Int
  var text: String
  var departure: Departure

  init(_ departure: Departure) {
    status = departure.status
    text = String(decoding: departure.bytes, as: UTF8.self)
    self.departure = departure
  }

  /// The value at a path such as `items.0.number`, as text; `nil` where there is none.
  subscript(path: String) -> String? {
    var value = try? JSONSerialization.jsonObject(with: Data(departure.bytes), options: .fragmentsAllowed)
    for part in path.split(separator: ".") {
      if let list = value as? [Any] {
        value = Int(part).flatMap { $0 < list.count ? list[$0] : nil }
      } else {
        value = (value as? [String: Any])?[String(part)]
      }
    }
    if let list = value as? [Any] { return "\(list.count)" }
    return value.map { "\($0)" }
  }
}
