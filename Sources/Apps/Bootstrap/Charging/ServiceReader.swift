import Foundation
import Messaging
import Operations
import Primitives

/// Reads a running service over HTTP, as the terminal shows it.
public struct ServiceReader: Sendable {
  private let client: HTTPClient
  private let address: String
  private let key: String?

  /// - Parameters:
  ///   - address: `http://127.0.0.1:8080`; who names it is at this machine's terminal, so any address will do.
  ///   - key: an access key of a staff role.
  public init(address: String, key: String?, trust: String? = nil) throws {
    client = try HTTPClient(trust: trust)
    self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
    self.key = key
    _ = try target("/metrics")
  }

  /// The service did not answer with what was asked for.
  public struct NoAnswer: Error, CustomStringConvertible {
    public let description: String
  }

  public func charging() async throws -> ChargingTop.Reading { ChargingTop.Reading(metrics: try await read("/metrics")) }

  /// Sessions going on, those that end first first.
  public func sessions(limit: Int) async throws -> [OpenSession] {
    try JSONDecoder().decode(Page.self, from: Data(try await read("/v1/charging/sessions?limit=\(limit)").utf8)).items
  }

  /// A session as the service tells it.
  public struct OpenSession: Decodable, Sendable {
    public struct Part: Decodable, Sendable {
      public var service: String
      public var used: Int64
      public var granted: Int64
    }

    public var session: String
    public var balance: String
    public var begunAt: String
    public var validUntil: String
    public var services: [Part]
  }

  private struct Page: Decodable {
    var items: [OpenSession]
  }

  private func target(_ path: String) throws -> WebAddress {
    do { return try WebAddress(address + path) } catch {
      throw Rejection(Problem(.wrongSetting, path: "--address", "\"\(address)\" is no address on the web: \(error.rawValue)", remedy: "write where the service listens, such as http://127.0.0.1:8080"))
    }
  }

  private func read(_ path: String) async throws -> String {
    let everywhere = AddressGuard(allowed: [Network("0.0.0.0/0"), Network("::/0")].compactMap(\.self))
    let headers = key.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
    let answer: OutboundAnswer
    let place = try target(path)
    do throws(OutboundFault) {
      answer = try await client.send(OutboundRequest(address: place, headers: headers, addressGuard: everywhere, timeoutSeconds: 60, longestAnswer: 8 << 20))
    } catch let fault { throw NoAnswer(description: "nothing answers at \(address): \(fault)\n    remedy: start it with `florin serve`, or say where it listens with --address") }
    if answer.status == 401 || answer.status == 403 {
      throw NoAnswer(description: "\(address) does not let \(key == nil ? "strangers" : "this key") read \(path)\n    remedy: give --key or FLORIN_KEY an access key with the role billing (`florin key create NAME --role billing`)")
    }
    guard answer.status == 200 else { throw NoAnswer(description: "\(address)\(path) answered \(answer.status)\n    remedy: look into the service's log") }
    return String(decoding: answer.body, as: UTF8.self)
  }
}
