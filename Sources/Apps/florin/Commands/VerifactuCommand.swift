import ArgumentParser
import Bootstrap
import EInvoicing
import Foundation
import Operations
import Primitives

struct VerifactuCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verifactu", abstract: "The records of invoicing that Spain's tax agency asks for: chained, and told to it.",
    discussion: """
      Documents of sellers that say `verifactu` in the catalog are recorded as they are issued; Docs/verifactu.md tells how.

      EXAMPLES
        florin verifactu record                           # whatever has no record yet, and what is held and why
        florin verifactu list --seller es
        florin verifactu show ES-2027-000001              # the record in XML
        florin verifactu export --seller es --after 1200 --output batch.xml
        florin verifactu annul ES-2027-000007 --reason "issued twice, never sent"
        florin verifactu verify                           # every fingerprint and every link, computed again
      """,
    subcommands: [Record.self, List.self, Show.self, Export.self, Annul.self, Verify.self])

  struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record the documents that have no record yet, in the order of their issue.",
      discussion: """
        Bill runs, credit notes and cancellations do so by themselves; this goes on where one was stopped. What the agency would
        refuse is held, told with the rule's number and what to fill in, and recorded the next time. Ends with 1 when anything is held.
        """)
    @Option(help: "Only of this seller, by its code.") var seller: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let line = ProgressLine("record")
        let verifactu = Verifactu(try Installation(folder: options.home))
        let outcome = try verifactu.record(seller.map { SellerCode($0) }) { line.show($0, of: $1) }
        line.finish()
        for one in outcome.warned { for finding in one.findings { complain("\(one.number): \(finding)") } }
        print(VerifactuPrinting.recorded(outcome, json: options.json))
        if !outcome.held.isEmpty { throw Exits.refused }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List records in the order in which they were made.")
    @Option(help: "Only of this seller, by its code.") var seller: String?
    @Option(help: "Only of this document, by its number.") var document: String?
    @Option(help: "How many.") var limit = 50
    @Option(help: "Only records behind this one, by its number among all (--json names it).") var after: Int64 = 0
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let filter = VerifactuFilter(seller: seller.map { SellerCode($0) }, document: document, after: after, limit: limit)
        print(VerifactuPrinting.list(try Verifactu(Installation(existing: options.home)).entries(filter), json: options.json))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a document's record as the agency's schema has it.")
    @Argument(help: "The number of an invoice or a credit note.") var number: String
    @Flag(help: "The record that it was annulled.") var annulment = false
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let entries = try Verifactu(Installation(existing: options.home)).entries(of: number)
        let wanted: VerifactuEntry.Act = annulment ? .annulment : .registration
        guard let entry = entries.first(where: { $0.act == wanted }) else {
          throw Rejection(
            Problem(.notRecorded, path: "document", "there is no record that \(number) was annulled", remedy: "`florin verifactu annul \(number)` makes one"))
        }
        if options.json { return print(VerifactuPrinting.list([entry], json: true)) }
        try FileHandle.standardOutput.write(contentsOf: Data(entry.xml + [0x0A]))
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write records of a seller in their order, as the agency takes them (RegFactuSistemaFacturacion).",
      discussion: "1000 records at most; the numbers of the first and the last are told on standard error, to go on behind it.")
    @Option(help: "The seller's code.") var seller: String
    @Option(help: "Begin behind this number of its chain.") var after: Int64 = 0
    @Option(help: "How many, 1000 at most.") var limit = 1000
    @Option(help: "The file to write.") var output: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let (bytes, entries) = try Verifactu(Installation(existing: options.home)).batch(SellerCode(seller), after: after, limit: limit)
        if let output {
          try Data(bytes).write(to: URL(fileURLWithPath: output))
        } else {
          try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        }
        if let first = entries.first, let last = entries.last { complain("Records \(first.number) to \(last.number) of \(first.document.issuer).") }
      }
    }
  }

  struct Annul: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record that a cancelled invoice should never have been issued, and its credit notes with it.",
      discussion: """
        For what never reached its recipient, such as a bill run of the wrong day. What did reach him is corrected by the credit note that
        cancelling it issues, whose record says so; then nothing is annulled. Doing it again changes nothing.
        """)
    @Argument(help: "The invoice's number.") var number: String
    @Option(help: "Why; it is kept with the record.") var reason: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let made = try Verifactu(Installation(folder: options.home)).annul(number, reason: reason)
        if made.isEmpty, !options.json { return print("\(number) was annulled before.") }
        print(VerifactuPrinting.list(made, json: options.json))
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compute every fingerprint and every link again, and read every record's XML.",
      discussion: """
        Names each record that was edited, is missing or was slipped in. Ends with 1 when anything is found. `florin verify` proves the
        records as facts of the audit chain too, and so also what the fingerprint does not cover.
        """)
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let line = ProgressLine("verify")
        var findings: [VerifactuFinding] = []
        let proof = try Verifactu(Installation(existing: options.home)).verify { findings.append($0) } looked: { line.count("records looked at", $0) }
        line.finish()
        print(VerifactuPrinting.verified(proof, findings, json: options.json))
        if !findings.isEmpty { throw Exits.refused }
      }
    }
  }
}
