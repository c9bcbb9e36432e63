public import Operations
import Parties
public import Primitives

extension Store: RerateStore {
  public func rerating(key: String) throws -> BookedRerating? {
    try read { try Store.rerating(key: key, $0) }
  }

  private static func rerating(key: String, _ c: Connection) throws -> BookedRerating? {
    let row = try c.prepare("SELECT id, key, request, applied_at, period_start, period_end FROM rerating WHERE key = ?")
    row.bind(1, key)
    defer { row.reset() }
    guard try row.step() else { return nil }
    return BookedRerating(
      id: ReratingID(row.int64(0)), key: row.text(1), request: row.text(2), appliedAt: row.instant(3),
      period: ServicePeriod(start: row.day(4), end: row.day(5)))
  }

  public func begin(_ rerating: NewRerating, at: Instant) throws -> ReratingID {
    try write { c in
      if let key = rerating.key, let known = try Store.rerating(key: key, c) { return known.id }
      let last = try c.prepare("SELECT COALESCE(MAX(id), 0) FROM rerating")
      _ = try last.step()
      let id = last.int64(0) + 1
      last.reset()
      let row = try c.prepare(
        "INSERT INTO rerating(key, request, applied_at, period_start, period_end, has_catalog, id) VALUES (?, ?, ?, ?, ?, ?, ?)")
      row.bind(1, rerating.key ?? "re-rating \(id)")
      row.bind(2, rerating.request)
      row.bind(3, at)
      row.bind(4, rerating.period.start)
      row.bind(5, rerating.period.end)
      row.bind(6, rerating.catalog == nil ? 0 : 1)
      row.bind(7, id)
      try row.run()
      let file = try c.prepare("INSERT INTO rerating_file(rerating_id, position, name, content) VALUES (?, ?, ?, ?)")
      file.bind(1, id)
      for (position, entry) in (rerating.catalog?.files ?? []).enumerated() {
        file.bind(2, position)
        file.bind(3, entry.name)
        file.bind(4, blob: entry.bytes)
        try file.run()
      }
      return ReratingID(id)
    }
  }

  public func book(_ accounts: [ReratedAccount], of rerating: ReratingID) throws -> [BillingAccountID] {
    try write { c in
      var leftOut: [BillingAccountID] = []
      let last = try c.prepare("SELECT COALESCE(MAX(id), 0) FROM invoice")
      _ = try last.step()
      let invoicesThrough = last.int64(0)
      last.reset()
      for account in accounts {
        guard case .differs(_, let booking) = account.result else { continue }
        let payer = account.account.id
        guard try isUnbilledSince(booking, payer, c), try !isBooked(payer, rerating, c) else {
          leftOut.append(payer)
          continue
        }
        for restatement in booking.restatements {
          try RestatementRows.insert(restatement, of: rerating, payer: payer, firstInvoice: booking.firstInvoice, invoicesThrough: invoicesThrough, c)
        }
        for correction in booking.corrections { try CorrectionChargeRows.insert(correction, of: rerating, payer: payer, c) }
      }
      return leftOut
    }
  }

  /// Whether the last bill that was priced again is still the account's last one.
  private func isUnbilledSince(_ booking: ReratedAccount.Booking, _ payer: BillingAccountID, _ c: Connection) throws -> Bool {
    let row = try c.prepare("SELECT billed_through FROM account_position WHERE account_id = ?")
    row.bind(1, payer.rawValue)
    defer { row.reset() }
    guard try row.step() else { return false }
    return booking.restatements.first { $0.account == payer }?.days.end == row.day(0)
  }

  private func isBooked(_ payer: BillingAccountID, _ rerating: ReratingID, _ c: Connection) throws -> Bool {
    let row = try c.prepare("SELECT 1 FROM rerating_account WHERE rerating_id = ? AND account_id = ?")
    row.bind(1, rerating.rawValue)
    row.bind(2, payer.rawValue)
    defer { row.reset() }
    return try row.step()
  }

  public func reratingCatalogs() throws -> [ReratingID: CatalogSource] {
    try read { c in
      let rows = try c.prepare("SELECT rerating_id, name, content FROM rerating_file ORDER BY rerating_id, position")
      defer { rows.reset() }
      var files: [ReratingID: [CatalogSource.File]] = [:]
      while try rows.step() {
        files[ReratingID(rows.int64(0)), default: []].append(CatalogSource.File(name: rows.text(1), bytes: rows.bytes(2)))
      }
      return files.mapValues { CatalogSource(files: $0) }
    }
  }

  public func corrections(of account: BillingAccountID, from day: Day) throws -> [CorrectionCharge] {
    try read { try CorrectionChargeRows.of(account, from: day, $0) }
  }
}
