import ArgumentParser
import Bootstrap
import Documents
import Foundation
import Operations
import Primitives
import Printing

struct PrintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print", abstract: "Make what goes out on paper, for the print shop; count what stays on paper, and why.",
    subcommands: [Make.self, Rate.self])

  /// Which documents are meant: those of a run, or those issued on some days.
  struct Selection: ParsableArguments {
    @Option(name: .customLong("run"), help: "The invoices of a bill run; the newest when no days are given either.") var billRun: Int64?
    @Option(help: "Invoices and credit notes issued from this day on (YYYY-MM-DD).") var from: DayArgument?
    @Option(help: "The first day whose documents are not meant any more (YYYY-MM-DD).") var to: DayArgument?

    func validate() throws {
      if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
      if from != nil, billRun != nil { throw ValidationError("say --run, or --from and --to") }
      if let from, let to, to.day <= from.day { throw ValidationError("--to must be a day after --from: it is the first day after those meant") }
    }

    func issued(_ installation: Installation) throws -> IssuedSelection {
      if let from, let to { return .issued(ServicePeriod(start: from.day, end: to.day)) }
      return .run(try BillRuns(installation).find(billRun).id)
    }
  }

  struct Make: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a print job: PDF batches with marks, sorted by envelope and postcode, and their tickets.",
      discussion: """
        Takes the documents of accounts that have not agreed to get them electronically. Each begins on a sheet of its own; each goes into the
        smallest envelope that takes its sheets. A job that was stopped goes on where it was when it is started again. What cannot be printed is told
        with its reasons and ends the command with 1; everything else is printed all the same.

        EXAMPLES
          florin print make --run 12 --into print-12
          florin print make --from 2026-10-01 --to 2026-11-01 --into october --settings shop.yaml
          florin print make --run 12 --into again --only ES-2026-000017 --only ES-2026-000112
        """)
    @OptionGroup var selection: Selection
    @Option(help: "The folder of the job; made when missing.") var into: String
    @Option(help: "A YAML file with what the print shop wants: duplex, marks, envelopes, sheetsInBatch.") var settings: String?
    @Option(help: "Only the document of this number, on paper or not; may be repeated.") var only: [String] = []
    @Option(help: "en, es, ko or ro; each account's own language when left out.") var language: String?
    @Option(help: "How many batches are made at the same time.") var workers: Int = ProcessInfo.processInfo.activeProcessorCount
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let shop = try settings.map { try PrintSettings.read(file: $0) } ?? PrintSettings()
        let installation = try Installation(existing: options.home)
        let production = PrintProduction(installation, settings: shop, language: try language.map(readerLanguage), into: into)
        let line = ProgressLine("print")
        defer { line.finish() }
        let outcome = try await production(
          try selection.issued(installation), only: only.isEmpty ? nil : Set(only), workers: workers
        ) { _, done, total in line.show(done, of: total) }
        line.finish()
        print(PrintPrinting.text(outcome, into: into, json: options.json))
        if !outcome.held.isEmpty { throw Exits.refused }
      }
    }
  }

  struct Rate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell how many documents go out without paper, and why the others stay on it.",
      discussion: """
        Counts by what accounts want now: `delivery` in their invoicing details, or that they said where they take e-invoices.

        EXAMPLES
          florin print rate --run 12
          florin print rate --from 2026-01-01 --to 2027-01-01 --json
        """)
    @OptionGroup var selection: Selection
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let rate = try installation.store.paperlessRate(try selection.issued(installation))
        print(options.json ? PrintPrinting.json(rate) : PrintPrinting.text(rate))
      }
    }
  }
}
