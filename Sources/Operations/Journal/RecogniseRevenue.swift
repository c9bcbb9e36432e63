import Accounting
import PostingRules
public import Primitives

/// Books deferred revenue as earned, month by month, up to a day.
public struct RecogniseRevenue {
  let store: any JournalStore

  public init(store: any JournalStore) { self.store = store }

  /// Books what is earned on or before `day` and not booked yet; a repeat books nothing.
  ///
  /// - Returns: how many entries were booked.
  public func callAsFunction(through day: Day) throws -> Int {
    let open = try store.openRecognitions(through: day)
    var entries: [JournalEntry] = []
    var start = 0
    // Ordered by day and invoice, so the parts of one entry stand together.
    while start < open.count {
      let first = open[start]
      let end = open[start...].firstIndex { $0.invoice != first.invoice || $0.recogniseOn != first.recogniseOn } ?? open.count
      let shares = open[start..<end].map {
        Recognition(
          line: $0.line, recogniseOn: $0.recogniseOn, deferredAccount: $0.deferredAccount,
          revenueAccount: $0.revenueAccount, amountMinor: $0.amountMinor)
      }
      if let entry = JournalEntry.recognition(
        of: shares, seller: first.seller, currency: first.currency, invoiceNumber: first.invoiceNumber,
        invoice: first.invoice, on: first.recogniseOn)
      {
        entries.append(entry)
      }
      start = end
    }
    return try store.book(entries, recognised: open)
  }
}
