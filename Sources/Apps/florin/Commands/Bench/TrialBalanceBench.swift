import Accounting
import ArgumentParser
import Bootstrap
import Foundation
import Operations
import Primitives
import Store

/// The trial balance over a journal of many postings.
struct TrialBalanceBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "trial-balance", shouldDisplay: false)

  @Option(help: "The home folder of the measurement.") var home: String
  @Option(help: "How many postings to seed.") var postings = 1_000_000
  @Option(help: "How many trial balances.") var repeats = 5
  @Flag(help: "Book the postings only.") var seedOnly = false

  func run() throws {
    if seedOnly {
      let watch = Stopwatch()
      try? FileManager.default.removeItem(atPath: home)
      try seed(try Installation(folder: home).store)
      return watch.report(operations: postings, check: 0)
    }
    let store = try Installation(folder: home).store
    _ = try store.trialBalance(seller: nil, through: nil)
    let watch = Stopwatch()
    var rows: [LedgerBalance] = []
    for _ in 0..<repeats { rows = try store.trialBalance(seller: nil, through: nil) }
    let difference = rows.reduce(0) { $0 + $1.balanceMinor }
    guard difference == 0, !rows.isEmpty else { throw ValidationError("the trial balance is off by \(difference)") }
    watch.report(operations: repeats, check: rows.reduce(0) { $0 + $1.debitMinor })
  }

  /// Entries of 22 postings, as an invoice with 20 lines makes: receivable, tax, twenty times revenue.
  private func seed(_ store: Store) throws {
    var number = 0
    while number * 22 < postings {
      var entries: [JournalEntry] = []
      for _ in 0..<2_000 where number * 22 < postings {
        number += 1
        var lines = (0..<20).map { Posting(ledgerAccount: LedgerAccountCode("84\($0 % 4)0"), amountMinor: -Int64(100 + (number * 31 + $0 * 7) % 900)) }
        let net = -lines.reduce(0) { $0 + $1.amountMinor }
        lines.append(Posting(ledgerAccount: "1776", amountMinor: -net / 5))
        lines.append(Posting(ledgerAccount: "1400", amountMinor: net + net / 5))
        entries.append(
          JournalEntry(
            occasion: .invoice, seller: "bench", bookedOn: BillWorld.month.start.adding(days: number % 31), currency: .eur,
            subject: "B-\(number)", postings: lines))
      }
      _ = try store.book(entries, recognised: [])
    }
  }
}
