import Bootstrap
import Documents
import EInvoicing
import Primitives

/// What a check found, on the terminal.
enum EInvoicePrinting {
  static func text(_ outcome: EInvoiceCheck.Outcome) -> String {
    let document = outcome.read.document
    var lines = [
      "\(document.isCreditNote ? "Credit note" : "Invoice") \(document.number ?? "without a number") of \(document.seller.name ?? "nobody") to \(document.buyer.name ?? "nobody"), \(document.totals.withVAT.map(\.description) ?? "?") \(document.currency), in \(outcome.read.syntax.rawValue.uppercased())"
    ]
    lines += outcome.findings.map(\.description)
    lines += outcome.read.unread.map { "line \($0.line): \($0.path) has no term in EN 16931 and was left aside" }
    let fatal = outcome.findings.count { $0.weight == .fatal }
    lines.append(
      outcome.findings.isEmpty
        ? "Nothing found by the rules of \(outcome.profile.rawValue)."
        : "\(fatal) rules of \(outcome.profile.rawValue) are broken, \(outcome.findings.count - fatal) warnings.")
    return lines.joined(separator: "\n")
  }

  static func json(_ outcome: EInvoiceCheck.Outcome) -> String {
    let document = outcome.read.document
    var json = JSONText()
    json.object { json in
      json.field("number", document.number)
      json.field("type", document.typeCode.text)
      json.field("syntax", outcome.read.syntax.rawValue)
      json.field("profile", outcome.profile.rawValue)
      json.field("seller", document.seller.name)
      json.field("buyer", document.buyer.name)
      json.field("currency", document.currency)
      json.field("withVAT", document.totals.withVAT)
      json.field("payable", document.totals.payable)
      json.field("lines", document.lines.count)
      json.key("findings")
      json.array { list in
        for finding in outcome.findings {
          list.object {
            $0.field("rule", finding.rule)
            $0.field("weight", finding.weight.rawValue)
            $0.field("place", finding.place)
            $0.field("message", finding.message)
            $0.field("remedy", finding.remedy)
          }
        }
      }
      json.key("unread")
      json.array { list in
        for each in outcome.read.unread {
          list.object {
            $0.field("path", each.path)
            $0.field("line", each.line)
          }
        }
      }
    }
    return json.string
  }
}
