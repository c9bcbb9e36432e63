import ArgumentParser
import Bootstrap
import Operations
import Parties
import Primitives
import Store
import Subscriptions

struct AccountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Register customers and their billing accounts, list them, show one.",
    subcommands: [Import.self, List.self, Show.self, AccountInvoicingCommand.self, ThirdParty.self])

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Register the accounts of a YAML file, all or none.",
      discussion: """
        accounts:
          - reference: A-100
            customer: {reference: C-100, name: Ana Ionescu, segment: consumer}
            seller: es
            currency: EUR
            zone: Europe/Madrid
            language: es
            address: {lines: [Calle Mayor 1], city: Madrid, postcode: "28001", country: ES}
            cycle: {every: month, anchorDay: 1}
            openedOn: 2026-01-01
        """)
    @Argument(help: "The file.") var file: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let accounts = try WrittenDocuments(Installation(folder: options.home)).registerAccounts(file)
        if options.json {
          var json = JSONText()
          json.object { json in
            json.key("registered")
            json.array { list in for account in accounts { list.value(account.reference) } }
          }
          print(json.string)
        } else {
          print("Registered \(accounts.count) accounts: \(accounts.prefix(10).map(\.reference).joined(separator: ", "))\(accounts.count > 10 ? ", …" : "")")
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List accounts.")
    @Option(help: "Part of a reference or name.") var search: String?
    @Option(help: "How many.") var limit = 50
    @Option(help: "How many to pass over first.") var offset = 0
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let rows = try Installation(existing: options.home).store.accountList(search: search, offset: offset, limit: limit)
        if options.json {
          var json = JSONText()
          json.array { list in
            for row in rows {
              list.object {
                $0.field("reference", row.reference)
                $0.field("name", row.name)
                $0.field("seller", row.seller.text)
                $0.field("cycle", row.cycle)
                $0.field("billedThrough", row.billedThrough)
                $0.field("receivable", row.receivable.exact)
                $0.field("currency", row.receivable.currency.code)
                $0.field("subscriptions", row.subscriptions)
              }
            }
          }
          return print(json.string)
        }
        print(
          TextTable(["account", "name", "seller", "cycle", "billed through", "receivable", "", "subscriptions"], rightAligned: [5, 7]).text(
            rows.map {
              [
                $0.reference, $0.name, $0.seller.text, $0.cycle, "\($0.billedThrough)", "\($0.receivable.exact)",
                $0.receivable.currency.code, "\($0.subscriptions)",
              ]
            }))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show an account and what it pays for.")
    @Argument(help: "The account's reference.") var reference: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let store = try Installation(existing: options.home).store
        guard let account = try store.account(reference: reference) else {
          throw Rejection(
            Problem(.unknownAccount, path: "account", "there is no account \"\(reference)\"", remedy: "`florin account list` names the accounts"))
        }
        let subscriptions = try store.subscriptions(paidBy: account.id)
        if options.json { return print(json(account, subscriptions)) }
        print("\(account.reference)  \(account.name), \(account.address.city) \(account.address.country), \(account.currency), \(account.zoneName)")
        for subscription in subscriptions {
          print("  \(subscription.reference)  \(subscription.state.rawValue) from \(subscription.startsOn)\(subscription.endsOn.map { " until \($0)" } ?? "")\(subscription.subject.isEmpty ? "" : ", \(subscription.subject)")")
          for item in subscription.items {
            print("    \(item.number)  \(item.offering) × \(item.quantity) from \(item.from)\(item.to.map { " until \($0)" } ?? "")\(agreements(item))")
          }
        }
      }
    }

    private func agreements(_ item: SubscriptionItem) -> String {
      item.agreements.map { agreement in
        switch agreement.change {
        case .replace(let value): ", \(agreement.price) agreed at \(value)"
        case .add(let value): ", \(agreement.price) \(value.isNegative ? "" : "+")\(value)"
        case .percentOff(let value): ", \(agreement.price) -\(value) %"
        }
      }.joined()
    }

    private func json(_ account: BillingAccount, _ subscriptions: [Subscription]) -> String {
      var json = JSONText()
      json.object { json in
        json.field("reference", account.reference)
        json.field("name", account.name)
        json.field("seller", account.seller.text)
        json.field("currency", account.currency.code)
        json.field("zone", account.zoneName)
        json.key("subscriptions")
        json.array { list in
          for subscription in subscriptions {
            list.object { json in
              json.field("reference", subscription.reference)
              json.field("state", subscription.state.rawValue)
              json.field("startsOn", subscription.startsOn)
              json.field("endsOn", subscription.endsOn)
              json.key("items")
              json.array { items in
                for item in subscription.items {
                  items.object {
                    $0.field("number", item.number)
                    $0.field("offering", item.offering.text)
                    $0.field("quantity", item.quantity)
                    $0.field("from", item.from)
                    $0.field("to", item.to)
                  }
                }
              }
            }
          }
        }
      }
      return json.string
    }
  }

  struct ThirdParty: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "third-party", abstract: "Add charges of other companies to accounts' next bills.",
      discussion: """
        charges:
          - {account: A-100, source: parking, id: p-1, provider: City Parking, name: Calle Mayor, usedOn: 2026-03-05, amount: 2.40, tax: exempt}

        Each source and id counts once, however often the file is read.
        """)
    @Argument(help: "The file.") var file: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let result = try WrittenDocuments(Installation(folder: options.home)).addThirdPartyCharges(file)
        print(options.json ? "{\"added\":\(result.added),\"repeated\":\(result.repeated)}" : "Added \(result.added) charges; \(result.repeated) were there before.")
      }
    }
  }
}
