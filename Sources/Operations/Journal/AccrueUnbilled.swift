import Accounting
import Invoicing
import Parties
import PostingRules
public import Primitives
import Rating

/// At the end of an accounting month: books what is earned but not billed, and its reversal on the day after.
public struct AccrueUnbilled {
  let store: any JournalStore
  let runs: any BillRunStore
  let billing: AccountBilling

  public init(store: any JournalStore, runs: any BillRunStore, billing: AccountBilling) {
    self.store = store
    self.runs = runs
    self.billing = billing
  }

  /// What closing a month came to.
  public struct Result: Sendable, Equatable {
    public var booked: Int
    /// Accounts whose unbilled amounts cannot be worked out, with the reason; nothing is guessed for them.
    public var left: [(reference: String, reason: String)]

    public static func == (a: Result, b: Result) -> Bool { a.booked == b.booked && a.left.map(\.reference) == b.left.map(\.reference) }
  }

  /// Values everything used before the month's end and not billed yet, net of tax; a repeat books nothing.
  public func callAsFunction(month day: Day) throws -> Result {
    let period = AccountingPeriod(containing: day)
    var result = Result(booked: 0, left: [])
    var entries: [JournalEntry] = []
    let candidates = try runs.planCandidates().filter { $0.consolidatedInto == nil && $0.holdsAnything && $0.billedThrough < period.end }
    for start in stride(from: 0, to: candidates.count, by: 200) {
      let batch = Array(candidates[start..<min(start + 200, candidates.count)])
      let pending = batch.map { PendingAccount(ordinal: 0, account: $0.account, billThrough: period.end, usageThroughRound: .max) }
      try runs.readFacts(
        pending, zones: billing.context.pricing.zones, lateRule: billing.context.rules.lateEvents
      ) { account, facts in
        switch billing.bill(account, facts, issuedOn: period.lastDay, waiving: true) {
        case .nothing: break
        case .held(_, let reasons):
          result.left.append((facts.payer.account.reference, reasons.map(\.description).joined(separator: "; ")))
        case .bill(let bill):
          // What is due in advance belongs to the days it is for, so only what lies before the month's end is earned.
          let earned = bill.invoice.lines.filter { $0.charge.kind != .thirdParty && $0.charge.period.end <= period.end }
            .map { (revenueAccount: $0.charge.revenueAccount, amountMinor: $0.netMinor) }
          if let accrual = UnbilledAccrual(
            account: account.account, seller: bill.invoice.seller, currency: bill.invoice.currency, earned: earned,
            closing: period, accounts: billing.context.rules.accounts)
          {
            entries += [accrual.accrual, accrual.reversal].map(\.withoutSubledger)
          }
        }
      }
    }
    result.booked = try store.book(entries, recognised: [])
    return result
  }
}

extension JournalEntry {
  /// The receivable sub-ledger holds issued invoices only; the subject names the account an accrual is for.
  fileprivate var withoutSubledger: JournalEntry {
    var entry = self
    for index in entry.postings.indices { entry.postings[index].billingAccount = nil }
    return entry
  }
}
