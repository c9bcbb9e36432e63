import Bootstrap
import Invoicing
import Operations
import PostingRules
import Primitives
import Rating
import Store

/// What must be true of every world at any time.
extension World {
  /// Everything that `florin verify` finds.
  func findings() throws -> [Finding] {
    var found: [Finding] = []
    _ = try Verification(installation)({ found.append($0) })
    return found
  }

  /// Breaches of the books' laws, in words; empty in a sound world.
  func breaches() throws -> [String] {
    var breaches = try findings().map { "verify finds \($0.law): \($0.subject) \($0.message)" }
    let accounts = PostingAccounts.standard
    let balances = try store.trialBalance(seller: nil, through: nil)
    var sums: [String: Int64] = [:]
    var control: [Currency: Int64] = [:]
    var earned: [Currency: Int64] = [:]
    for row in balances {
      sums["\(row.seller) \(row.currency)", default: 0] += row.balanceMinor
      if row.ledgerAccount == accounts.receivable { control[row.currency, default: 0] += row.balanceMinor }
      if row.ledgerAccount.text.hasPrefix("84") || row.ledgerAccount == accounts.deferredRevenue {
        earned[row.currency, default: 0] -= row.balanceMinor
      }
    }
    for (books, sum) in sums.sorted(by: { $0.key < $1.key }) where sum != 0 { breaches.append("the trial balance of \(books) sums to \(sum)") }
    var subledger: [Currency: Int64] = [:]
    for row in try store.receivableSubledger() { subledger[row.currency, default: 0] += row.balanceMinor }
    for (currency, sum) in control where sum != subledger[currency, default: 0] {
      breaches.append("receivables in \(currency): control account \(sum), sub-ledger \(subledger[currency, default: 0])")
    }
    var billed: [Currency: Int64] = [:]
    for issued in try invoices() {
      for line in issued.invoice.lines where line.charge.kind != .thirdParty { billed[issued.invoice.currency, default: 0] += line.netMinor }
      for line in issued.invoice.lines where line.charge.explanation.amount != line.charge.amount.exact {
        breaches.append("\(issued.invoice.number ?? "") line \(line.number): \(line.charge.amount), explained \(line.charge.explanation.amount)")
      }
    }
    for issued in try invoices() {
      for credited in try store.creditNotes(of: issued.id) {
        for line in credited.note.lines where issued.invoice.lines.first(where: { $0.number == line.invoiceLine })?.charge.kind != .thirdParty {
          billed[issued.invoice.currency, default: 0] -= line.netMinor
        }
      }
    }
    for (currency, sum) in billed where sum != earned[currency, default: 0] {
      breaches.append("billed net \(sum) in \(currency), but deferred and earned are \(earned[currency, default: 0])")
    }
    return breaches
  }

  /// Books all deferred revenue, however far ahead: nothing may be left over.
  func breachesOfRecognition() throws -> [String] {
    _ = try RecogniseRevenue(store: store)(through: Day(number: 60_000))
    let left = try store.trialBalance(seller: nil, through: nil).filter {
      $0.ledgerAccount == PostingAccounts.standard.deferredRevenue && $0.balanceMinor != 0
    }
    return try breaches() + left.map { "deferred revenue of \($0.seller) keeps \($0.balanceMinor) after everything is recognised" }
  }

  /// Bills the same day again under another key: nothing may come of it.
  func breachesOfBillingAgain(_ day: Day, key: String = "") async throws -> [String] {
    let report = try store.report(on: try await bill(day, key: "\(day) \(key) again").id)
    if report.issued + report.nothing + report.held.count == 0 { return [] }
    return ["billing \(day) again issued \(report.issued), closed \(report.nothing) and held \(report.held.count)"]
  }
}
