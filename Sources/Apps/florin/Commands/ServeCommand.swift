import ArgumentParser
import Bootstrap
import Primitives

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the HTTP API of a home.",
    discussion: """
      Describes itself at /docs (to read) and /openapi.json (for programs). Every answered request is a line of JSON on
      standard error. SIGINT and SIGTERM stop it once requests under way are answered.
      """)
  @Option(help: "The address to listen on.") var host = "127.0.0.1"
  @Option(help: "The port; 0 lets the system choose.") var port: UInt16 = 8080
  @Option(help: "How many requests read the database at the same time.") var readers = Service.usualReaders
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      let installation = try Installation(folder: options.home)
      let service = Service(installation, settings: .init(host: host, port: port, readers: readers))
      if try AccessKeys(installation).list().isEmpty {
        complain("No access key yet: `florin key create NAME --staff --home \(options.home)` makes one.")
      }
      try await service.run { print("API: \($0)docs  (stop with Ctrl-C)") }
    }
  }
}
