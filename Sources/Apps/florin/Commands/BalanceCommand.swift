import ArgumentParser
import Balances
import Bootstrap
import Operations
import Parties
import Primitives
import Store

struct BalanceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "balance", abstract: "What accounts have to spend: open balances, pay in, redeem vouchers, correct, transfer.",
    discussion: """
      A balance belongs to a billing account and serves all subscriptions that the account pays for, or the ones it names: a
      family, a company, a fleet of 100,000 devices on one pool. It holds buckets of money and of units (octets, seconds,
      messages, events, or units of your own), each with its validity, priority, spending factor and blockers.

      EXAMPLES
        florin balance open ana-prepaid --account A-100 --key open-1
        florin balance top-up ana-prepaid 20.00 --key voucher-77
        florin balance top-up ana-prepaid 5000000000 --unit octets --until 2026-04-01 --rollover-days 30 --key pack-12
        florin balance show ana-prepaid
        florin balance transfer ana-prepaid 5.00 --to bruno-prepaid --key gift-3
      """,
    subcommands: [Open.self, List.self, Show.self, TopUp.self, Redeem.self, Adjust.self, Transfer.self, Expire.self, Link.self, BalanceForecastCommand.self])

  struct Open: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a balance.",
      discussion: """
        prepaid: what is used was paid before; nothing goes below zero. hybrid: the same, and beyond it a credit limit.
        postpaid: what is used stands on the bill; the balance only guards what a bill cycle may come to.
        """)
    @Argument(help: "A reference of your own.") var reference: String
    @Option(help: "The account that owns it.") var account: String
    @Option(help: "prepaid, hybrid or postpaid.") var kind: BalanceKindArgument = BalanceKindArgument(kind: .prepaid)
    @Option(help: "How far the money may go below zero; for hybrid and postpaid.") var creditLimit: String?
    @Option(help: "A subscription that may draw on it; may be given several times. All that the account pays for when left out.") var subscription: [String] = []
    @Option(help: "A name for this command; repeating it changes nothing.") var key: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let opening = CustomerBalances.Opening(
          reference: reference, account: account, kind: kind.kind, creditLimit: try creditLimit.map { try amountArgument($0, "credit-limit") },
          subscriptions: subscription)
        let stored = try CustomerBalances(installation).open(opening, key: key)
        BalancePrinting(installation, json: options.json).show(stored)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List balances in the order they were opened.")
    @Option(help: "Only those of this account.") var account: String?
    @Option(help: "How many.") var limit = 50
    @Option(help: "Only those opened after the one of this number.") var after: Int64 = 0
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let owner = try account.map { reference in
          guard let account = try installation.store.account(reference: reference) else {
            throw Rejection(
              Problem(
                .unknownAccount, path: "account", "there is no account \"\(reference)\"",
                remedy: "`florin account list` names the accounts; references are case-sensitive"))
          }
          return account.id
        }
        BalancePrinting(installation, json: options.json).list(try installation.store.balances(BalanceFilter(account: owner, after: after, limit: limit)))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a balance: its buckets in the order they are spent, and its last movements.")
    @Argument(help: "The balance's reference.") var reference: String
    @Option(help: "How many movements.") var movements = 20
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        guard let stored = try installation.store.balance(reference: reference) else {
          throw Rejection(
            Problem(
              .unknownBalance, path: "balance", "there is no balance \"\(reference)\"",
              remedy: "`florin balance list` names the balances; references are case-sensitive"))
        }
        BalancePrinting(installation, json: options.json).show(
          stored, movements: try installation.store.movements(of: stored.balance.id, before: nil, limit: movements))
      }
    }
  }

  struct TopUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "top-up", abstract: "Pay an amount in, or give it as a bonus.",
      discussion: """
        With nothing but an amount it goes to the main bucket. With terms it goes to the bucket that has the same ones, or to a
        new bucket. Days begin where the account is. Whoever answers a notice that little is left names it: it is answered once, whoever answers it.
        """)
    @Argument(help: "The balance's reference.") var reference: String
    @Argument(help: "How much, in the unit.") var amount: String
    @Flag(help: "Given by the operator, not paid.") var bonus = false
    @Option(help: "The account's currency, octets, seconds, messages, events, or a unit of your own.") var unit: String?
    @Option(help: "From when it may be spent: an instant or a day.") var from: String?
    @Option(help: "From when it is over: an instant or a day.") var until: String?
    @Option(help: "Smaller ones are spent first; 100 when left out.") var priority: Int?
    @Option(help: "How much of the bucket one unit of service takes.") var factor: String?
    @Option(help: "What it may not be spent on: service:NAME, rating-group:NUMBER, destination:PREFIX; may be given several times.") var block: [String] = []
    @Option(help: "The rest goes on for so many days, once.") var rolloverDays: Int?
    @Option(help: "At most so much of the rest.") var rolloverAtMost: String?
    @Option(help: "Why; it stands with the movement.") var reason = ""
    @Option(help: "A name for this command; repeating it changes nothing.") var key: String?
    @Option(help: "Instead of a name for it: the notice that it answers, as webhooks name it, such as balance_low_6.") var notice: String?
    @OptionGroup var options: HomeOptions

    func validate() throws {
      if (key == nil) == (notice == nil) { throw ValidationError("a top-up needs a name, or the notice that it answers: --key NAME or --notice NAME") }
    }

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let topUp = CustomerBalances.TopUp(
          amount: try amountArgument(amount, "amount"), isBonus: bonus, unit: unit, validFrom: from, validTo: until, priority: priority,
          factor: try factor.map { try amountArgument($0, "factor") }, blockers: block, rolloverDays: rolloverDays,
          rolloverAtMost: try rolloverAtMost.map { try amountArgument($0, "rollover-at-most") }, reason: reason)
        let balances = CustomerBalances(installation)
        let printing = BalancePrinting(installation, json: options.json)
        if let notice { return printing.changed(try balances.topUp(reference, topUp, answering: notice)) }
        printing.changed(try balances.topUp(reference, topUp, key: key ?? ""))
      }
    }
  }

  struct Redeem: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Pay in what a voucher is worth, once.", discussion: "Of codes that are none, five may be tried on one balance within an hour.")
    @Argument(help: "The balance's reference.") var reference: String
    @Argument(help: "The voucher's code, in any case, with or without hyphens.") var code: String
    @Option(help: "A name for this command; repeating it changes nothing.") var key: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        BalancePrinting(installation, json: options.json).changed(try Vouchers(installation).redeem(code, into: reference, key: key))
      }
    }
  }

  struct Adjust: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Correct a bucket, up or down.", discussion: "Write what is taken after two hyphens: florin balance adjust ana --reason mistake --key a-1 -- -5.00")
    @Argument(help: "The balance's reference.") var reference: String
    @Argument(help: "How much goes in; below zero, how much is taken.") var amount: String
    @Option(help: "The bucket's number; the main bucket when left out.") var bucket: Int?
    @Option(help: "Why; it stands with the movement.") var reason: String
    @Option(help: "A name for this command; repeating it changes nothing.") var key: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        BalancePrinting(installation, json: options.json).changed(
          try CustomerBalances(installation).adjust(reference, bucket: bucket, by: try amountArgument(amount, "amount"), reason: reason, key: key))
      }
    }
  }

  struct Transfer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Move an amount to another balance.", discussion: "Its validity and terms go with it. Credit is not given away.")
    @Argument(help: "The balance it comes from.") var reference: String
    @Argument(help: "How much, in the bucket's unit.") var amount: String
    @Option(help: "The balance it goes to.") var to: String
    @Option(help: "The bucket's number; the main bucket when left out.") var bucket: Int?
    @Option(help: "Why; it stands with the movement.") var reason = ""
    @Option(help: "A name for this command; repeating it changes nothing.") var key: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        BalancePrinting(installation, json: options.json).changed(
          try CustomerBalances(installation).transfer(
            reference, bucket: bucket, to: to, amount: try amountArgument(amount, "amount"), reason: reason, key: key))
      }
    }
  }

  struct Expire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End every bucket that is over.",
      discussion: """
        A bucket that is over is not spent in any case; this books what was left of it, and lets rests go on that may. A balance
        that cannot be treated is told at the end and keeps no other from it; the exit code is 2 then.
        """)
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let expired = try CustomerBalances(installation).expire()
        BalancePrinting(installation, json: options.json).expired(expired)
        for left in expired.untreated { complain("balance \(left.reference) was left as it is: \(left.fault)") }
        if !expired.untreated.isEmpty { throw Exits.fault }
      }
    }
  }
}

/// A kind of customer balance on the command line.
struct BalanceKindArgument: ExpressibleByArgument {
  let kind: CustomerBalance.Kind

  init(kind: CustomerBalance.Kind) { self.kind = kind }

  init?(argument: String) {
    guard let kind = CustomerBalance.Kind(rawValue: argument) else { return nil }
    self.kind = kind
  }

  var defaultValueDescription: String { kind.rawValue }
  static var allValueStrings: [String] { CustomerBalance.Kind.allCases.map(\.rawValue) }
}

/// A decimal of the command line.
func amountArgument(_ text: String, _ path: String) throws -> Exact {
  if let value = Exact(text) { return value }
  throw Rejection(
    Problem(.balanceAmount, path: path, "\"\(text)\" is no number", remedy: "write digits with a point before the decimals, such as 12.50"))
}
