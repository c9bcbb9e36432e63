import ArgumentParser
import Bootstrap
import Charging
import Operations
import Primitives

struct ControlCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control", abstract: "What keeps spending within bounds: limits, bars, low balances, what happens when nothing is left.",
    discussion: """
      A control holds for one balance, or for all of them; one of a balance's own takes the place of one for all under the same
      code. What it tells stands in `florin control notices` and goes to webhooks (`balance.limit`, `balance.low`).

      EXAMPLES
        florin control limit roaming 50.00 --unit EUR --per month --where roaming=yes --warn 80 --may-be-lifted --key r-1
        florin control limit daily-data 2000000000 --unit octets --per day --service data --for ana-prepaid --key d-1
        florin control bar night --hours 22:00-06:00 --service data --for ana-prepaid --key n-1
        florin control low auto 5.00 --for ana-prepaid --top-up 20.00 --key a-1
        florin control exhaustion page redirect:https://pay.example/top-up --key e-1
        florin control list --for ana-prepaid
        florin control end roaming --for ana-prepaid --by customer --reason "goes on roaming" --key r-2
      """,
    subcommands: [Limit.self, Bar.self, Low.self, Exhaustion.self, End.self, List.self, Notices.self])

  /// Whose it is, and how it is said.
  struct Place: ParsableArguments {
    @Option(name: .customLong("for"), help: "The balance's reference; all balances when left out.") var balance: String?
    @Option(help: "Who wants it: operator or customer.") var by: SetterArgument = SetterArgument(setter: .operator)
    @Option(help: "Why.") var reason = ""
    @Option(help: "A name for this command; repeating it changes nothing.") var key: String
  }

  /// Which use it looks at.
  struct Use: ParsableArguments {
    @Option(help: "Only this type of usage; may be given several times.") var service: [String] = []
    @Option(help: "Only this rating group; may be given several times.") var ratingGroup: [Int] = []
    @Option(help: "Only destinations that begin so; may be given several times.") var destination: [String] = []
    @Option(name: .customLong("where"), help: "Only use with this attribute: roaming=yes; may be given several times.") var attribute: [String] = []
  }

  struct Limit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let so much be spent or used within a stretch of time.",
      discussion: "Money counts with tax, units however they are paid. Each stretch begins at zero; days are those where the account is.")
    @Argument(help: "The control's code: small letters, digits and hyphens.") var code: String
    @Argument(help: "How much, in the unit.") var amount: String
    @Option(help: "A currency, octets, seconds, messages, events, or a unit of your own; the balance's currency when left out.") var unit: String?
    @Option(help: "hour, day, week, month, or cycle (the bill cycle).") var per: String
    @Option(help: "Tell at so many hundredths of it; may be given several times.") var warn: [Int] = []
    @Flag(help: "Refuse nothing, only tell.") var onlyTell = false
    @Flag(help: "Customers may change and end it.") var mayBeLifted = false
    @OptionGroup var use: Use
    @OptionGroup var place: Place
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await setting(place, options) {
        ControlWish(
          code: code, kind: "limit", amount: try amountArgument(amount, "amount"), unit: unit, window: per, services: use.service, ratingGroups: use.ratingGroup,
          destinations: use.destination, attributes: use.attribute, warnAt: warn, onlyTells: onlyTell, mayBeLifted: mayBeLifted, reason: place.reason)
      }
    }
  }

  struct Bar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let something not be used: always, or at some hours.")
    @Argument(help: "The control's code.") var code: String
    @Option(help: "22:00-06:00, or 1-5 08:00-15:00 on some weekdays (1 is Monday), by the clock where the account is; may be given several times.") var hours: [String] = []
    @Flag(help: "Customers may change and end it.") var mayBeLifted = false
    @Flag(help: "Bar whatever there is, always, for everybody; asked for so that it does not happen by leaving something out.") var everything = false
    @OptionGroup var use: Use
    @OptionGroup var place: Place
    @OptionGroup var options: HomeOptions

    func validate() throws {
      let isNarrowed = !hours.isEmpty || !use.service.isEmpty || !use.ratingGroup.isEmpty || !use.destination.isEmpty || !use.attribute.isEmpty
      if place.balance == nil, !isNarrowed, !everything {
        throw ValidationError("this would bar everything for everybody: say for whom (--for), or of what or when (--service, --hours, …), or --everything")
      }
    }

    func run() async throws {
      try await setting(place, options) {
        ControlWish(
          code: code, kind: "bar", services: use.service, ratingGroups: use.ratingGroup, destinations: use.destination, attributes: use.attribute, hours: hours,
          everything: everything, mayBeLifted: mayBeLifted, reason: place.reason)
      }
    }
  }

  struct Low: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell when less than an amount is left.",
      discussion: "With --top-up, whoever is told should pay so much in: the hook by which a payment system tops up without being asked.")
    @Argument(help: "The control's code.") var code: String
    @Argument(help: "How much should be left, in the unit.") var amount: String
    @Option(help: "The balance's currency when left out.") var unit: String?
    @Option(help: "What should be paid in then, in the unit.") var topUp: String?
    @OptionGroup var place: Place
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await setting(place, options) {
        ControlWish(
          code: code, kind: "low", amount: try amountArgument(amount, "amount"), unit: unit, topUp: try topUp.map { try amountArgument($0, "top-up") },
          mayBeLifted: true, reason: place.reason)
      }
    }
  }

  struct Exhaustion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Say what the network does with a service when nothing more is granted.")
    @Argument(help: "The control's code.") var code: String
    @Argument(help: "terminate, redirect:ADDRESS, or restrict:FILTER,FILTER (names that the network knows, such as one that is slow).") var action: String
    @OptionGroup var place: Place
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await setting(place, options) { ControlWish(code: code, kind: "exhaustion", action: action, reason: place.reason) }
    }
  }

  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a control; for one balance also one that holds for all.")
    @Argument(help: "The control's code.") var code: String
    @OptionGroup var place: Place
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let controls = Controls(try Installation(folder: options.home))
        ControlPrinting(json: options.json).show([try controls.end(code, for: place.balance, by: place.by.setter, reason: place.reason, key: place.key)])
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List what holds for a balance, with what limits count now; or what is said for all.")
    @Option(name: .customLong("for"), help: "The balance's reference.") var balance: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        ControlPrinting(json: options.json).show(try Controls(Installation(existing: options.home)).list(for: balance))
      }
    }
  }

  struct Notices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List what controls told of a balance, the newest first.")
    @Argument(help: "The balance's reference.") var balance: String
    @Option(help: "How many.") var limit = 50
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        ControlPrinting(json: options.json).show(try Controls(Installation(existing: options.home)).notices(of: balance, limit: limit))
      }
    }
  }
}

extension AsyncParsableCommand {
  fileprivate func setting(_ place: ControlCommand.Place, _ options: HomeOptions, _ wish: () throws -> ControlWish) async throws {
    try await answering(json: options.json) {
      let controls = Controls(try Installation(folder: options.home))
      ControlPrinting(json: options.json).show([try controls.set(try wish(), for: place.balance, by: place.by.setter, key: place.key)])
    }
  }
}

/// Who wants a control.
struct SetterArgument: ExpressibleByArgument {
  var setter: SpendingControl.Setter

  init(setter: SpendingControl.Setter) { self.setter = setter }

  init?(argument: String) {
    guard let setter = SpendingControl.Setter(rawValue: argument) else { return nil }
    self.setter = setter
  }

  var defaultValueDescription: String { setter.rawValue }
  static var allValueStrings: [String] { SpendingControl.Setter.allCases.map(\.rawValue) }
}

struct BalanceForecastCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast", abstract: "Say when a balance will run out, if it goes on as in the last days.")
  @Argument(help: "The balance's reference.") var reference: String
  @Option(help: "How many days are looked at.") var days = 14
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      ControlPrinting(json: options.json).show(try Controls(Installation(existing: options.home)).forecast(of: reference, days: max(1, min(days, 366))))
    }
  }
}
