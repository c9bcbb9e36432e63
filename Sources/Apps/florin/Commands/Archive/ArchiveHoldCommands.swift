import Archiving
import ArgumentParser
import Bootstrap
import Operations
import Primitives

extension ArchiveCommand {
  struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forbid that documents are erased, whatever their age.",
      discussion: "Holds and their ends are facts of the audit chain: who, when, why.")
    @Option(help: "All documents of this account, those to come too.") var account: String?
    @Option(help: "One document, by its number.") var document: String?
    @Option(help: "Why.") var reason = ""
    @Option(help: "Who wants it.") var by = ""
    @OptionGroup var options: HomeOptions

    func validate() throws {
      if (account == nil) == (document == nil) { throw ValidationError("say what is held: --account A, or --document N") }
    }

    func run() async throws {
      try await answering(json: options.json) {
        let scope = account.map { LegalHold.Scope.account($0) } ?? .document(document ?? "")
        let hold = try Archive(Installation(folder: options.home)).hold(scope, reason: reason, by: by)
        print(options.json ? ArchivePrinting.json([hold]) : "Hold \(hold.number) is set on \(ArchivePrinting.words(hold.scope)).")
      }
    }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lift a hold.")
    @Argument(help: "The hold's number; `florin archive holds` names it.") var hold: Int64
    @Option(help: "Why.") var reason = ""
    @Option(help: "Who wants it.") var by = ""
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let lifted = try Archive(Installation(folder: options.home)).release(hold, reason: reason, by: by)
        print(options.json ? ArchivePrinting.json([lifted]) : "Hold \(lifted.number) on \(ArchivePrinting.words(lifted.scope)) is lifted.")
      }
    }
  }

  struct Holds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List holds, those that were lifted too.")
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let holds = try Archive(Installation(existing: options.home)).holds()
        print(options.json ? ArchivePrinting.json(holds) : ArchivePrinting.text(holds))
      }
    }
  }

  struct Rules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how long documents are kept, by country and kind, and who says so.",
      discussion: """
        What archive.yaml says of a country takes the place of what Florin knows of it. Where there is no rule, documents are kept for
        ever. Ask your advisers: laws change, and yours may ask for more.

          # archive.yaml
          retention:
            - {country: ES, years: 8, from: year-end, source: house rule 12}
        """)
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        print(ArchivePrinting.rules(try Archive(Installation(existing: options.home)).settings().retention, json: options.json))
      }
    }
  }

  struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say which documents need no longer be kept; with --confirm, erase them.",
      discussion: """
        Never before the retention of their country has ended, never under a hold, never without a rule. The entry of an erased document
        stays, with its SHA-256, so that chains and seals still prove everything else.
        """)
    @Flag(help: "Erase them.") var confirm = false
    @Option(help: "Who erases them.") var by = ""
    @Option(help: "Say it for another day; nothing is erased (YYYY-MM-DD).") var on: DayArgument?
    @OptionGroup var options: HomeOptions

    func validate() throws {
      if confirm, on != nil { throw ValidationError("--on only says what would be; documents are erased by today's date") }
    }

    func run() async throws {
      try await answering(json: options.json) {
        let archive = Archive(try Installation(existing: options.home))
        let outlook = try archive.outlook(on: on?.day)
        if confirm {
          print(ArchivePrinting.erased(try archive.erase(by: by), outlook, json: options.json))
        } else {
          print(ArchivePrinting.outlook(outlook, json: options.json))
        }
      }
    }
  }
}
