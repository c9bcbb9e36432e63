import ArgumentParser
import Bootstrap
import Documents
import Foundation
import Invoicing
import Operations
import Primitives
import Rating
import Store

struct InvoiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invoice", abstract: "List invoices, show one, write its page, its PDF or its e-invoice, make a link for its reader, take one back and bill again.",
    subcommands: [List.self, Show.self, Page.self, PDF.self, Records.self, InvoiceExportCommand.self, Link.self, Cancel.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List issued invoices in the order of their issue.")
    @Option(help: "Part of a number, account reference or name.") var search: String?
    @Option(help: "Only this bill run's.") var run: Int64?
    @Option(help: "How many.") var limit = 50
    @Option(help: "How many to pass over first.") var offset = 0
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let filter = InvoiceFilter(run: run.map { BillRunID($0) }, search: search, offset: offset, limit: limit)
        let rows = try installation.store.invoiceList(filter)
        let total = try installation.store.invoiceCount(filter)
        if options.json {
          var json = JSONText()
          json.object { json in
            json.field("total", total)
            json.key("invoices")
            json.array { list in
              for row in rows {
                list.object {
                  $0.field("number", row.number)
                  $0.field("account", row.accountReference)
                  $0.field("name", row.accountName)
                  $0.field("issuedOn", row.issuedOn)
                  $0.field("dueOn", row.dueOn)
                  $0.field("currency", row.currency.code)
                  $0.field("net", money(row.netMinor, row.currency))
                  $0.field("tax", money(row.taxMinor, row.currency))
                  $0.field("gross", money(row.grossMinor, row.currency))
                }
              }
            }
          }
          return print(json.string)
        }
        print(
          TextTable(["number", "account", "name", "issued", "due", "gross", ""], rightAligned: [5]).text(
            rows.map {
              [$0.number, $0.accountReference, $0.accountName, "\($0.issuedOn)", "\($0.dueOn)", money($0.grossMinor, $0.currency), $0.currency.code]
            }))
        print("\(rows.count) of \(total)")
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one invoice with every step of every amount.", discussion: "With --json: the invoice as it is stored.")
    @Argument(help: "The invoice's number.") var number: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let printing = InvoicePrinting(installation)
        let issued = try printing.known(number)
        if options.json { return print(String(decoding: InvoiceCodec.bytes(issued.invoice), as: UTF8.self)) }
        print(try printing.text(issued.invoice, line: nil))
        for line in try printing.standing(issued) { print(line) }
      }
    }
  }

  struct Page: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write an invoice as a self-contained HTML page.", discussion: "To standard output, or to --output.")
    @Argument(help: "The invoice's number.") var number: String
    @Option(help: "en, es, ko or ro; the account's own language when left out.") var language: String?
    @Option(help: "The file to write.") var output: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let (issued, language) = try both(InvoicePrinting(installation).known(number), self.language.map(readerLanguage))
        let view = try InvoiceViews(installation).view(of: issued, language: language)
        let page = InvoicePage.render(view)
        if let output {
          try Data(page).write(to: URL(fileURLWithPath: output))
        } else {
          try FileHandle.standardOutput.write(contentsOf: Data(page))
        }
      }
    }
  }
}

extension InvoiceCommand {
  struct PDF: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write an invoice as a PDF for print and archive.",
      discussion: """
        To --output, or to the invoice's number with .pdf in this folder. PDF/A-3a and PDF/UA-1; the same invoice gives the same bytes.
        The e-invoice is inside (Factur-X); where a rule keeps it out, a note names the rule.

        EXAMPLES
          florin invoice pdf ES-2026-000001
          florin invoice pdf ES-2026-000001 --language ko --steps --output bill.pdf
          florin invoice pdf ES-2026-000001 --sign-with operator.p12 --passphrase-file secret.txt
        """)
    @Argument(help: "The invoice's number.") var number: String
    @Option(help: "en, es, ko or ro; the account's own language when left out.") var language: String?
    @Flag(help: "With every step of every amount.") var steps = false
    @Option(help: "The file to write.") var output: String?
    @OptionGroup var signer: SigningOptions
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let (issued, language) = try both(InvoicePrinting(installation).known(number), self.language.map(readerLanguage))
        let bill = try PrintedBills(installation).invoice(
          issued, language: language, foldsOpen: steps, signing: try signer.signing(at: options.home))
        try WrittenPDF(of: bill, number: number, output: output).write(bill.bytes, json: options.json)
      }
    }
  }
}

extension InvoiceCommand {
  struct Records: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write every usage event behind an invoice as a PDF: itemised usage.",
      discussion: "To --output, or to the invoice's number with -usage.pdf in this folder. PDF/A-3a and PDF/UA-1.")
    @Argument(help: "The invoice's number.") var number: String
    @Option(help: "en, es, ko or ro; the account's own language when left out.") var language: String?
    @Option(help: "The file to write.") var output: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let (issued, language) = try both(InvoicePrinting(installation).known(number), self.language.map(readerLanguage))
        let usage = try InvoiceViews(installation, eventsShown: .max).view(of: issued, language: language).records
        try WrittenPDF(number: number + "-usage", output: output).write(json: options.json) { sink in
          try BillPress.shared.records(usage.view, usage.records, to: sink)
        }
      }
    }
  }
}

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say why an amount is what it is, step by step, back to the usage events.",
    discussion: """
      EXAMPLES
        florin explain ES-2026-000001
        florin explain ES-2026-000001 3
        florin explain ES-2026-000001 3 --language es
        florin explain ES-2026-CN-000001
      """)
  @Argument(help: "The number of an invoice or a credit note.") var invoice: String
  @Argument(help: "A line; all lines when left out.") var line: Int?
  @Option(help: "en, es, ko or ro; the account's own language when left out.") var language: String?
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      let installation = try Installation(existing: options.home)
      if let note = try installation.store.creditNote(number: invoice) {
        return try CreditPrinting(installation, json: options.json).show(note, line: line, language: try language.map(readerLanguage))
      }
      let printing = InvoicePrinting(installation)
      let (issued, language) = try both(printing.known(invoice), self.language.map(readerLanguage))
      let view = try InvoiceViews(installation).view(of: issued, language: language)
      if options.json { return print(try json(view)) }
      print(try printing.text(issued.invoice, line: line, evidence: view.evidence, language: view.language))
      if line == nil { for line in try printing.standing(issued) { print(line) } }
    }
  }

  private func json(_ view: InvoiceView) throws -> String {
    var lines = view.invoice.lines
    if let line { lines = lines.filter { $0.number == line } }
    if lines.isEmpty { _ = try InvoicePrinting(Installation(existing: options.home)).text(view.invoice, line: line) }
    var text = JSONText()
    text.object { json in
      json.field("invoice", view.invoice.number)
      json.key("lines")
      json.array { list in
        for line in lines {
          list.object { json in
            let evidence = view.evidence[line.number]
            json.field("number", line.number)
            json.field("name", line.charge.name.text(view.language.rawValue))
            json.field("price", line.charge.price.text)
            json.field("priceVersionFrom", evidence?.version?.from)
            json.field("catalogVersion", evidence?.version?.catalog)
            json.field("amount", line.charge.amount.exact)
            json.key("steps")
            json.value(line.charge.explanation)
            json.field("eventCount", evidence?.eventCount)
            json.key("events")
            json.array { events in
              for event in evidence?.events ?? [] {
                events.object {
                  $0.field("id", event.id)
                  $0.field("at", event.at)
                  $0.field("quantity", event.quantity)
                  $0.field("about", event.about.isEmpty ? nil : event.about)
                }
              }
            }
          }
        }
      }
    }
    return text.string
  }
}

func readerLanguage(_ code: String) throws(Rejection) -> ReaderLanguage {
  if let language = ReaderLanguage(rawValue: code) { return language }
  throw Rejection(
    Problem(
      ProblemCode(rawValue: "parties.language"), path: "--language", "documents are not written in \"\(code)\"",
      remedy: "use one of \(ReaderLanguage.allCases.map(\.rawValue).joined(separator: ", "))"))
}
