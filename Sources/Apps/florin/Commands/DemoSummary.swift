import Bootstrap
import Invoicing
import Operations
import Primitives

/// The demo's end, for a person or a program.
enum DemoSummary {
  static func text(_ summary: Demo.Summary) -> String {
    let report = summary.report
    var rows: [(String, String)] = [
      ("customers", "\(summary.customers), with \(summary.subscriptions) subscriptions"),
      ("usage", "\(summary.usage.read) read = \(summary.usage.accepted) accepted + \(summary.usage.duplicate) duplicate + \(summary.usage.rejected) rejected"),
      ("accounts", "\(report.accounts)"),
      ("invoices", "\(report.issued), with \(report.lines) lines"),
    ]
    for total in report.totals {
      rows.append((total.currency.code, "recurring \(money(total.recurringMinor, total.currency)), net \(money(total.netMinor, total.currency)), tax \(money(total.taxMinor, total.currency)), gross \(money(total.grossMinor, total.currency))"))
    }
    rows.append(("held", report.held.isEmpty ? "none" : "\(report.held.count)"))
    for held in report.held.prefix(5) { rows.append(("", "\(held.reference): \(held.reasons.map(\.description).joined(separator: "; "))")) }
    rows.append(("bill run", "\(summary.billingSeconds) s, \(summary.invoicesPerSecond) invoices a second"))
    rows.append(("verify", summary.findings.isEmpty ? "\(summary.verification.count) laws hold" : "\(summary.findings.count) findings: `florin verify` names them"))
    rows.append(("in all", "\(summary.totalSeconds) s"))
    let width = rows.map { $0.0.count }.max() ?? 0
    return "\n" + rows.map { "  " + $0.0 + String(repeating: " ", count: width - $0.0.count + 2) + $0.1 }.joined(separator: "\n") + "\n"
  }

  static func json(_ summary: Demo.Summary) -> String {
    let report = summary.report
    var json = JSONText()
    json.object { json in
      json.field("customers", summary.customers)
      json.field("subscriptions", summary.subscriptions)
      json.field("accounts", report.accounts)
      json.field("invoices", report.issued)
      json.field("lines", report.lines)
      json.key("totals")
      json.array { list in
        for total in report.totals {
          list.object {
            $0.field("currency", total.currency.code)
            $0.field("invoices", total.invoices)
            $0.field("recurring", money(total.recurringMinor, total.currency))
            $0.field("net", money(total.netMinor, total.currency))
            $0.field("tax", money(total.taxMinor, total.currency))
            $0.field("gross", money(total.grossMinor, total.currency))
          }
        }
      }
      json.key("held")
      json.array { list in
        for held in report.held {
          list.object {
            $0.field("account", held.reference)
            $0.key("reasons")
            $0.value(held.reasons)
          }
        }
      }
      json.key("usage")
      json.object {
        $0.field("read", summary.usage.read)
        $0.field("accepted", summary.usage.accepted)
        $0.field("duplicate", summary.usage.duplicate)
        $0.field("rejected", summary.usage.rejected)
      }
      json.field("billingSeconds", summary.billingSeconds)
      json.field("invoicesPerSecond", summary.invoicesPerSecond)
      json.field("totalSeconds", summary.totalSeconds)
      json.key("verify")
      json.object { VerifyCommand.write(summary.verification, summary.findings, into: &$0) }
    }
    return json.string
  }

  static func text(_ summary: RetailDemo.Summary) -> String {
    var rows: [(String, String)] = [
      ("customers", "\(summary.customers)"),
      ("order lines", "\(summary.usage.read) read = \(summary.usage.accepted) accepted + \(summary.usage.duplicate) duplicate + \(summary.usage.rejected) rejected"),
    ]
    for report in summary.reports {
      for total in report.totals {
        rows.append(("\(report.run.billingDay)", "\(report.issued) invoices, net \(money(total.netMinor, total.currency)) \(total.currency)"))
      }
    }
    rows.append(("released", "\(summary.released) invoices, after they were held as negative, zero or unusual"))
    rows.append(("file", "\(summary.fileTotal) by known customers"))
    rows.append(("invoiced", "\(summary.invoicedTotal)\(summary.differing.isEmpty ? ", equal for every customer" : "; \(summary.differing.count) customers differ")"))
    rows.append(("verify", summary.findings.isEmpty ? "\(summary.verification.count) laws hold" : "\(summary.findings.count) findings: `florin verify` names them"))
    let width = rows.map { $0.0.count }.max() ?? 0
    return "\n" + rows.map { "  " + $0.0 + String(repeating: " ", count: width - $0.0.count + 2) + $0.1 }.joined(separator: "\n") + "\n"
  }

  static func json(_ summary: RetailDemo.Summary) -> String {
    var json = JSONText()
    json.object { json in
      json.field("customers", summary.customers)
      json.field("invoices", summary.reports.reduce(0) { $0 + $1.issued })
      json.field("released", summary.released)
      json.field("fileTotal", summary.fileTotal)
      json.field("invoicedTotal", summary.invoicedTotal)
      json.key("differing")
      json.array { list in for customer in summary.differing { list.value(customer) } }
      json.key("usage")
      json.object {
        $0.field("read", summary.usage.read)
        $0.field("accepted", summary.usage.accepted)
        $0.field("duplicate", summary.usage.duplicate)
        $0.field("rejected", summary.usage.rejected)
      }
      json.key("verify")
      json.object { VerifyCommand.write(summary.verification, summary.findings, into: &$0) }
    }
    return json.string
  }
}
