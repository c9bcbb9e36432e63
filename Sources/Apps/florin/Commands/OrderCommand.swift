import ArgumentParser
import Bootstrap
import Operations
import Primitives

struct OrderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "order", abstract: "Place orders, accept quotes, amend subscriptions.",
    discussion: "Every document carries a key: repeating it changes nothing, changing it under the same key is refused.",
    subcommands: [Place.self, Accept.self, Amend.self])

  struct Place: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Place the order in a YAML file.",
      discussion: """
        key: order-1
        customer: C-100
        account: A-100
        channel: shop
        lines:
          - offering: fibre
            startsOn: 2026-03-01
            options: [security]
            agreements: [{price: fibre.monthly, replace: 45}]
        """)
    @Argument(help: "The file.") var file: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        OrderCommand.show(try WrittenDocuments(Installation(folder: options.home)).placeOrder(file), json: options.json)
      }
    }
  }

  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accept the quote in a YAML file, and order it.",
      discussion: "A quote is an order without `key`, with `reference`, `quotedOn` and `validUntil` instead.")
    @Argument(help: "The file.") var file: String
    @Option(help: "The key of the order.") var key: String
    @Option(help: "The day it is accepted; today when left out (YYYY-MM-DD).") var on: DayArgument?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        OrderCommand.show(
          try WrittenDocuments(Installation(folder: options.home)).acceptQuote(file, key: key, on: on?.day), json: options.json)
      }
    }
  }

  struct Amend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Carry out the amendment in a YAML file.",
      discussion: """
        key: change-17
        subscription: S-100
        on: 2026-03-15
        change: changeOffering
        to: fibre-100

        Changes: activate, changeOffering, changeQuantity, addOption, removeOption, agreePrice, move, suspend, resume,
        cancel, cancelAtTermEnd, withdrawCancellation, attachPromotion.
        """)
    @Argument(help: "The file.") var file: String
    @Option(help: "The day the command is given; today when left out (YYYY-MM-DD).") var today: DayArgument?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let reference = try WrittenDocuments(Installation(folder: options.home)).amend(file, today: today?.day)
        var json = JSONText()
        json.object { $0.field("amended", reference) }
        print(options.json ? json.string : "Amended \(reference).")
      }
    }
  }

  static func show(_ placed: PlaceOrder.Placed, json: Bool) {
    if json {
      var text = JSONText()
      text.object { json in
        json.key("subscriptions")
        json.array { list in for reference in placed.references { list.value(reference) } }
        json.field("repeated", placed.repeated)
      }
      return print(text.string)
    }
    print("\(placed.repeated ? "Placed before" : "Placed"): \(placed.references.joined(separator: ", "))")
  }
}
