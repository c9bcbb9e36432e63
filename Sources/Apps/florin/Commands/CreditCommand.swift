import ArgumentParser
import Bootstrap
import Documents
import Foundation
import Invoicing
import Operations
import Primitives
import Store

struct CreditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "credit", abstract: "Give money back for an issued invoice: credit notes.",
    discussion: """
      A credit note is a document of its own that points at its invoice and the lines there. An issued invoice is never
      changed. Credit notes of an invoice never come to more than the invoice, and a sequence of them that leaves nothing
      comes to it exactly, line by line and tax rate by tax rate.

      EXAMPLES
        florin credit ES-2026-000007 --full --reason "billed twice" --key case-4711
        florin credit ES-2026-000007 --line 3 --line 4 --reason "never used" --key case-4712
        florin credit ES-2026-000007 --percent 20 --reason "line down for six days" --key case-4713
        florin credit ES-2026-000007 --line 2 --amount 12.50 --reason "as agreed by telephone" --key case-4714
        florin credit show ES-2026-CN-000001
      """,
    subcommands: [Issue.self, List.self, Show.self, Page.self, PDF.self, Link.self], defaultSubcommand: Issue.self)

  struct Issue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Credit an invoice: in full, by line, by percentage or by amount.",
      discussion: """
        Say one of --full, --percent or --amount; with --line alone, all that is left of these lines. A percentage is of
        what each line was issued with; an amount is taken tax included and spread over what is left. The same command with
        the same key changes nothing and gives the first answer.
        """)
    @Argument(help: "The invoice's number.") var invoice: String
    @Flag(help: "Everything that is left of the invoice.") var full = false
    @Option(help: "Only this line; may be given several times.") var line: [Int] = []
    @Option(help: "So many percent of each line.") var percent: String?
    @Option(help: "So much, tax included, in the invoice's currency.") var amount: String?
    @Option(help: "Why; the customer reads it on the document.") var reason: String
    @Option(help: "A name for this credit; repeating it changes nothing.") var key: String
    @Option(help: "The day of issue (YYYY-MM-DD); today when left out.") var on: DayArgument?
    @OptionGroup var options: HomeOptions

    func validate() throws {
      let measures = (full ? 1 : 0) + (percent == nil ? 0 : 1) + (amount == nil ? 0 : 1)
      if measures > 1 { throw ValidationError("--full, --percent and --amount say different things; give one of them") }
      if measures == 0, line.isEmpty { throw ValidationError("say how much: --full, --line N, --percent P or --amount A") }
    }

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let wish = Corrections.Wish(lines: line, try measure(), reason: reason)
        let corrected = try Corrections(installation).credit(invoice, wish, key: key, on: on?.day)
        try CreditPrinting(installation, json: options.json).issued(corrected)
      }
    }

    private func measure() throws -> Corrections.Wish.Measure {
      if let percent { return .percent(try decimal(percent, "percent")) }
      if let amount { return .amount(try decimal(amount, "amount")) }
      return .rest
    }

    private func decimal(_ text: String, _ path: String) throws -> Exact {
      if let value = Exact(text) { return value }
      throw Rejection(
        Problem(.creditWrongMeasure, path: path, "\"\(text)\" is no number", remedy: "write digits with a point before the decimals, such as 12.50"))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List credit notes in the order of their issue.")
    @Option(help: "Only those of this invoice.") var invoice: String?
    @Option(help: "How many.") var limit = 50
    @Option(help: "How many to pass over first.") var offset = 0
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let rows = try installation.store.creditNotes(CreditNoteFilter(invoiceNumber: invoice, offset: offset, limit: limit))
        CreditPrinting(installation, json: options.json).list(rows)
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show one credit note: what it gives back of which line, and why.")
    @Argument(help: "The credit note's number.") var number: String
    @Option(help: "en, es, ko or ro; the account's own language when left out.") var language: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let printing = CreditPrinting(try Installation(existing: options.home), json: options.json)
        let (issued, language) = try both(printing.known(number), self.language.map(readerLanguage))
        try printing.show(issued, language: language)
      }
    }
  }

  struct PDF: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a credit note as a PDF for print and archive.",
      discussion: "To --output, or to the credit note's number with .pdf in this folder. PDF/A-3a and PDF/UA-1.")
    @Argument(help: "The credit note's number.") var number: String
    @Option(help: "en, es, ko or ro; the account's own language when left out.") var language: String?
    @Option(help: "The file to write.") var output: String?
    @OptionGroup var signer: SigningOptions
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let (issued, language) = try both(CreditPrinting(installation, json: options.json).known(number), self.language.map(readerLanguage))
        let bill = try PrintedBills(installation).creditNote(
          issued, language: language, signing: try signer.signing(at: options.home))
        try WrittenPDF(of: bill, number: number, output: output).write(bill.bytes, json: options.json)
      }
    }
  }

  struct Page: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a credit note as a self-contained HTML page.", discussion: "To standard output, or to --output.")
    @Argument(help: "The credit note's number.") var number: String
    @Option(help: "en, es, ko or ro; the account's own language when left out.") var language: String?
    @Option(help: "The file to write.") var output: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let (issued, language) = try both(CreditPrinting(installation, json: options.json).known(number), self.language.map(readerLanguage))
        let page = CreditNotePage.render(try CreditNoteViews(installation).view(of: issued, language: language))
        if let output {
          try Data(page).write(to: URL(fileURLWithPath: output))
        } else {
          try FileHandle.standardOutput.write(contentsOf: Data(page))
        }
      }
    }
  }
}
