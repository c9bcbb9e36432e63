public import Balances
public import PostingRules
public import Primitives

/// Pays in, corrects, transfers and ends what customer balances hold: decides, books and writes each in one transaction.
public struct ChangeBalance {
  let store: any BalanceStore
  let accounts: PostingAccounts

  public init(store: any BalanceStore, accounts: PostingAccounts = .standard) {
    self.store = store
    self.accounts = accounts
  }

  /// Puts an amount in.
  ///
  /// - Parameters:
  ///   - terms: of the bucket it goes to, as `read` makes them of the customer balance; the main bucket's when it gives none.
  ///   - read: the amount and the terms, read in the units of the customer balance.
  /// - Throws: `Rejection` when it is refused or the key was used for something else; nothing is written then.
  public func putIn(
    _ reference: String, as kind: BalanceMovement.Kind, command: BalanceCommand, at instant: Instant,
    read: (CustomerBalance) throws -> (amount: Int64, terms: BucketTerms?)
  ) throws -> ChangedBalances {
    try store.change([reference], command: command, at: instant) { known in
      let stored = known[0]
      let (amount, terms) = try read(stored.balance)
      return [try booking(stored, stored.balance.puttingIn(amount, as: kind, under: terms, at: instant), on: instant)]
    }
  }

  /// Corrects one bucket, up or down.
  public func adjust(
    _ reference: String, bucket: Int, command: BalanceCommand, at instant: Instant, read: (BalanceUnit) throws -> Int64
  ) throws -> ChangedBalances {
    try store.change([reference], command: command, at: instant) { known in
      let stored = known[0]
      guard let unit = stored.balance[bucket]?.terms.unit else { throw BalanceRefusal.unknownBucket(bucket).rejection(of: reference) }
      return [try booking(stored, stored.balance.adjusting(bucket, by: try read(unit), at: instant), on: instant)]
    }
  }

  /// Moves an amount of a bucket from one customer balance to another.
  public func transfer(
    _ reference: String, bucket: Int, to other: String, command: BalanceCommand, at instant: Instant, read: (BalanceUnit) throws -> Int64
  ) throws -> ChangedBalances {
    if reference == other { throw BalanceRefusal.itself.rejection(of: reference) }
    return try store.change([reference, other], command: command, at: instant) { known in
      let (here, there) = (known[0], known[1])
      guard let unit = here.balance[bucket]?.terms.unit else { throw BalanceRefusal.unknownBucket(bucket).rejection(of: reference) }
      let amount = try read(unit)
      switch here.balance.transferring(amount, from: bucket, to: there.balance, sameBooks: here.seller == there.seller, at: instant) {
      case .refused(let refusal):
        let isOfOther = refusal == .tooLarge || (refusal == .postpaid && here.balance.kind.settles)
        throw refusal.rejection(of: isOfOther ? other : reference, path: isOfOther ? "to" : "balance")
      case .done(let change, let counter):
        return [
          BalanceBooking(change, entry: BalancePosting.entry(change, seller: here.seller, bookedOn: instant.utcDay, accounts: accounts)),
          BalanceBooking(counter, entry: BalancePosting.entry(counter, seller: there.seller, bookedOn: instant.utcDay, accounts: accounts)),
        ]
      }
    }
  }

  /// Ends every bucket that is over, in the order of references; each customer balance is looked at once.
  ///
  /// - Returns: what went, and what went on; with the customer balances that could not be treated, which keep the others from nothing.
  /// - Throws: a fault that others would meet as well.
  public func expire(at instant: Instant) throws -> ExpiredBalances {
    var expired = ExpiredBalances()
    var last = ""
    while true {
      let references = try store.balancesOver(at: instant, after: last, limit: 500)
      if references.isEmpty { return expired }
      for reference in references {
        do { expired.movements += try expire(reference, at: instant) } catch where store.isAlone(error) {
          expired.untreated.append(ExpiredBalances.Untreated(reference: reference, fault: error))
        }
        last = reference
      }
    }
  }

  private func expire(_ reference: String, at instant: Instant) throws -> [StoredMovement] {
    var round = 1
    while true {
      // At one instant something may come into an ended bucket after it was emptied: a refund. That is ended by a command of its own.
      let name = round == 1 ? "" : "#\(round)"
      let command = BalanceCommand(
        key: "expiry:\(reference)@\(instant.microseconds)\(name)", fingerprint: "expiry of \(reference) at \(instant)\(name)", reason: "validity ended")
      let changed = try store.expire(reference, command: command, at: instant) { stored, wentOn in
        let change = stored.balance.expiring(at: instant, wentOn: wentOn)
        return BalanceBooking(change, entry: BalancePosting.entry(change, seller: stored.seller, bookedOn: instant.utcDay, accounts: accounts))
      }
      if !changed.repeated { return changed.movements }
      round += 1
    }
  }

  private func booking(_ stored: StoredBalance, _ decision: BalanceDecision, on instant: Instant) throws -> BalanceBooking {
    switch decision {
    case .refused(let refusal): throw refusal.rejection(of: stored.balance.reference)
    case .done(let change):
      return BalanceBooking(change, entry: BalancePosting.entry(change, seller: stored.seller, bookedOn: instant.utcDay, accounts: accounts))
    }
  }
}
