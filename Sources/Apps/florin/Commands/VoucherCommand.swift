import ArgumentParser
import Balances
import Bootstrap
import Operations
import Primitives

struct VoucherCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "voucher", abstract: "Make, list and block vouchers: codes that pay into a balance once.",
    discussion: """
      Codes are told once, when a batch is made; Florin keeps their SHA-256 only. `florin balance redeem` redeems one.

      EXAMPLES
        florin voucher create spring-20 --count 500 --amount 20.00 --unit EUR --until 2027-04-01 > codes.csv
        florin voucher create welcome --count 100 --amount 5000000000 --unit octets --valid-days 30 --bonus > codes.csv
        florin voucher show spring-20
        florin voucher block spring-20 --number 17 --reason "card lost"
        florin balance redeem ana-prepaid K7M3-9QXW-2B8D-TVZ5 --key r-1
      """,
    subcommands: [Create.self, List.self, Show.self, Block.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a batch of vouchers, and tell their codes once.", discussion: "As CSV: each voucher's number within its batch, and its code.")
    @Argument(help: "A reference of your own.") var reference: String
    @Option(help: "How many; at most \(Vouchers.mostAtOnce) at once.") var count: Int
    @Option(help: "What each is worth, in the unit.") var amount: String
    @Option(help: "A currency, octets, seconds, messages, events, or a unit of your own.") var unit: String
    @Option(help: "For how many days what it pays in may be spent; for ever when left out.") var validDays: Int?
    @Flag(help: "Given away by the operator, not sold.") var bonus = false
    @Option(help: "From when they may be redeemed: an instant or a day (UTC); at once when left out.") var from: String?
    @Option(help: "From when they may not be redeemed any more.") var until: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let (batch, codes) = try Vouchers(Installation(folder: options.home)).make(
          .init(
            reference: reference, count: count, amount: try amountArgument(amount, "amount"), unit: unit, validDays: validDays, isBonus: bonus,
            redeemFrom: from, redeemUntil: until))
        if options.json { return print(VoucherPrinting.json([batch], codes: codes)) }
        print("number,code")
        for (index, code) in codes.enumerated() { print("\(index + 1),\(code.printed)") }
        complain("These codes are told once: keep them where nobody else reads them.")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List batches in the order they were made.")
    @Option(help: "How many.") var limit = 50
    @Option(help: "Only those made after the one of this number.") var after: Int64 = 0
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        VoucherPrinting.show(try Vouchers(Installation(existing: options.home)).batches(after: after, limit: limit), json: options.json)
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a batch, and what became of it.")
    @Argument(help: "The batch's reference.") var reference: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        VoucherPrinting.show([try Vouchers(Installation(existing: options.home)).batch(reference)], json: options.json)
      }
    }
  }

  struct Block: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Block a batch, or one voucher of it, for good.", discussion: "What was redeemed before stays redeemed. Again changes nothing.")
    @Argument(help: "The batch's reference.") var reference: String
    @Option(help: "One voucher of it; all of them when left out.") var number: Int?
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        VoucherPrinting.show([try Vouchers(Installation(folder: options.home)).block(reference, number: number, reason: reason)], json: options.json)
      }
    }
  }
}

/// Batches of vouchers on a terminal or as JSON.
private enum VoucherPrinting {
  static func show(_ batches: [VoucherBatch], json: Bool) {
    if json { return print(self.json(batches)) }
    if batches.isEmpty { return print("No voucher yet: `florin voucher create` makes some.") }
    print(
      TextTable(["number", "batch", "worth", "", "made", "redeemed", "blocked", "left", "until"], rightAligned: [0, 2, 4, 5, 6, 7]).text(
        batches.map { batch in
          [
            "\(batch.id)", batch.reference, "\(batch.offer.unit.exact(batch.offer.amount))", batch.offer.unit.text, "\(batch.count)", "\(batch.redeemed)",
            "\(batch.blocked)", "\(batch.left)", batch.offer.redeemUntil.map { "\($0)" } ?? "",
          ]
        }))
  }

  static func json(_ batches: [VoucherBatch], codes: [VoucherCode] = []) -> String {
    var text = JSONText()
    text.array { list in
      for batch in batches {
        list.object { json in
          json.field("batch", batch.reference)
          json.field("unit", batch.offer.unit.text)
          json.field("amount", batch.offer.unit.exact(batch.offer.amount))
          if let days = batch.offer.validDays { json.field("validDays", days) }
          json.field("bonus", batch.offer.isBonus)
          json.field("redeemFrom", batch.offer.redeemFrom)
          if let until = batch.offer.redeemUntil { json.field("redeemUntil", until) }
          json.field("madeAt", batch.madeAt)
          json.field("made", batch.count)
          json.field("redeemed", batch.redeemed)
          json.field("blocked", batch.blocked)
          json.field("left", batch.left)
          if !codes.isEmpty {
            json.key("codes")
            json.array { for code in codes { $0.value(code.printed) } }
          }
        }
      }
    }
    return text.string
  }
}
