import Archiving
import ArgumentParser
import Bootstrap
import Documents
import Foundation
import Operations
import Primitives

struct ArchiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive", abstract: "Issued documents as they were, for as long as they must be kept, and the proof of it.",
    discussion: """
      Bytes lie in the folder `archive` of the home, or where FLORIN_ARCHIVE says; the file archive.yaml in it says who stamps
      seals, which e-invoices are kept, and how long documents are. What is archived is what `florin invoice pdf` gives from then on.

      EXAMPLES
        florin archive keep                               # whatever was issued and is not kept yet
        florin archive seal                               # close the days that have ended, with a time stamp
        florin archive verify
        florin archive export audit-2026 --period 2026 --account A-100
        florin archive hold --account A-100 --reason "tax audit 2031/7" --by legal@example.com
        florin archive release 1 --reason "audit closed" --by legal@example.com
        florin archive erase                              # what may be erased today; --confirm --by NAME erases it
      """,
    subcommands: [
      Keep.self, List.self, Show.self, Entry.self, Seal.self, Verify.self, Export.self, Hold.self, Release.self, Holds.self, Rules.self, Erase.self,
    ])

  struct Keep: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep documents: their PDFs, and their e-invoices where the rules of the format let them leave.",
      discussion: "What is kept already stays as it is, so that it may be run as often as wanted.")
    @Argument(help: "Numbers of invoices and credit notes; everything not kept yet when left out.") var numbers: [String] = []
    @Option(help: "en, es, ko or ro; each account's own language when left out.") var language: String?
    @Option(help: "How many are made at the same time.") var workers: Int = ProcessInfo.processInfo.activeProcessorCount
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let archive = Archive(try Installation(existing: options.home))
        let language = try language.map(readerLanguage)
        if numbers.isEmpty {
          let line = ProgressLine("keep")
          defer { line.finish() }
          let outcome = try await DocumentProduction(archive, language: language)(run: nil, workers: workers) { line.show($0, of: $1) }
          line.finish()
          print(ProductionPrinting(outcome: outcome, verb: "kept").text(json: options.json))
          if !outcome.held.isEmpty { throw Exits.refused }
        } else {
          print(ArchivePrinting.kept(try numbers.map { try archive.keep($0, language: language) }, json: options.json))
        }
      }
    }
  }

  /// Which documents.
  struct Which: ParsableArguments {
    @Option(help: "Only of this account.") var account: String?
    @Option(help: "Only of this seller, by its code.") var seller: String?
    @Option(help: "Only issued in this year, month or stretch: 2026, 2026-10, 2026-10-01..2026-12-31.") var period: PeriodArgument?

    var filter: ArchiveFilter { ArchiveFilter(seller: seller, account: account, from: period?.period.start, to: period?.period.end) }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List what is kept, in the order in which it was kept.")
    @OptionGroup var which: Which
    @Option(help: "Only this document, by its number.") var document: String?
    @Option(help: "How many.") var limit = 50
    @Option(help: "Only what was kept behind this entry, by its number among all (--json names it).") var after: Int64 = 0
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        var filter = which.filter
        filter.document = document
        filter.limit = limit
        filter.after = after
        print(ArchivePrinting.list(try Archive(Installation(existing: options.home)).entries(filter), json: options.json))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a kept document as it lies in the archive.",
      discussion: "To --output, or to standard output. Its bytes are compared with what was kept first.")
    @Argument(help: "The number of an invoice or a credit note.") var number: String
    @Option(help: "pdf, or the format of an e-invoice.") var form = ArchivedDocument.pdf
    @Option(help: "Of a PDF that is kept in several languages: en, es, ko or ro.") var language: String?
    @Option(help: "The file to write.") var output: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let found = try Archive(Installation(existing: options.home)).document(number, form: form, language: language)
        if let output {
          try Data(found.bytes).write(to: URL(fileURLWithPath: output))
          print(options.json ? ArchivePrinting.json(found.archived) : "wrote \(output) (\(found.bytes.count) bytes, SHA-256 \(found.archived.entry.digest))")
        } else {
          try FileHandle.standardOutput.write(contentsOf: Data(found.bytes))
        }
      }
    }
  }

  struct Seal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close the days that have ended: one root over what each day kept, stamped by the authority that archive.yaml names.",
      discussion: """
        Run it every night. A seal that got no time stamp stands, and is stamped the next time.

          # archive.yaml
          timeStamps: {authority: http://timestamp.example/tsr, trust: authority.pem}
        """)
    @Flag(help: "Seal what was kept today so far too.") var today = false
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        print(ArchivePrinting.sealed(try await Archive(Installation(existing: options.home)).seal(includingToday: today), json: options.json))
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prove the archive: every entry, every byte, every seal and every time stamp.",
      discussion: """
        Names every entry that was edited, is missing or was slipped in, and every document whose bytes are gone or are others. Ends
        with 1 when anything is found. `florin verify` proves the archive's rows as facts of the audit chain.
        """)
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let archive = Archive(try Installation(existing: options.home))
        let line = ProgressLine("verify")
        var findings: [ArchiveFinding] = []
        let outcome = try archive.verify { findings.append($0) } looked: { line.count("entries looked at", $0) }
        line.finish()
        print(ArchivePrinting.verified(outcome, findings, trusts: try archive.settings().timeStamps?.trustFile != nil, json: options.json))
        if !findings.isEmpty { throw Exits.refused }
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a folder that an auditor checks without Florin.",
      discussion: """
        With the documents as files, their entries, seals, trees and time stamps, a README with the commands (sha256sum, openssl ts),
        and a script that runs them: sh check.sh.
        """)
    @Argument(help: "The folder to write; it must be new or empty.") var folder: String
    @OptionGroup var which: Which
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let archive = Archive(try Installation(existing: options.home))
        let line = ProgressLine("export")
        let outcome = try ArchiveExport(archive, into: folder)(which.filter) { line.show($0, of: $1) }
        line.finish()
        print(ArchivePrinting.exported(outcome, folder, json: options.json))
      }
    }
  }
}
