import ArgumentParser
import Bootstrap
import Foundation
import Operations
import Primitives
import Usage

struct UsageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage", abstract: "Import usage from files; correct and replay what was rejected.",
    discussion: """
      A file is never refused for one bad line: read = accepted + duplicate + rejected. An event that came before, by
      its source and id, is a duplicate, however late and in whatever file. Rejected records are kept with their line,
      what is wrong and what to do about it.

      EXAMPLES
        florin usage import calls.csv --mapping switch.yaml
        florin usage rejects --batch 3 --export corrections.csv
        florin usage replay --batch 3 corrections.csv
      """,
    subcommands: [Import.self, Rejects.self, Replay.self, Dismiss.self, Repeats.self, Batches.self, Assign.self, Correct.self, Late.self])

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read usage files and accept what is new in them.",
      discussion: """
        CSV needs no mapping when its head line says source, id, subject, type, at and quantity; every other column
        becomes an attribute. Other files are described by a mapping:

          separator: ";"
          decimal: comma
          time: {form: local, pattern: "dd.MM.yyyy HH:mm:ss", zone: Europe/Madrid}
          fields: {source: {constant: switch-7}, id: CDR, subject: CALLING, type: {constant: call}, at: START, end: END}
          attributes: {destination: CALLED}

        An interrupted import goes on where it stopped when the same command is given again. Exits with 0 also when
        records were rejected: the file is done, and `florin usage rejects` shows what is left to correct.
        """)
    @Argument(help: "The files, in the order given.") var files: [String]
    @Option(help: "A YAML file that says how columns or keys become events.") var mapping: String?
    @Option(help: "csv, jsonl or cloudevents; told by the file's name when left out.") var format: UsageBatch.Format?
    @Flag(help: "Read a file although the same content was imported before; known events are duplicates.") var again = false
    @Option(help: "Events of subjects that no subscription uses: reject, or hold until one does.") var unassigned: AcceptanceRules.Unassigned = .reject
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let imports = UsageImports(try Installation(folder: options.home))
        var outcomes: [UsageImports.Outcome] = []
        for file in files {
          let line = ProgressLine("importing")
          let outcome = try imports.importFile(file, .init(format: format, mapping: mapping, again: again, unassigned: unassigned)) {
            line.show(Int($0 / 1024), of: Int($1 / 1024))
          }
          line.finish()
          outcomes.append(outcome)
          if !options.json { UsagePrinting.show(outcome, try imports.firstRejects(outcome)) }
        }
        if options.json { print(UsagePrinting.json(try outcomes.map { ($0, try imports.firstRejects($0)) })) }
      }
    }
  }

  struct Rejects: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List rejected records with their reasons, or write them to a file to correct.",
      discussion: "Exits with 1 while there are open ones to list, with 0 when nothing is left to correct.")
    @Option(help: "Only those of this batch.") var batch: Int64?
    @Option(help: "Write the open ones of the batch to this file; `-` prints them.") var export: String?
    @Flag(help: "Also those corrected or dismissed.") var all = false
    @Option(help: "At most so many.") var limit = 100
    @OptionGroup var options: HomeOptions

    func validate() throws {
      if export != nil, batch == nil { throw ValidationError("--export needs --batch, because each batch has its own form") }
    }

    func run() async throws {
      try await answering(json: options.json) {
        let imports = UsageImports(try Installation(existing: options.home))
        if let export, let batch {
          let bytes = try imports.export(batch)
          if export == "-" {
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
          } else {
            try UsagePrinting.write(bytes, to: export)
            if !options.json { print("Wrote \(export). Correct it, then: florin usage replay --batch \(batch) \(export)") }
          }
          return
        }
        let rejects = try imports.rejects(batch: batch, states: all ? StoredReject.State.allCases : [.open], limit: limit)
        print(options.json ? UsagePrinting.json(rejects) : UsagePrinting.text(rejects))
        if rejects.contains(where: { $0.state == .open }) { throw Exits.refused }
      }
    }
  }

  struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import corrected records; without a file, try the open ones again as they stand.")
    @Argument(help: "The file that `florin usage rejects --export` wrote, corrected.") var file: String?
    @Option(help: "The batch whose records were rejected.") var batch: Int64
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let imports = UsageImports(try Installation(folder: options.home))
        let outcome = try file.map { try imports.replay(corrected: $0, of: batch) } ?? imports.retry(batch)
        let rejects = try imports.firstRejects(outcome)
        if options.json { print(UsagePrinting.json([(outcome, rejects)])) } else { UsagePrinting.show(outcome, rejects) }
      }
    }
  }

  struct Dismiss: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Set a rejected record aside for good.")
    @Argument(help: "The rejected record's number.") var reject: Int64
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        guard try UsageImports(try Installation(folder: options.home)).dismiss(reject) else {
          throw Rejection(
            Problem(
              .usageRejectNotOpen, at: .init(file: options.home), "there is no open rejected record \(reject)",
              remedy: "`florin usage rejects` lists the open ones"))
        }
        print(options.json ? "{\"dismissed\":\(reject)}" : "Dismissed \(reject).")
      }
    }
  }

  struct Repeats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List events that came again with other content; the first one counts.")
    @Option(help: "Only those of this batch.") var batch: Int64?
    @Option(help: "At most so many.") var limit = 100
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let repeats = try UsageImports(try Installation(existing: options.home)).changedRepeats(batch: batch, limit: limit)
        print(options.json ? UsagePrinting.json(repeats) : UsagePrinting.text(repeats))
      }
    }
  }

  struct Batches: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List what was imported, newest first.")
    @Option(help: "At most so many.") var limit = 20
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let batches = try UsageImports(try Installation(existing: options.home)).batches(limit: limit)
        print(options.json ? UsagePrinting.json(batches) : UsagePrinting.text(batches))
      }
    }
  }

  struct Assign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Assign events that were held because no subscription claimed them.")
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let outcome = try UsageImports(try Installation(folder: options.home)).assign()
        print(
          options.json
            ? "{\"assigned\":\(outcome.assigned),\"held\":\(outcome.held)}" : "\(outcome.assigned) assigned, \(outcome.held) still held.")
      }
    }
  }
}

extension UsageBatch.Format: ExpressibleByArgument {}
extension AcceptanceRules.Unassigned: ExpressibleByArgument {}

extension ProblemCode {
  static let usageRejectNotOpen = ProblemCode("usage.reject-not-open")
}
