import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  private static let seller = Endpoint.Parameter.query("seller", .plainText, "Only this seller's books.")

  var journalEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/journal/trial-balance", chapter: "Books", name: "readTrialBalance", "Read the trial balance",
        about: "Per seller, ledger account and currency. Debits equal credits, and the sub-ledger of receivables its control account.",
        parameters: [FlorinAPI.seller, .query("through", .day, "Everything booked on or before this day; everything when left out.")],
        answers: [.json(FlorinAPI.trialBalance.schema, "The balances.")],
        for: Who.books, work: .reading { request in
          let seller = request.text("seller").map { SellerCode($0) }
          let balance = TrialBalance(
            balances: try store.trialBalance(seller: seller, through: request.day("through")),
            subledger: request.day("through") == nil ? try store.receivableSubledger().filter { seller == nil || $0.seller == seller } : [])
          return .json(balance, FlorinAPI.trialBalance, request)
        }),
      Endpoint(
        .get, "/v1/journal/entries", chapter: "Books", name: "listJournalEntries", "List journal entries", about: "In booking order.",
        parameters: [
          FlorinAPI.seller, .query("from", .day, "Booked on or after this day."), .query("through", .day, "Booked on or before this day."),
        ] + Endpoint.Parameter.paging,
        answers: [.json(.page(Shapes.journalEntry), "Entries with their postings.")],
        for: Who.books, work: .reading { request in
          let (postings, next) = try store.postings(
            seller: request.text("seller").map { SellerCode($0) }, from: request.day("from"), through: request.day("through"),
            after: try request.after(), entries: request.limit)
          var entries: [[PostingRow]] = []
          for posting in postings {
            if let last = entries.last, last[0].entry == posting.entry { entries[entries.count - 1].append(posting) } else { entries.append([posting]) }
          }
          return .page(PageOf(entries, next: next), Shapes.journalEntry, request)
        }),
    ]
  }

  private struct TrialBalance: Sendable {
    var balances: [LedgerBalance]
    var subledger: [LedgerBalance]
  }

  private static let trialBalance = Shape<TrialBalance>(
    "TrialBalance", "The books at a glance.",
    [
      .list("balances", Shapes.ledgerBalance) { $0.balances },
      .list("receivables", Shapes.ledgerBalance, "The sub-ledger as kept with the accounts; only without `through`.") { $0.subledger },
    ])
}
