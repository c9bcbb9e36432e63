public import Primitives

extension JournalEntry {
  /// The sum of the postings; anything but zero is a bug of the rule that made it. Wide, so that it cannot overflow.
  public var sumMinor: Int128 { postings.reduce(0) { $0 + Int128($1.amountMinor) } }

  public var isBalanced: Bool { sumMinor == 0 }

  /// The accounts it posts to that the chart does not have, each once.
  public func accountsMissing(from chart: ChartOfAccounts) -> [LedgerAccountCode] {
    var missing: [LedgerAccountCode] = []
    for posting in postings where chart[posting.ledgerAccount] == nil && !missing.contains(posting.ledgerAccount) {
      missing.append(posting.ledgerAccount)
    }
    return missing
  }

  /// The entry that takes this one back: same accounts, opposite signs. Facts stay; only this corrects them.
  public func reversed(on day: Day, subject: String) -> JournalEntry {
    var reversal = self
    reversal.occasion = .reversal
    reversal.bookedOn = day
    reversal.subject = subject
    // A posting of the smallest Int64 has no opposite; the rules never make one, as sums are checked before.
    for index in reversal.postings.indices { reversal.postings[index].amountMinor = 0 &- reversal.postings[index].amountMinor }
    return reversal
  }
}
