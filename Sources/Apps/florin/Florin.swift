import ArgumentParser
import Bootstrap
import Primitives

@main
struct Florin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "florin", abstract: "Monetisation and billing: every amount exact, explained, provable.",
    version: FlorinVersion.number,
    subcommands: [
      AccountCommand.self,
      ArchiveCommand.self,
      BackupCommand.self,
      BalanceCommand.self,
      BenchCommand.self,
      BillCommand.self,
      CallCommand.self,
      CatalogCommand.self,
      ChargingCommand.self,
      CreditCommand.self,
      DemoCommand.self,
      DocumentsCommand.self,
      EInvoiceCommand.self,
      ExplainCommand.self,
      IngestCommand.self,
      InvoiceCommand.self,
      JournalCommand.self,
      KeyCommand.self,
      LinkCommand.self,
      OrderCommand.self,
      PagesCommand.self,
      PrintCommand.self,
      QuoteCommand.self,
      RerateCommand.self,
      SimulateCommand.self,
      SandboxCommand.self,
      ServeCommand.self,
      TemplateCommand.self,
      UsageCommand.self,
      VerifactuCommand.self,
      VoucherCommand.self, ControlCommand.self,
      VerifyCommand.self,
      PriceCommand.self,
      RebuildCommand.self,
      RestoreCommand.self,
      WebhookCommand.self,
    ])

  static func main() async {
    MachineMemory.prepare()
    let words = CommandWords.helpFirst(Array(CommandLine.arguments.dropFirst()), of: Florin.self)
    if let problem = CommandWords.problem(in: words, of: Florin.self) {
      complain(Rejection(problem).description)
      exit(withError: Exits.wrongCommand)
    }
    do {
      var command = try await asyncParseAsRoot(words)
      if var waiting = command as? any AsyncParsableCommand { try await waiting.run() } else { try command.run() }
    } catch {
      let code = exitCode(for: error)
      if code == .success { exit(withError: error) }
      // The parser repeats what it was given as it is.
      let told = fullMessage(for: error)
      if !told.isEmpty { complain(told) }
      exit(withError: code)
    }
  }
}
