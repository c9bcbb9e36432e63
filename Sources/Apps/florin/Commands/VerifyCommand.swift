import ArgumentParser
import Bootstrap
import Operations
import Primitives

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Prove the books again from the facts, and name every difference.",
    discussion: """
      Checks that lines sum to invoices and invoices to the journal, that numbers have no gap, that the receivable
      sub-ledger equals its postings, that usage adds up, that subscriptions are what their facts say, and computes every
      invoice once more. Exits with 1 when anything is found.
      """)
  @Flag(help: "Leave out computing every invoice again.") var quick = false
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      let installation = try Installation(folder: options.home)
      var findings: [Finding] = []
      let outcomes = try Verification(installation)(rebill: !quick, { findings.append($0) }) { outcome in
        if !options.json { print("  \(outcome.findings == 0 ? "✓" : "✗") \(outcome.check): \(outcome.examined) examined\(outcome.findings == 0 ? "" : ", \(outcome.findings) findings")") }
      }
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
