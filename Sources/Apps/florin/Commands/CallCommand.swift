import ArgumentParser
import Bootstrap
import Foundation
import HTTPAPI
import Primitives

struct CallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Ask the HTTP API of a home, without a server.",
    discussion: """
      florin call GET /health/ready
      florin call GET '/v1/invoices?limit=2' --include
      florin call POST /v1/orders --data @order.json --header 'Idempotency-Key: order-1'

      The answer is the one that `florin serve` would send. Without a key in a header you may do everything: you can read
      the database anyway. A bill run that the request began ends with this program, so the program waits for it; the
      answer is printed before. Exits with 1 when the answer's status is 400 or above, with 2 when such a run failed.
      """)
  @Argument(help: "GET, POST, PUT or DELETE.") var method: String
  @Argument(help: "Path and query, such as /v1/invoices?limit=2.") var address: String
  @Option(help: "The body, or @FILE to read it from a file.") var data: String?
  @Option(name: [.short, .long], help: "A header, `Name: value`.") var header: [String] = []
  @Flag(name: [.short, .long], help: "Print the status and the headers as well.") var include = false
  @Flag(help: "Ask like a stranger, without the rights of this machine's user; a key in a header gives its own.") var anonymous = false
  @Option(help: "The folder that holds Florin's database. Created when missing.") var home = "florin-home"
  @OptionGroup var database: DatabaseOption

  func run() async throws {
    try await answering {
      var arrival = Arrival(method: method.uppercased(), target: address, body: try body())
      arrival.headers = try header.map(CallCommand.header)
      if data != nil, arrival.header("content-type") == nil { arrival.headers.append(("Content-Type", "application/json")) }
      let settings = try ServiceConfiguration.read(file: nil, environment: ProcessInfo.processInfo.environment, flags: [:])
      let service = Service(try Installation(folder: home), settings: settings, unnamed: anonymous ? .stranger : .machine) { entry in
        if let fault = entry.fault { complain(fault) }
      }
      let departure = await service.desk.answer(arrival)
      if include {
        print("\(departure.status)")
        for (name, value) in departure.headers { print("\(name): \(value)") }
        print()
      }
      switch departure.content {
      case .bytes(let bytes): try write(bytes, endingLine: true)
      case .pieces(let pieces): for await piece in pieces { try write(piece, endingLine: false) }
      }
      if await !service.finishRuns() { throw Exits.fault }
      if departure.status >= 400 { throw Exits.refused }
    }
  }

  private func write(_ bytes: [UInt8], endingLine: Bool) throws {
    try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    if endingLine, !bytes.isEmpty, bytes.last != 0x0A { print() }
    fflush(nil)
  }

  private func body() throws -> [UInt8] {
    guard let data else { return [] }
    guard data.hasPrefix("@") else { return Array(data.utf8) }
    let path = String(data.dropFirst())
    guard let content = FileManager.default.contents(atPath: path) else {
      throw ValidationError("the file \(path) does not exist or may not be read")
    }
    return Array(content)
  }

  private static func header(_ text: String) throws -> (name: String, value: String) {
    let halves = text.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    guard halves.count == 2 else { throw ValidationError("\"\(text)\" is not a header: write `Name: value`") }
    return (halves[0], halves[1])
  }
}
