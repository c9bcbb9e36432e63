import ArgumentParser
import Bootstrap
import Operations
import Primitives

struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox", abstract: "A home whose time you move: to learn, and to try things on.",
    discussion: """
      A sandbox is an ordinary home with three customers and a clock of its own. Moving the clock lets days pass as they
      would: usage arrives, accounts fall due and are billed, revenue is recognised at month ends. Every other verb works
      on it, and takes the sandbox's day for today.

      EXAMPLES
        florin sandbox new play --on 2026-01-01
        florin sandbox advance --end-of-month --home play
        florin explain SB-000001 1 --home play
        florin sandbox advance --days 5 --home play
        florin sandbox show --home play
      """,
    subcommands: [New.self, Advance.self, Show.self])

  struct New: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a sandbox in a new folder.",
      discussion: "Its catalog, accounts and orders lie in the folder as files, to be read and changed.")
    @Argument(help: "The folder; created when missing.") var folder: String
    @Option(help: "The day its clock shows at first (YYYY-MM-DD).") var on = DayArgument(day: Day(number: 20_454))
    @Flag(name: .long, help: "Print JSON instead of text.") var json = false

    func run() async throws {
      try await answering(json: json) {
        let sandbox = try Sandbox.make(folder, on: on.day)
        if !json { print("A sandbox in \(folder). Let time pass with `florin sandbox advance --end-of-month --home \(folder)`.") }
        try SandboxPrinting(sandbox, json: json).state()
      }
    }
  }

  struct Advance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let time pass, and tell what happens.",
      discussion: """
        Days pass one after the other up to the morning of the day named. Each morning the usage of the day before is
        imported, and accounts that are due are billed. `--end-of-month` goes to the morning after the last day of the
        month, when most bills are made.
        """)
    @Option(help: "Up to the morning of this day (YYYY-MM-DD).") var to: DayArgument?
    @Option(help: "So many days.") var days: Int?
    @Flag(help: "Through the end of the month.") var endOfMonth = false
    @OptionGroup var options: HomeOptions

    func validate() throws {
      if [to != nil, days != nil, endOfMonth].count(where: { $0 }) != 1 {
        throw ValidationError("Say how far: one of --to DAY, --days N, --end-of-month.")
      }
      if let days, !(1...3_700).contains(days) { throw ValidationError("--days wants 1 to 3700.") }
    }

    func run() async throws {
      try await answering(json: options.json) {
        let sandbox = try Sandbox(Installation(folder: options.home))
        let printing = SandboxPrinting(sandbox, json: options.json)
        let today = sandbox.today
        let day = to?.day ?? days.map { today.adding(days: $0) } ?? today.adding(days: 1 - today.dayOfMonth).adding(months: 1)
        var passed: [SandboxDay] = []
        try await sandbox.advance(to: day) {
          passed.append($0)
          printing.tell($0)
        }
        try printing.end(passed)
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the sandbox's clock, its accounts and when they are next billed.")
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        try SandboxPrinting(try Sandbox(Installation(existing: options.home)), json: options.json).state()
      }
    }
  }
}
