import ArgumentParser
import Bootstrap
import Foundation
import Invoicing
import Operations
import Primitives
import Store

struct BillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bill", abstract: "Plan, execute and report bill runs.",
    discussion: """
      A bill run is planned first: an immutable list of who will be billed through which day, and why some will not.
      Executing it can be interrupted and repeated; what is issued stays issued, nothing is issued twice.

      EXAMPLES
        florin bill plan --on 2026-10-01
        florin bill execute 1
        florin bill report 1
        florin bill release 1 7590-VHVEG
      """,
    subcommands: [Plan.self, Execute.self, Run.self, Report.self, List.self, Release.self, Dismiss.self, Preview.self])

  struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write down what a run would bill, and what not, with reasons.")
    @Option(help: "Accounts whose cycle ended on or before this day are due (YYYY-MM-DD).") var on: DayArgument
    @Option(help: "A name for the run; repeating it gives the same run. Default: the day.") var key: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let run = try BillRuns(installation).plan(on: on.day, key: key)
        try BillPrinting(installation, json: options.json).plan(of: run)
      }
    }
  }

  struct Execute: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Carry out a planned run, or go on with an interrupted one.")
    @Argument(help: "The run's number; the newest when left out.") var run: Int64?
    @Option(help: "How many accounts' batches are computed at the same time.") var workers: Int = ProcessInfo.processInfo.activeProcessorCount
    @Option(help: "How many accounts one transaction issues; what it issued survives whatever happens after it.") var batch = 500
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let runs = BillRuns(installation)
        let chosen = try runs.find(run)
        let line = ProgressLine("billing")
        try await runs.execute(chosen, workers: workers, accountsPerBatch: batch) { line.show($0.done, of: $0.total) }
        line.finish()
        try BillPrinting(installation, json: options.json).report(on: chosen.id)
      }
    }
  }

  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Plan and execute in one step.")
    @Option(help: "Accounts whose cycle ended on or before this day are due (YYYY-MM-DD).") var on: DayArgument
    @Option(help: "A name for the run; repeating it goes on with the same run. Default: the day.") var key: String?
    @Option(help: "How many accounts' batches are computed at the same time.") var workers: Int = ProcessInfo.processInfo.activeProcessorCount
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let runs = BillRuns(installation)
        let planned = try runs.plan(on: on.day, key: key)
        let line = ProgressLine("billing")
        try await runs.execute(planned, workers: workers) { line.show($0.done, of: $0.total) }
        line.finish()
        try BillPrinting(installation, json: options.json).report(on: planned.id)
      }
    }
  }

  struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show how a run came out, with the accounts it holds and why.")
    @Argument(help: "The run's number; the newest when left out.") var run: Int64?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        try BillPrinting(installation, json: options.json).report(on: BillRuns(installation).find(run).id)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the bill runs.")
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        try BillPrinting(installation, json: options.json).list()
      }
    }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Issue a held invoice after a person has looked at the reasons.",
      discussion: "Reasons that cannot be waived (a missing tax, a sum out of range) hold it again.")
    @Argument(help: "The run's number.") var run: Int64
    @Argument(help: "The account's reference.") var account: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let runs = BillRuns(installation)
        let chosen = try runs.find(run)
        try runs.release(account, of: chosen)
        try BillPrinting(installation, json: options.json).report(on: chosen.id)
      }
    }
  }

  struct Dismiss: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give an account up in this run; the next run bills it anew.",
      discussion: """
        For reasons that cannot be waived: repair the cause (publish the missing tax rate, correct the subscription),
        dismiss the account, and plan the next run. Everything that is due then is billed; nothing is lost or doubled.

        An account stands undecided in one run only: as long as a run holds it, or has still to bill it, later runs leave
        it out. A run that was planned by mistake, or broken off and not wanted any more, gives its accounts up with --rest.

        EXAMPLES
          florin bill dismiss 7 7590-VHVEG
          florin bill dismiss 7 --rest
        """)
    @Argument(help: "The run's number.") var run: Int64
    @Argument(help: "The reference of an account that the run holds or has still to bill.") var account: String?
    @Flag(help: "Give up every account that the run has still to bill; what it holds stays held.") var rest = false
    @OptionGroup var options: HomeOptions

    func validate() throws {
      if (account == nil) == !rest { throw ValidationError("Say which account, or --rest for all that the run has still to bill.") }
    }

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(folder: options.home)
        let runs = BillRuns(installation)
        let chosen = try runs.find(run)
        if let account { try runs.dismiss(account, of: chosen) } else { try runs.dismissPending(of: chosen) }
        try BillPrinting(installation, json: options.json).report(on: chosen.id)
      }
    }
  }

  struct Preview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compute an account's next bill without booking anything.")
    @Argument(help: "The account's reference.") var account: String
    @Option(help: "Bill everything before this day; the end of the running cycle when left out (YYYY-MM-DD).") var through: DayArgument?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let preview = try BillRuns(installation).preview(account, through: through?.day)
        try BillPrinting(installation, json: options.json).preview(preview)
      }
    }
  }
}

/// A calendar day on the command line.
struct DayArgument: ExpressibleByArgument {
  let day: Day

  init(day: Day) { self.day = day }

  init?(argument: String) {
    guard let day = Day(argument) else { return nil }
    self.day = day
  }

  var defaultValueDescription: String { "\(day)" }
  static var allValueStrings: [String] { [] }
}
