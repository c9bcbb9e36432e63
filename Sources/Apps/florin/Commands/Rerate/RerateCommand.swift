import ArgumentParser
import Bootstrap
import Foundation
import Operations
import Primitives

/// `florin rerate --from DAY --to DAY`
struct RerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rerate", abstract: "Price closed periods again, in the order things happened, and tell every difference.",
    discussion: """
      Makes the bills that cover a day of the period again from what is known today, and every later one, since counters
      go on: each event in the period in which it happened, each tier and allowance in the order of the events. Tells what
      differs from what was billed, line by line and why:

        late-usage   usage that no bill has covered, or not in the period in which it happened
        less-usage   less usage than was billed
        order        the same usage, in the order in which it happened
        price        the catalog given with --catalog says another price

        florin rerate --from 2026-10-01 --to 2026-11-01
        florin rerate --from 2026-10-01 --to 2026-11-01 --catalog corrected/ --offering phone

        florin rerate --from 2026-10-01 --to 2026-11-01 --apply --key october-again

      Without --apply nothing is booked. With it, each difference becomes a line of the account's next invoice, more or less
      to pay, explained by the new calculation less what was billed; counters, allowances and tiers go on as if everything
      had come in order. Booking again changes nothing. Exits with 1 when an account could not be priced.
      """)

  @Option(help: "The first day of the period (YYYY-MM-DD).") var from: DayArgument
  @Option(help: "The first day after the period (YYYY-MM-DD).") var to: DayArgument
  @Option(help: "Only accounts that hold, or held, this offering.") var offering: String?
  @Option(help: "Only this account, by its reference.") var account: String?
  @Option(help: "Only accounts of this segment.") var segment: String?
  @Option(help: "Another catalog for the bills of the period: a folder, or a single YAML file. Without it, each bill's own.")
  var catalog: String?
  @Flag(help: "Book the differences.") var apply = false
  @Option(help: "Names the booking, so that a repeat is known as one.") var key: String?
  @Option(help: "How many accounts to print in full; --json prints all.") var show = 20
  @Option(help: "How many batches of accounts are computed at the same time.")
  var workers = ProcessInfo.processInfo.activeProcessorCount
  @OptionGroup var options: HomeOptions

  func validate() throws {
    if key != nil, !apply { throw ValidationError("--key names a booking: it needs --apply") }
    if to.day <= from.day { throw ValidationError("--to must be a day after --from: it is the first day after the period") }
  }

  func run() async throws {
    try await answering(json: options.json) {
      let request = Reratings.Request(
        period: ServicePeriod(start: from.day, end: to.day),
        scope: AccountScope(segment: segment, account: account, offering: offering.map { OfferingCode($0) }), catalog: catalog,
        workers: workers)
      let reratings = Reratings(try Installation(existing: options.home))
      let bar = ProgressLine("re-rating")
      var printing = ReratePrinting(json: options.json, show: show)
      func tell(_ account: ReratedAccount) {
        bar.finish()
        printing.account(account)
      }
      var booked: Rerate.Booked?
      if apply { booked = try await reratings.book(request, key: key, progress: bar.taking, tell) }
      let totals =
        if let booked { booked.totals } else { try await reratings.differences(request, progress: bar.taking, tell) }
      bar.finish()
      printing.end(totals, request, booked)
      if totals.notPriced.accounts > 0 || booked?.leftOut.isEmpty == false { throw Exits.refused }
    }
  }
}
