import ArgumentParser
import Bootstrap

struct PagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pages", abstract: "Serve invoices, accounts and bill runs as pages for a browser on this machine.",
    discussion: "Listens on 127.0.0.1 only, and changes nothing; where the operator signs documents, a PDF that is asked for is kept in the archive first.")
  @Option(help: "The port; 0 lets the system choose.") var port: UInt16 = 8080
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      try await InvoiceSite(try Installation(existing: options.home), port: port).serve { print("Invoices: \($0)  (stop with Ctrl-C)") }
    }
  }
}
