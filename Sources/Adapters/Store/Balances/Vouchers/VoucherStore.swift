public import Balances
public import Operations
public import Primitives

extension Store: VoucherStore {
  public func make(_ reference: String, _ offer: VoucherOffer, digests: [String], command: BalanceCommand?, at: Instant) throws -> MadeVouchers {
    try write { c in
      let rows = VoucherRows(c: c)
      if let command, let made = try batch(madeBy: command, c) { return MadeVouchers(batch: made, repeated: true) }
      if try rows.batch(reference: reference) != nil {
        throw Rejection(
          Problem(
            .voucherBatchTaken, path: "reference", "there is a batch of vouchers \"\(reference)\" already",
            remedy: "give the new one another reference; codes are told once, so a batch whose codes were lost is blocked and made anew"))
      }
      try rows.insert(reference, offer, digests: digests, at: at)
      if let command { try CommandRows.remember(StoredCommand(key: command.storedKey, fingerprint: command.fingerprint, answer: reference), c) }
      return MadeVouchers(batch: try known(reference, rows), repeated: false)
    }
  }

  public func voucherBatch(madeBy command: BalanceCommand) throws -> VoucherBatch? { try read { try batch(madeBy: command, $0) } }

  private func batch(madeBy command: BalanceCommand, _ c: Connection) throws -> VoucherBatch? {
    try CommandRows.answer(key: command.storedKey, fingerprint: command.fingerprint, c).map { try known($0, VoucherRows(c: c)) }
  }

  public func voucherBatch(reference: String) throws -> VoucherBatch? { try read { try VoucherRows(c: $0).batch(reference: reference) } }

  public func voucherBatches(after: Int64, limit: Int) throws -> [VoucherBatch] {
    try read { try VoucherRows(c: $0).batches(after: after, limit: limit) }
  }

  public func block(_ reference: String, number: Int?, reason: String, at: Instant) throws -> VoucherBatch {
    try write { c in
      let rows = VoucherRows(c: c)
      let batch = try known(reference, rows)
      let voucher = try number.map { number in
        if let id = try rows.voucher(number, of: batch.id) { return id }
        throw Rejection(
          Problem(.unknownVoucher, path: "number", "\"\(reference)\" has no voucher \(number)", remedy: "its vouchers are numbered from 1 to \(batch.count)"))
      }
      if try !rows.isBlocked(batch.id, voucher: voucher) { try rows.insertBlock(of: batch.id, voucher: voucher, reason: reason, at: at) }
      return try known(reference, rows)
    }
  }

  private func known(_ reference: String, _ rows: VoucherRows) throws -> VoucherBatch {
    if let batch = try rows.batch(reference: reference) { return batch }
    throw Rejection.unknownVoucherBatch(reference)
  }

  public func redeem(
    _ digest: String, into reference: String, command: BalanceCommand, at: Instant, triedSince: Instant, mayTry: (Int) throws -> Void,
    decide: (StoredBalance, KnownVoucher?) throws -> BalanceBooking
  ) throws -> ChangedBalances {
    try write { c in
      let (rows, balances) = (VoucherRows(c: c), BalanceRows(c))
      let stored = try balances.known(reference)
      if let answer = try CommandRows.answer(key: command.storedKey, fingerprint: command.fingerprint, c) {
        let movements = try answer.split(separator: ",").compactMap { Int64($0) }.compactMap { try balances.movement($0) }
        return ChangedBalances(balances: [stored], movements: movements, repeated: true)
      }
      try mayTry(try rows.attempts(on: stored.balance.id, since: triedSince))
      let voucher = try rows.voucher(digest)
      let written = try balances.write(try decide(stored, voucher?.known), before: stored.balance, command, at: at)
      if let voucher, let movement = written.first { try rows.insertRedemption(of: voucher.id, movement: movement, at: at) }
      try CommandRows.remember(
        StoredCommand(key: command.storedKey, fingerprint: command.fingerprint, answer: written.map(String.init).joined(separator: ",")), c)
      return ChangedBalances(balances: [try balances.known(reference)], movements: try written.compactMap { try balances.movement($0) }, repeated: false)
    }
  }

  public func noteAttempt(on reference: String, at: Instant) throws {
    try write { c in
      guard let balance = try BalanceRows(c).id(of: reference) else { return }
      let row = try c.prepare("INSERT INTO voucher_attempt(balance_id, attempted_at) VALUES (?, ?)")
      row.bind(1, balance)
      row.bind(2, at)
      try row.run()
    }
  }
}
