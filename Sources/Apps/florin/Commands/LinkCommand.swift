import ArgumentParser
import Bootstrap
import Documents
import Foundation
import Operations
import Parties
import Primitives
import Store

/// For how long something is to live: `90d`, `12w` or a number of days.
struct LifeArgument: ExpressibleByArgument {
  var days: Int

  init(days: Int) { self.days = days }

  init?(argument: String) {
    let unit = argument.last.flatMap { ["d": 1, "w": 7][$0] }
    guard let count = Int(unit == nil ? argument[...] : argument.dropLast()), count >= 0, count <= 10_000 else { return nil }
    days = count * (unit ?? 1)
  }

  var defaultValueDescription: String { "\(days)d" }
}

/// How a link is wanted, on the command line.
struct LinkOptions: ParsableArguments {
  @Option(name: .customLong("for"), help: "How long it opens the document: 90d, 12w.") var life = LifeArgument(days: BillLinks.Wish.usualDays)
  @Option(help: "en, es, ko or ro; the account's own language when left out.") var language: String?
  @Option(help: "Where readers reach `florin serve`, such as https://bills.example.") var address = "http://127.0.0.1:8080"
  @Option(help: "The file with settings that `florin serve` reads; the environment is read as well.") var config: String?
  @OptionGroup var home: HomeOptions

  func validate() throws {
    guard address.hasPrefix("https://") || address.hasPrefix("http://"), !address.contains("?"), !address.contains("#") else {
      throw ValidationError("--address is where the service is reached, such as https://bills.example")
    }
  }

  var installation: Installation { get throws { try Installation(folder: home.home) } }

  func links(_ installation: Installation) throws -> BillLinks {
    let settings = try ServiceConfiguration.read(file: config, environment: ProcessInfo.processInfo.environment, flags: [:])
    return BillLinks(installation, secretsKeyFile: settings.webhooks.secretsKeyFile)
  }

  var wish: BillLinks.Wish { get throws { BillLinks.Wish(days: life.days, language: try language.map(readerLanguage)) } }

  func show(_ made: BillLinks.New) {
    let url = (address.hasSuffix("/") ? String(address.dropLast()) : address) + made.path
    if home.json {
      var json = JSONText()
      json.object {
        $0.field("url", url)
        $0.field("path", made.path)
        $0.field("expiresAt", made.link.expiresAt)
      }
      return print(json.string)
    }
    print(url)
    complain("It opens the document to whoever holds it, until \(made.link.expiresAt).")
  }
}

extension InvoiceCommand {
  struct Link: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a link by which the reader of an invoice opens a page of its own.",
      discussion: """
        `florin serve` answers it: what is owed and until when, what changed and why, from the total down to every use, the last
        bills, how to pay. Docs/mini-site.md says more.

        EXAMPLES
          florin invoice link ES-2026-000001 --address https://bills.example
          florin invoice link ES-2026-000001 --for 30d --language ro
        """)
    @Argument(help: "The invoice's number.") var number: String
    @OptionGroup var options: LinkOptions

    func run() async throws {
      try await answering(json: options.home.json) {
        let installation = try options.installation
        let (issued, wish) = try both(InvoicePrinting(installation).known(number), options.wish)
        options.show(try options.links(installation).link(to: issued, wish))
      }
    }
  }
}

extension CreditCommand {
  struct Link: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a link by which the reader of a credit note opens a page of its own.")
    @Argument(help: "The credit note's number.") var number: String
    @OptionGroup var options: LinkOptions

    func run() async throws {
      try await answering(json: options.home.json) {
        let installation = try options.installation
        let (issued, wish) = try both(CreditPrinting(installation, json: options.home.json).known(number), options.wish)
        options.show(try options.links(installation).link(to: issued, wish))
      }
    }
  }
}

extension BalanceCommand {
  struct Link: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a link by which the reader of a balance opens its statement.",
      discussion: """
        EXAMPLES
          florin balance link ana-prepaid --period 2026-03
          florin balance link ana-prepaid --period 2026-03-01..2026-03-15 --for 30d
        """)
    @Argument(help: "The balance's reference.") var balance: String
    @Option(help: "Which days: a month 2026-03, or 2026-03-01..2026-03-15.") var period: PeriodArgument
    @OptionGroup var options: LinkOptions

    func run() async throws {
      try await answering(json: options.home.json) {
        let installation = try options.installation
        guard let stored = try installation.store.balance(reference: balance) else {
          throw Rejection(
            Problem(.unknownBalance, path: "balance", "there is no balance \"\(balance)\"", remedy: "`florin balance list` names the balances; references are case-sensitive"))
        }
        options.show(try options.links(installation).link(toStatementOf: stored, period.period, try options.wish))
      }
    }
  }
}

struct LinkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Withdraw links of readers, and change the key that signs them.",
    discussion: """
      Links are made with `florin invoice link`, `florin credit link` and `florin balance link`. Nothing of a link is kept: its
      token says what it opens, for whom and until when, signed.

      EXAMPLES
        florin link withdraw --invoice ES-2026-000001
        florin link withdraw --account 7590-VHVEG
        florin link rotate --keep 30d
      """,
    subcommands: [Withdraw.self, Rotate.self])

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let links open nothing any more: all of an account, or those to one document.", discussion: "Those made so far; new ones can be made at any time.")
    @Option(help: "Every link of this account, by reference.") var account: String?
    @Option(help: "Every link to this invoice, by number.") var invoice: String?
    @Option(help: "Every link to this credit note, by number.") var creditNote: String?
    @OptionGroup var options: HomeOptions

    func validate() throws {
      if [account, invoice, creditNote].compactMap(\.self).count != 1 { throw ValidationError("say which links: --account, --invoice or --credit-note") }
    }

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let links = BillLinks(installation)
        if let account {
          guard let known = try installation.store.account(reference: account) else {
            throw Rejection(
              Problem(.unknownAccount, path: "account", "there is no account \"\(account)\"", remedy: "`florin account list` names the accounts; references are case-sensitive"))
          }
          try links.withdraw(linksOf: known.id)
        }
        if let invoice { try links.withdraw(linksTo: try InvoicePrinting(installation).known(invoice)) }
        if let creditNote { try links.withdraw(linksTo: try CreditPrinting(installation, json: options.json).known(creditNote)) }
        print(options.json ? "{\"withdrawn\":true}" : "Withdrawn: links made so far open nothing any more.")
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Sign links with a new key from now on.")
    @Option(name: .customLong("keep"), help: "How long links that the old key signed still open; 0d ends them all now.") var keep = LifeArgument(days: BillLinks.Wish.usualDays)
    @Option(help: "The file with settings that `florin serve` reads; the environment is read as well.") var config: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let settings = try ServiceConfiguration.read(file: config, environment: ProcessInfo.processInfo.environment, flags: [:])
        try BillLinks(try Installation(folder: options.home), secretsKeyFile: settings.webhooks.secretsKeyFile).rotate(keepDays: keep.days)
        print(options.json ? "{\"keptDays\":\(keep.days)}" : "A new key signs links from now on; older links open for at most \(keep.days) more days.")
      }
    }
  }
}
