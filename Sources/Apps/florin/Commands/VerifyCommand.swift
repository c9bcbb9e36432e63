import ArgumentParser
import Bootstrap
import Foundation
import Operations
import Primitives

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Prove the books again from the facts, and name every difference.",
    discussion: """
      Checks the audit chain, by which an edited, removed or slipped-in row is named; that lines sum to invoices and
      invoices to the journal, that numbers have no gap, that the receivable sub-ledger equals its postings; builds
      subscriptions and what imports and bills read of usage from their facts; and computes every invoice once more. Works
      beside imports and bill runs, on one snapshot. Exits with 1 when anything is found.

      A chain cannot tell when somebody makes all of it anew. So note its heads elsewhere from time to time
      (`florin verify --head > heads.txt`), and let a later verify go through them (`--expect heads.txt`).
      """)
  @Flag(help: "Leave out computing every invoice again.") var quick = false
  @Flag(name: .customLong("head"), help: "Print the head of every stream of facts, to be noted elsewhere, and prove nothing.")
  var heads = false
  @Option(help: "A head noted earlier, or a file of them: the chain must still go through it. May be repeated.")
  var expect: [String] = []
  @Option(help: "How many readers prove at the same time.") var workers: Int = ProcessInfo.processInfo.activeProcessorCount
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      let verification = Verification(try Installation(existing: options.home))
      if heads { return printHeads(try verification.heads()) }
      var findings: [Finding] = []
      let outcomes = try await prove(verification, try NotedHeads.read(expect)) { findings.append($0) }
      if options.json {
        var json = JSONText()
        json.object { VerifyCommand.write(outcomes, findings, into: &$0) }
        print(json.string)
      } else {
        for finding in findings.prefix(100) { print("\(finding.law): \(finding.subject): \(finding.message)") }
        if findings.count > 100 { print("… and \(findings.count - 100) more; --json lists them all") }
        print(findings.isEmpty ? "Verified: nothing found." : "\(findings.count) findings.")
      }
      if !findings.isEmpty { throw Exits.refused }
    }
  }

  private func prove(
    _ verification: Verification, _ expected: [ChainHead], _ report: (Finding) -> Void
  ) async throws -> [Verify.Outcome] {
    let line = ProgressLine("verify")
    var laws = 0
    defer { line.finish() }
    return try await verification.sideBySide(
      workers: workers, rebill: !quick, expected: expected, report, looked: { line.count("\(laws) laws hold so far; looked at", $0) }
    ) { outcome in
      laws += 1
      line.finish()
      if options.json { return }
      let found = outcome.findings == 0 ? "" : ", \(outcome.findings) findings"
      print("  \(outcome.findings == 0 ? "✓" : "✗") \(outcome.check): \(outcome.examined) examined\(found)")
    }
  }

  private func printHeads(_ heads: [ChainHead]) {
    guard options.json else { return heads.forEach { print($0) } }
    var json = JSONText()
    json.object {
      $0.key("heads")
      $0.array { list in
        for head in heads {
          list.object {
            $0.field("stream", head.stream)
            $0.field("number", head.number)
            $0.field("link", head.link)
          }
        }
      }
    }
    print(json.string)
  }

  static func write(_ outcomes: [Verify.Outcome], _ findings: [Finding], into json: inout JSONText) {
    json.field("ok", findings.isEmpty)
    json.key("checks")
    json.array { list in
      for outcome in outcomes {
        list.object {
          $0.field("check", outcome.check)
          $0.field("examined", outcome.examined)
          $0.field("findings", outcome.findings)
        }
      }
    }
    json.key("findings")
    json.array { list in
      for finding in findings {
        list.object {
          $0.field("law", finding.law)
          $0.field("subject", finding.subject)
          $0.field("message", finding.message)
        }
      }
    }
  }
}
