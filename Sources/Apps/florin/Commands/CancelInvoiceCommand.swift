import ArgumentParser
import Bootstrap
import Invoicing
import Operations
import Primitives
import Store

extension InvoiceCommand {
  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take an account's latest invoice back whole, so that its period can be billed again.",
      discussion: """
        Credits what is left of the invoice and puts its accounts back to where they stood before it. With --rebill the same
        period is billed again at once, in a bill run of its own, from what is known now: late usage, amended subscriptions,
        the newest catalog. The new invoice points at the one it replaces.

        EXAMPLES
          florin invoice cancel ES-2026-000007 --reason "wrong tariff" --key case-4715 --rebill
        """)
    @Argument(help: "The invoice's number.") var number: String
    @Option(help: "Why; the customer reads it on the credit note.") var reason: String
    @Option(help: "A name for this cancellation; repeating it changes nothing.") var key: String
    @Option(help: "The day of both documents (YYYY-MM-DD); today when left out.") var on: DayArgument?
    @Flag(help: "Bill the same period again at once.") var rebill = false
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let corrections = Corrections(installation)
        let corrected = try corrections.cancel(number, key: key, reason: reason, on: on?.day)
        if !options.json {
          if corrected.number == nil { print("\(corrected.repeated ? "Cancelled before" : "Cancelled") \(number); nothing was left to credit.") }
          try CreditPrinting(installation, json: false).issued(corrected)
        }
        let run = rebill ? try await corrections.rebill(number, key: key, on: on?.day) : nil
        try show(corrected, run, installation)
      }
    }

    private func show(_ corrected: Corrected, _ run: BillRun?, _ installation: Installation) throws {
      let invoices = try run.map { try installation.store.invoiceList(InvoiceFilter(run: $0.id)) } ?? []
      let report = try run.map { try installation.store.report(on: $0.id) }
      if options.json {
        var text = JSONText()
        text.object { json in
          json.field("cancelled", number)
          json.field("creditNote", corrected.number)
          json.field("repeated", corrected.repeated)
          json.field("billRun", run?.id.rawValue)
          json.field("invoice", invoices.first?.number)
          json.key("held")
          json.array { list in for held in report?.held ?? [] { for reason in held.reasons { list.value(reason.description) } } }
        }
        return print(text.string)
      }
      for invoice in invoices {
        print("Billed again as \(invoice.number): \(money(invoice.grossMinor, invoice.currency)) \(invoice.currency).")
      }
      for held in report?.held ?? [] {
        print("Held in bill run \(report?.run.id.rawValue ?? 0): \(held.reasons.map(\.description).joined(separator: "; "))")
      }
      if let report, invoices.isEmpty, report.held.isEmpty {
        let skipped = try installation.store.planLines(of: report.run.id).first { $0.state == "skipped" }?.reason
        print(skipped.map { "Not billed again: \($0)." } ?? "Nothing is due for that period any more.")
      }
    }
  }
}
