import ArgumentParser
import Bootstrap
import Operations
import Primitives
import Store

extension UsageCommand {
  struct Late: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List usage that came after its bill and waits for a correction; correct the invoices that missed it.",
      discussion: """
        Where the catalog says `billing: {lateUsage: correction}`, usage of a period that is billed already is left out of
        later bills and waits. With --correct, the account's latest invoice is cancelled with a credit note and its period
        billed again, the late usage in it. Where the invoice that missed the usage is an earlier one, those behind it have
        to be cancelled and billed again as well; --back does that.

        Exits with 1 while usage waits, with 0 when nothing is left.
        """)
    @Flag(help: "Cancel and bill again what can be.") var correct = false
    @Flag(help: "Also where later invoices have to be billed again with it.") var back = false
    @Option(help: "A name for these corrections; repeating it goes on where it stopped.") var key: String?
    @Option(help: "Why; the customer reads it on the credit note.") var reason = "Usage that arrived after the bill"
    @Option(help: "The day of the documents (YYYY-MM-DD); today when left out.") var on: DayArgument?
    @OptionGroup var options: HomeOptions

    func validate() throws {
      if correct, key == nil { throw ValidationError("--correct needs --key, so that a repeat changes nothing") }
    }

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let corrections = Corrections(installation)
        var outcomes: [Corrections.Late]
        if correct, let key {
          outcomes = try await corrections.correctMissedUsage(key: key, reason: reason, on: on?.day, reachesBack: back)
        } else {
          outcomes = try corrections.missedUsage().map { Corrections.Late(missed: $0) }
        }
        try show(outcomes, installation)
        if outcomes.contains(where: { $0.runs.isEmpty }) { throw Exits.refused }
      }
    }

    private func show(_ outcomes: [Corrections.Late], _ installation: Installation) throws {
      if options.json { return print(try json(outcomes, installation)) }
      if outcomes.isEmpty { return print("No usage waits for a correction.") }
      for outcome in outcomes {
        let missed = outcome.missed
        print("\(missed.reference): \(missed.events) event\(missed.events == 1 ? "" : "s") of \(missed.firstAt.utcDay) to \(missed.lastAt.utcDay)\(missed.invoices.first.map { ", missed by \($0.number)" } ?? "")")
        if outcome.runs.isEmpty {
          print("    " + remedy(missed))
        } else {
          for run in outcome.runs {
            for invoice in try installation.store.invoiceList(InvoiceFilter(run: run.id)) {
              print("    billed again as \(invoice.number): \(money(invoice.grossMinor, invoice.currency)) \(invoice.currency)")
            }
            for held in try installation.store.report(on: run.id).held { print("    held \(held.reference) in bill run \(run.id)") }
          }
        }
      }
    }

    private func remedy(_ missed: MissedUsage) -> String {
      if missed.wasPricedAgain { return "remedy: these days were priced again since; florin rerate --apply takes in what came after that" }
      if missed.invoices.isEmpty { return "remedy: no invoice of this account can be cancelled for it; credit or bill it by hand" }
      if missed.concernsLatestOnly { return "remedy: florin usage late --correct --key NAME" }
      return "remedy: \(missed.invoices.count) invoices build on each other; florin usage late --correct --back --key NAME cancels and bills again all of them"
    }

    private func json(_ outcomes: [Corrections.Late], _ installation: Installation) throws -> String {
      let invoices = try outcomes.map { try $0.runs.flatMap { try installation.store.invoiceList(InvoiceFilter(run: $0.id)) } }
      var text = JSONText()
      text.array { list in
        for (outcome, again) in zip(outcomes, invoices) {
          list.object { json in
            json.field("account", outcome.missed.reference)
            json.field("events", outcome.missed.events)
            json.field("firstAt", outcome.missed.firstAt)
            json.field("lastAt", outcome.missed.lastAt)
            json.key("missedBy")
            json.array { numbers in for invoice in outcome.missed.invoices { numbers.value(invoice.number) } }
            json.key("billedAgainAs")
            json.array { numbers in for invoice in again { numbers.value(invoice.number) } }
          }
        }
      }
      return text.string
    }
  }
}
