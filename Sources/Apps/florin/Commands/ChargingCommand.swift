import ArgumentParser
import Balances
import Bootstrap
import Charging
import Foundation
import Operations
import Primitives
import Store

struct ChargingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "charging", abstract: "Spend while it happens: reserve, commit, release, debit, refund, quote; sessions and statements.",
    discussion: """
      A session reserves units, commits what was used and reserves more, and releases the rest at its end. What happens once is
      debited whole or not at all. The same request again (same session, same number) gets the first answer. Prices are those of
      the bill; prepaid and hybrid balances pay at once, postpaid balances only guard the limit of a bill cycle.

      EXAMPLES
        florin charging quote --subject 600100100 --service data --units 1000000
        florin charging reserve s-1 --subject 600100100 --service data --units 10000000
        florin charging commit s-1 1 --subject 600100100 --service data --used 8000000 --units 10000000
        florin charging release s-1 2 --subject 600100100 --service data --used 500000
        florin charging debit sms-17 --subject 600100100 --service message
        florin charging statement ana-prepaid
        florin charging records Master.csv --format asterisk-csv --zone Europe/Madrid
      """,
    subcommands: [Reserve.self, Commit.self, Release.self, Debit.self, Refund.self, Quote.self, Sessions.self, Statement.self, Batch.self, ChargingRecordsCommand.self, ChargingTopCommand.self, ChargingUnchargedCommand.self, Reclaim.self, HandOn.self])

  /// Who uses which service.
  struct Use: ParsableArguments {
    @Option(help: "The key of a subscription: a telephone number, a SIM.") var subject: String
    @Option(help: "The type of the usage, by which prices know it: data, call, message.") var service: String
    @Option(help: "The network's number for what is charged alike.") var ratingGroup: Int64 = 0
    @Option(help: "Whom it goes to.") var destination: String?

    func validate() throws {
      try ChargingCommand.require((1...500) ~= subject.utf8.count, "--subject is 1 to 500 characters")
      try ChargingCommand.require(ChargingCommand.isName(service, 100), "--service is 1 to 100 letters, digits and signs, without blanks")
      try ChargingCommand.require(destination.map { ChargingCommand.isName($0, 100) } ?? true, "--destination is 1 to 100 letters, digits and signs, without blanks")
      try ChargingCommand.require((0...4_294_967_295) ~= ratingGroup, "--rating-group is 0 to 4294967295")
    }

    func units(_ requested: Int64?, used: Int64 = 0) -> ServiceUnits {
      ServiceUnits(ratingGroup: ratingGroup, service: service, destination: destination, requested: requested, used: used)
    }
  }

  /// The same bounds as over HTTP.
  static let most: Int64 = 1_000_000_000_000_000

  static func isName(_ text: String, _ most: Int = 200) -> Bool { (1...most) ~= text.utf8.count && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

  static func require(_ holds: Bool, _ words: String) throws { if !holds { throw ValidationError(words) } }

  static func requireName(_ name: String, _ what: String) throws {
    try require(isName(name), "the name of the \(what) is 1 to 200 letters, digits and signs, without blanks")
  }

  static func requireUnits(_ units: Int64?, _ option: String, from least: Int64 = 0) throws {
    try require(units.map { (least...most) ~= $0 } ?? true, "\(option) is \(least) to \(most)")
  }

  /// Decides one request and prints the answer; refused is exit code 1.
  static func ask(_ request: (Instant) -> ChargingRequest, _ options: HomeOptions, onlyReads: Bool = false) async throws {
    try await answering(json: options.json) {
      let installation = onlyReads ? try Installation(existing: options.home) : try Installation(folder: options.home)
      let answer = try installation.chargingRecorder().decide([request(installation.clock.now())])[0].get()
      ChargingPrinting(json: options.json).show(answer)
      if answer.result != .success { throw Exits.refused }
    }
  }

  struct Reserve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Begin a session, or ask for more in it.")
    @Argument(help: "A name of your own for the session.") var session: String
    @Argument(help: "The request's number in the session.") var number: Int64 = 0
    @OptionGroup var use: Use
    @Option(help: "How many units; the house's usual number when left out.") var units: Int64?
    @OptionGroup var options: HomeOptions

    func validate() throws {
      try ChargingCommand.requireName(session, "session")
      try ChargingCommand.require((0...4_294_967_295) ~= number, "the request's number is 0 to 4294967295")
      try ChargingCommand.requireUnits(units, "--units")
    }

    func run() async throws {
      try await ChargingCommand.ask({ ChargingRequest(session: session, number: number, kind: .initial, subject: use.subject, at: $0, services: [use.units(units)]) }, options)
    }
  }

  struct Commit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take what was used, and reserve more where --units asks for it.")
    @Argument(help: "The session.") var session: String
    @Argument(help: "The request's number in the session.") var number: Int64
    @OptionGroup var use: Use
    @Option(help: "Units used since the last request.") var used: Int64
    @Option(help: "How many more; none when left out.") var units: Int64 = 0
    @OptionGroup var options: HomeOptions

    func validate() throws {
      try ChargingCommand.requireName(session, "session")
      try ChargingCommand.require((0...4_294_967_295) ~= number, "the request's number is 0 to 4294967295")
      try ChargingCommand.requireUnits(used, "--used")
      try ChargingCommand.requireUnits(units, "--units")
    }

    func run() async throws {
      try await ChargingCommand.ask(
        { ChargingRequest(session: session, number: number, kind: .update, subject: use.subject, at: $0, services: [use.units(units, used: used)]) }, options)
    }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a session: take what was used last, let go of the rest.")
    @Argument(help: "The session.") var session: String
    @Argument(help: "The request's number in the session.") var number: Int64
    @OptionGroup var use: Use
    @Option(help: "Units used since the last request.") var used: Int64 = 0
    @OptionGroup var options: HomeOptions

    func validate() throws {
      try ChargingCommand.requireName(session, "session")
      try ChargingCommand.require((0...4_294_967_295) ~= number, "the request's number is 0 to 4294967295")
      try ChargingCommand.requireUnits(used, "--used")
    }

    func run() async throws {
      try await ChargingCommand.ask(
        { ChargingRequest(session: session, number: number, kind: .terminate, subject: use.subject, at: $0, services: used > 0 ? [use.units(0, used: used)] : []) }, options)
    }
  }

  struct Debit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take what happened once: whole, or not at all.")
    @Argument(help: "A name of your own for it.") var id: String
    @OptionGroup var use: Use
    @Option(help: "How many units.") var units: Int64 = 1
    @OptionGroup var options: HomeOptions

    func validate() throws {
      try ChargingCommand.requireName(id, "debit")
      try ChargingCommand.requireUnits(units, "--units", from: 1)
    }

    func run() async throws {
      try await ChargingCommand.ask({ ChargingRequest(session: id, kind: .debit, subject: use.subject, at: $0, services: [use.units(nil, used: units)]) }, options)
    }
  }

  struct Refund: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give back what a debit took, whole and once.")
    @Argument(help: "A name of your own for the refund.") var id: String
    @Option(help: "The debit's name.") var debit: String
    @Option(help: "The key of the subscription.") var subject: String
    @OptionGroup var options: HomeOptions

    func validate() throws {
      try ChargingCommand.requireName(id, "refund")
      try ChargingCommand.requireName(debit, "debit")
    }

    func run() async throws {
      try await ChargingCommand.ask({ ChargingRequest(session: id, kind: .refund, subject: subject, at: $0, refunds: debit) }, options)
    }
  }

  struct Quote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what something would cost; nothing is taken.", discussion: "The price is told whether there is so much or not, and what of it is missing.")
    @OptionGroup var use: Use
    @Option(help: "How many units.") var units: Int64 = 1
    @OptionGroup var options: HomeOptions

    func validate() throws { try ChargingCommand.requireUnits(units, "--units", from: 1) }

    func run() async throws {
      try await ChargingCommand.ask({ ChargingRequest(session: "", kind: .quote, subject: use.subject, at: $0, services: [use.units(nil, used: units)]) }, options, onlyReads: true)
    }
  }

  struct Sessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List sessions going on, those that end first first.")
    @Option(help: "How many.") var limit = 50
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        ChargingPrinting(json: options.json).list(try Installation(existing: options.home).store.openSessions(limit: limit))
      }
    }
  }

  struct Statement: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show what a balance was charged: each use once, with the reason of its amount.")
    @Argument(help: "The balance's reference.") var balance: String
    @Option(help: "Booked from this day on (YYYY-MM-DD, UTC).") var from: DayArgument?
    @Option(help: "Booked before this day (YYYY-MM-DD).") var until: DayArgument?
    @Flag(help: "Also the steps of each amount.") var explain = false
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let store = try Installation(existing: options.home).store
        guard let stored = try store.balance(reference: balance) else {
          throw Rejection(
            Problem(
              .unknownBalance, path: "balance", "there is no balance \"\(balance)\"",
              remedy: "`florin balance list` names the balances; references are case-sensitive"))
        }
        let begin = from.map { Zone.utc.start(of: $0.day) } ?? Instant(microseconds: .min)
        let end = until.map { Zone.utc.start(of: $0.day) } ?? Instant(microseconds: .max)
        var (charges, next): ([StoredCharge], Int64?) = ([], 0)
        while let after = next {
          let page = try store.chargePage(of: stored.balance.id, from: begin, until: end, after: after, limit: 10_000)
          charges += page.charges
          next = page.next
        }
        ChargingPrinting(json: options.json).statement(charges, of: stored.balance, explain: explain)
      }
    }
  }

  struct Batch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decide many requests from a file of JSON lines.",
      discussion: """
        Each line is the body of a request over HTTP with its kind: reserve, commit, release, debit, refund, quote. Each answer is
        a line, printed once it is durable. The same file again gives the same answers and changes nothing. A line that is no request is
        told with its place and remedy, the others are decided all the same, and the exit code is 1.

          {"kind": "debit", "id": "d-1", "subject": "600100100", "services": [{"service": "data", "units": 1000000}]}
        """)
    @Argument(help: "The file.") var file: String
    @Option(help: "How many requests are decided together.") var group = 1_024
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let outcome = try ChargingBatch(try Installation(folder: options.home)).run(file: file, group: group) { answers in
          FileHandle.standardOutput.write(Data((answers.joined(separator: "\n") + "\n").utf8))
        }
        if outcome.refused > 0 { throw Exits.refused }
      }
    }
  }

  struct Reclaim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let go of what abandoned sessions have set aside.", discussion: "A running service does this every half minute.")
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let recorder = try Installation(folder: options.home).chargingRecorder()
        var sessions: [String] = []
        while true {
          let more = try recorder.reclaim()
          sessions += more
          if more.count < 500 { break }
        }
        if options.json {
          var text = JSONText()
          text.array { list in for session in sessions { list.value(session) } }
          return print(text.string)
        }
        print(sessions.isEmpty ? "No session is abandoned." : "Let go of \(sessions.count) sessions: \(sessions.prefix(10).joined(separator: ", "))\(sessions.count > 10 ? ", …" : "")")
      }
    }
  }

  struct HandOn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "hand-on", abstract: "Hand what was used under postpaid limits on to the bill.",
      discussion: """
        Planning a bill run does this first. What usage rejects is on no bill until it is corrected: `florin usage rejects` says why, and the exit
        code is 1.
        """)
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let outcome = try ChargedUsage(try Installation(folder: options.home)).handOn()
        ChargingPrinting(json: options.json).show(outcome)
        if outcome.rejected > 0 { throw Exits.refused }
      }
    }
  }
}
