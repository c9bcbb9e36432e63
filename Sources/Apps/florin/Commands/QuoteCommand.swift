import ArgumentParser
import Bootstrap
import Invoicing
import Operations
import Primitives
import Rating

struct QuoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quote", abstract: "Make offers to customers, and accept them.",
    discussion: """
      A quote is kept as it was made and says what its first bill would be. Accepting it orders it, once.
      """,
    subcommands: [Make.self, List.self, Show.self, Accept.self])

  struct Make: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the quote in a YAML file.",
      discussion: """
        reference: Q-2026-17
        customer: C-100
        account: A-100
        quotedOn: 2026-03-01
        validUntil: 2026-04-01      # the first day it can no longer be accepted
        lines:
          - offering: fibre
            startsOn: 2026-04-01
            options: [security]
        """)
    @Argument(help: "The file.") var file: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        QuoteCommand.show(try Quotes(Installation(folder: options.home)).make(file), json: options.json, on: nil)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List quotes, of one account or of all.")
    @Option(help: "Only quotes to this account.") var account: String?
    @Option(help: "The day on which they are open or expired; today when left out (YYYY-MM-DD).") var on: DayArgument?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let quotes = try Quotes(Installation(existing: options.home)).list(account: account)
        let day = on?.day ?? MachineClock().now().utcDay
        if options.json {
          var text = JSONText()
          text.array { list in for quote in quotes { list.object { $0.fields(of: quote, on: day) } } }
          return print(text.string)
        }
        if quotes.isEmpty { return print("No quote yet: `florin quote make FILE` makes one.") }
        print(
          TextTable(["quote", "account", "made on", "valid until", "state"]).text(
            quotes.map { [$0.reference, $0.accountReference, "\($0.quotedOn)", "\($0.validUntil)", $0.state(on: day)] }))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a quote, and the first bill it would bring at today's prices.")
    @Argument(help: "The quote's reference.") var reference: String
    @Option(help: "The day on which it is open or expired; today when left out (YYYY-MM-DD).") var on: DayArgument?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        QuoteCommand.show(
          try Quotes(Installation(existing: options.home)).find(reference), json: options.json, on: on?.day ?? MachineClock().now().utcDay)
      }
    }
  }

  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Accept a quote and order it; accepting it again changes nothing.")
    @Argument(help: "The quote's reference.") var reference: String
    @Option(help: "The day it is accepted; today when left out (YYYY-MM-DD).") var on: DayArgument?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        OrderCommand.show(try Quotes(Installation(folder: options.home)).accept(reference, on: on?.day), json: options.json)
      }
    }
  }

  /// - Parameter day: says whether the quote is open on it; `nil` for a quote just made.
  static func show(_ made: MakeQuote.Made, json: Bool, on day: Day?) {
    let quote = made.quote
    if json {
      var text = JSONText()
      text.object { json in
        json.fields(of: quote, on: day ?? quote.quotedOn)
        json.field("repeated", day == nil ? made.repeated : nil)
        if let bill = made.firstBill {
          json.key("firstBill")
          InvoiceCodec.write(bill, into: &json)
        }
      }
      return print(text.string)
    }
    let state = day.map { quote.state(on: $0) } ?? (made.repeated ? "made before" : "made")
    print("Quote \(quote.reference) to account \(quote.accountReference), \(state): of \(quote.quotedOn), valid until \(quote.validUntil)")
    guard let bill = made.firstBill else { return print("  nothing would be billed for it in its first bill cycle") }
    print("  First bill, \(bill.billingPeriod.start) to \(bill.billingPeriod.lastDay):")
    let rows = bill.lines.map { line in
      [
        "  " + line.charge.name.text("en"), "\(line.charge.period.start) to \(line.charge.period.lastDay)",
        money(line.netMinor, bill.currency),
      ]
    }
    print(TextTable(["  what", "for", "net \(bill.currency)"], rightAligned: [2]).text(rows))
    let (net, tax, gross) = (money(bill.netMinor, bill.currency), money(bill.taxMinor, bill.currency), money(bill.grossMinor, bill.currency))
    print("  net \(net) + tax \(tax) = \(gross) \(bill.currency)")
  }
}

extension JSONText {
  fileprivate mutating func fields(of quote: StoredQuote, on day: Day) {
    field("quote", quote.reference)
    field("account", quote.accountReference)
    field("quotedOn", quote.quotedOn)
    field("validUntil", quote.validUntil)
    field("state", quote.state(on: day))
  }
}
