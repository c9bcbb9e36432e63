import Bootstrap
import EInvoicing
import Primitives

/// Records of invoicing on the terminal.
enum VerifactuPrinting {
  static func recorded(_ outcome: Verifactu.Outcome, json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.field("recorded", outcome.recorded)
        text.key("held")
        text.array { list in
          for one in outcome.held {
            list.object { held in
              held.field("document", one.number)
              held.key("findings")
              held.array { findings in for finding in one.findings { findings.object { write(finding, into: &$0) } } }
            }
          }
        }
      }
      return text.string
    }
    var lines = outcome.held.flatMap { one in one.findings.filter { $0.weight == .fatal }.map { "\(one.number) is held: \($0)" } }
    lines.append("\(outcome.recorded) documents recorded, \(outcome.held.count) held.")
    return lines.joined(separator: "\n")
  }

  private static func write(_ finding: RuleFinding, into text: inout JSONText) {
    text.field("rule", finding.rule)
    text.field("place", finding.place)
    text.field("message", finding.message)
    text.field("remedy", finding.remedy)
  }

  static func list(_ entries: [VerifactuEntry], json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.key("records")
        text.array { list in for one in entries { list.object { write(one, into: &$0) } } }
      }
      return text.string
    }
    if entries.isEmpty { return "There are no records that fit." }
    return TextTable(["Issuer", "Record", "Act", "Document", "Type", "Issued", "Total", "Made at", "Fingerprint"], rightAligned: [1, 6]).text(
      entries.map { one in
        [
          one.document.issuer, "\(one.number)", one.act.rawValue, one.document.number, one.type ?? "", "\(one.document.issuedOn)", one.total ?? "", one.generatedAt,
          "\(one.fingerprint.prefix(12))…",
        ]
      })
  }

  private static func write(_ one: VerifactuEntry, into text: inout JSONText) {
    text.field("id", one.id)
    text.field("issuer", one.document.issuer)
    text.field("number", one.number)
    text.field("seller", one.seller)
    text.field("act", one.act.rawValue)
    text.field("subject", one.subject.rawValue)
    text.field("document", one.document.number)
    text.field("issuedOn", one.document.issuedOn)
    text.field("type", one.type)
    text.field("taxTotal", one.taxTotal)
    text.field("total", one.total)
    text.field("generatedAt", one.generatedAt)
    text.field("before", one.before)
    text.field("fingerprint", one.fingerprint)
    text.field("reason", one.reason)
  }

  static func verified(_ proof: Verifactu.Proof, _ findings: [VerifactuFinding], json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.field("issuers", proof.issuers)
        text.field("records", proof.records)
        text.field("unrecorded", proof.unrecorded)
        text.key("findings")
        text.array { list in
          for one in findings {
            list.object {
              $0.field("subject", one.subject)
              $0.field("message", one.message)
            }
          }
        }
      }
      return text.string
    }
    var lines = findings.prefix(100).map(\.description)
    if findings.count > 100 { lines.append("… and \(findings.count - 100) more; --json lists them all") }
    lines.append("\(proof.records) records of \(proof.issuers) \(proof.issuers == 1 ? "issuer" : "issuers"); \(proof.unrecorded) documents without a record.")
    lines.append(findings.isEmpty ? "Verified: nothing found." : "\(findings.count) findings.")
    return lines.joined(separator: "\n")
  }
}
