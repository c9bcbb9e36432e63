import Foundation
import HTTPAPI
import Messaging
import Operations
import Primitives
import Synchronization
import Testing

@testable import Bootstrap

/// A small server of somebody who is told of events: keeps what came, and answers what a test says.
final class WebhookReceiver: Sendable {
  struct Heard: Sendable {
    var id: String
    var type: String
    var subject: String
    var arrival: Arrival
  }

  private let heard = Mutex<[Heard]>([])
  private let answer: @Sendable (Heard, _ earlier: [Heard]) async -> Int
  private let headers: [(name: String, value: String)]
  private let server = Mutex<Task<Void, any Error>?>(nil)

  init(headers: [(name: String, value: String)] = [], _ answer: @escaping @Sendable (Heard, _ earlier: [Heard]) async -> Int = { _, _ in 204 }) {
    self.headers = headers
    self.answer = answer
  }

  deinit { server.withLock { $0?.cancel() } }

  /// Its address, on a port of its own.
  func listen() async throws -> String {
    let (addresses, told) = AsyncStream<String>.makeStream()
    let answering: HTTPServer.Answer = { [weak self] in await self?.take($0) ?? Departure(status: 500, headers: [], content: .bytes([])) }
    let running = Task { try await HTTPServer(port: 0, answer: answering).run(stopsOnInterrupt: false) { told.yield($0) } }
    server.withLock { $0 = running }
    var iterator = addresses.makeAsyncIterator()
    return try #require(await iterator.next()) + "hooks"
  }

  private func take(_ arrival: Arrival) async -> Departure {
    let event = (try? JSONSerialization.jsonObject(with: Data(arrival.body))) as? [String: Any]
    let one = Heard(
      id: arrival.header("webhook-id") ?? "", type: event?["type"] as? String ?? "", subject: event?["subject"] as? String ?? "", arrival: arrival)
    let earlier = heard.withLock { heard in
      defer { heard.append(one) }
      return heard
    }
    return Departure(status: await answer(one, earlier), headers: headers, content: .bytes([]))
  }

  var all: [Heard] { heard.withLock { $0 } }

  /// Waits until something is so, for a while.
  func until(_ isSo: @Sendable ([Heard]) -> Bool) async throws -> [Heard] {
    for _ in 0..<600 {
      if isSo(all) { return all }
      try await Task.sleep(for: .milliseconds(50))
    }
    return all
  }
}

extension WebhookReceiver.Heard {
  /// Whether one of the signatures is by this secret, as a receiver checks it.
  func isSigned(by secret: String) throws -> Bool {
    let known = try #require(WebhookSecret(secret))
    let at = try #require(arrival.header("webhook-timestamp").flatMap { Int64($0) })
    #expect(abs(at - MachineClock().now().seconds) < 300)
    let expected = try WebhookSignature.headers(id: id, at: at, body: arrival.body, secrets: [known], maker: SystemSignatures())[2].value
    return (arrival.header("webhook-signature") ?? "").split(separator: " ").contains(expected[...])
  }
}
