import Bootstrap
import Documents
import Invoicing
import Operations
import Primitives
import Store

/// How bill runs are shown on a terminal or as JSON.
struct BillPrinting {
  let installation: Installation
  let json: Bool

  init(_ installation: Installation, json: Bool) {
    self.installation = installation
    self.json = json
  }

  func list() throws {
    let runs = try installation.store.billRuns()
    if json {
      var text = JSONText()
      text.array { list in for run in runs { list.object { fields(of: run, &$0) } } }
      return print(text.string)
    }
    if runs.isEmpty { return print("No bill run yet: `florin bill plan --on DAY` plans one.") }
    print(
      TextTable(["run", "billing day", "key", "planned", "finished"]).text(
        runs.map { ["\($0.id)", "\($0.billingDay)", $0.key, "\($0.plannedAt)", $0.finishedAt.map { "\($0)" } ?? "open"] }))
  }

  func plan(of run: BillRun) throws {
    let (lines, rejected) = (try installation.store.planLines(of: run.id), try installation.store.rejectedForBill())
    if json {
      var text = JSONText()
      text.object { json in
        fields(of: run, &json)
        json.field("rejectedUses", rejected > 0 ? rejected : nil)
        json.key("accounts")
        json.array { list in
          for line in lines {
            list.object {
              $0.field("account", line.reference)
              $0.field("state", line.state)
              $0.field("billThrough", line.billThrough)
              $0.field("reason", line.reason)
            }
          }
        }
      }
      return print(text.string)
    }
    let due = lines.filter { $0.state != "skipped" }
    print("Bill run \(run.id) for \(run.billingDay), catalog version \(run.catalogVersion): \(due.count) of \(lines.count) accounts due.")
    var reasons: [(reason: String, count: Int, example: String)] = []
    for line in lines where line.state == "skipped" {
      let reason = line.reason ?? ""
      if let index = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[index].count += 1
      } else {
        reasons.append((reason, 1, line.reference))
      }
    }
    for entry in reasons.sorted(by: { $0.count > $1.count }).prefix(20) {
      print("  \(entry.count) not: \(entry.reason) (such as \(entry.example))")
    }
    warn(ofRejected: rejected)
    print("Execute it with `florin bill execute \(run.id)`.")
  }

  func report(on run: BillRunID) throws {
    let (report, rejected) = (try installation.store.report(on: run), try installation.store.rejectedForBill())
    if json {
      var text = JSONText()
      text.object { json in
        fields(of: report.run, &json)
        json.field("rejectedUses", rejected > 0 ? rejected : nil)
        fields(of: report, &json)
      }
      return print(text.string)
    }
    print("Bill run \(report.run.id) for \(report.run.billingDay)\(report.run.finishedAt == nil ? " (not finished)" : "")")
    print("  accounts  \(report.accounts)")
    print("  invoices  \(report.issued), \(report.lines) lines")
    if report.nothing > 0 { print("  nothing   \(report.nothing) had nothing due") }
    if report.skipped > 0 { print("  skipped   \(report.skipped), reasons in `florin bill plan`") }
    if report.pending > 0 { print("  pending   \(report.pending): run `florin bill execute \(report.run.id)` to go on") }
    for total in report.totals {
      print(
        "  \(total.currency)       net \(money(total.netMinor, total.currency)) + tax \(money(total.taxMinor, total.currency)) = "
          + "\(money(total.grossMinor, total.currency)); recurring \(money(total.recurringMinor, total.currency))")
    }
    print("  held      \(report.held.count)")
    for held in report.held.prefix(20) {
      for line in HeldText.lines(held) { print("    " + line) }
    }
    if report.held.count > 20 { print("    … and \(report.held.count - 20) more; --json lists them all") }
    warn(ofRejected: rejected)
    if !report.held.isEmpty { print("  `florin bill release \(report.run.id) ACCOUNT` issues a held invoice after you have looked at it.") }
  }

  /// Says what was charged while it was used and no bill will have.
  private func warn(ofRejected count: Int) {
    if count == 0 { return }
    print("  rejected  \(count == 1 ? "1 use" : "\(count) uses") of charging on no bill: `florin usage rejects` says why, `florin usage replay` corrects")
  }

  func fields(of run: BillRun, _ json: inout JSONText) {
    json.field("run", run.id.rawValue)
    json.field("key", run.key)
    json.field("billingDay", run.billingDay)
    json.field("catalogVersion", run.catalogVersion.rawValue)
    json.field("plannedAt", run.plannedAt)
    json.field("finishedAt", run.finishedAt)
  }

  func fields(of report: BillRunReport, _ json: inout JSONText) {
    json.field("accounts", report.accounts)
    json.field("invoices", report.issued)
    json.field("lines", report.lines)
    json.field("nothingDue", report.nothing)
    json.field("skipped", report.skipped)
    json.field("pending", report.pending)
    json.key("totals")
    json.array { list in
      for total in report.totals {
        list.object {
          $0.field("currency", total.currency.code)
          $0.field("invoices", total.invoices)
          $0.field("net", money(total.netMinor, total.currency))
          $0.field("tax", money(total.taxMinor, total.currency))
          $0.field("gross", money(total.grossMinor, total.currency))
          $0.field("recurring", money(total.recurringMinor, total.currency))
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
  }

  func preview(_ preview: BillPreview) throws {
    switch preview.outcome {
    case .bill(let invoice):
      if json {
        print(String(decoding: InvoiceCodec.bytes(invoice), as: UTF8.self))
      } else {
        print(try InvoicePrinting(installation).text(invoice, line: nil))
      }
      let reasons = try BillRuns(installation).eInvoiceReasons(invoice)
      if !reasons.isEmpty { complain((["A bill run would hold it:"] + HeldText.rules(reasons)).joined(separator: "\n")) }
    case .nothing:
      if json { print("{\"nothingDue\":true,\"through\":\"\(preview.through)\"}") } else { print("Nothing is due before \(preview.through).") }
    case .held(let reasons):
      if json {
        var text = JSONText()
        text.object {
          $0.key("held")
          $0.value(reasons)
        }
        print(text.string)
      } else {
        print("The account cannot be billed:")
        for reason in reasons { print("  \(reason)") }
      }
      throw Exits.refused
    }
  }
}

func money(_ minor: Int64, _ currency: Currency) -> String { Money(amountMinor: minor, currency: currency).exact.description }
