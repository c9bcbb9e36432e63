import ArgumentParser
import Bootstrap
import Documents
import Foundation
import Operations
import Primitives

struct DocumentsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "documents", abstract: "Make the documents of many bills at once.", subcommands: [Render.self])

  struct Render: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the PDFs of a bill run, on all cores: into the archive, or as files into a folder.",
      discussion: """
        What is there already is not made again: one that was stopped or killed goes on where it was. What cannot be made is told with
        its reasons and ends the command with 1; everything else is made all the same.

        EXAMPLES
          florin documents render --run 12                     # into the archive
          florin documents render --run 12 --into bills        # bills/ES-2026-000001.pdf …
          florin documents render --run 12 --into bills --language ko
        """)
    @Option(name: .customLong("run"), help: "The bill run; the newest when left out.") var billRun: Int64?
    @Option(help: "en, es, ko or ro; each account's own language when left out.") var language: String?
    @Option(help: "A folder for the files; the archive when left out.") var into: String?
    @Option(help: "How many are made at the same time.") var workers: Int = ProcessInfo.processInfo.activeProcessorCount
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let (chosen, language) = try both(BillRuns(installation).find(billRun), self.language.map(readerLanguage))
        let line = ProgressLine("render")
        defer { line.finish() }
        let production = DocumentProduction(
          Archive(installation), language: language, into: into.map { .folder($0) } ?? .archive)
        let outcome = try await production(run: chosen.id, workers: workers) { line.show($0, of: $1) }
        line.finish()
        print(ProductionPrinting(outcome: outcome, verb: into == nil ? "kept" : "written").text(json: options.json))
        if !outcome.held.isEmpty { throw Exits.refused }
      }
    }
  }
}

/// What a production made, on the terminal.
struct ProductionPrinting {
  let outcome: DocumentProduction.Outcome
  /// What was done with the documents.
  let verb: String

  func text(json: Bool) -> String {
    if json { return self.json }
    var lines = outcome.held.prefix(20).map { one in "\(one.number): \(one.problems.map(\.description).joined(separator: "\n"))" }
    if outcome.held.count > 20 { lines.append("… and \(outcome.held.count - 20) more that were held; --json lists them all") }
    let without = Dictionary(grouping: outcome.withoutEInvoice.flatMap(\.rules)) { $0 }.mapValues(\.count).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if !without.isEmpty {
      lines.append(
        "\(outcome.withoutEInvoice.count) without an e-invoice, broken rules: \(without.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")); `florin invoice export` says what to fill in")
    }
    let rate = outcome.seconds > 0 ? Double(outcome.made) / outcome.seconds : 0
    lines.append(
      "\(outcome.made) documents \(verb)\(outcome.pages == 0 ? "" : ", \(outcome.pages) pages"), \(outcome.bytes) bytes in \(ProductionPrinting.tenths(outcome.seconds)) s, \(ProductionPrinting.tenths(rate)) a second; \(outcome.already) were there before, \(outcome.held.count) held.")
    return lines.joined(separator: "\n")
  }

  private var json: String {
    var text = JSONText()
    text.object { text in
      text.field("made", outcome.made)
      text.field("already", outcome.already)
      text.field("pages", outcome.pages)
      text.field("bytes", outcome.bytes)
      text.field("milliseconds", Int(outcome.seconds * 1000))
      text.key("held")
      text.array { list in
        for one in outcome.held {
          list.object {
            $0.field("document", one.number)
            $0.field("code", one.problems.first?.code.rawValue)
            $0.field("message", one.problems.first?.message)
          }
        }
      }
      text.key("withoutEInvoice")
      text.array { list in
        for one in outcome.withoutEInvoice {
          list.object {
            $0.field("document", one.number)
            $0.key("rules")
            $0.array { rules in for rule in one.rules { rules.value(rule) } }
          }
        }
      }
    }
    return text.string
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
