import Accounting
import Primitives

/// The numbers of ledger accounts, kept beside a connection: rows are never changed, so what is kept stays true.
final class LedgerRows {
  private var known: [(id: Int64, seller: SellerCode, code: LedgerAccountCode, currency: Currency)] = []

  /// The number of a ledger account; `nil` when it was never booked on.
  static func find(_ code: LedgerAccountCode, _ seller: SellerCode, _ currency: Currency, _ c: Connection) throws -> Int64? {
    try c.keeping(LedgerRows()).find(code, seller, currency, c)
  }

  /// The number of a ledger account; a new one when it was never booked on.
  static func id(_ code: LedgerAccountCode, _ seller: SellerCode, _ currency: Currency, _ c: Connection) throws -> Int64 {
    if let id = try find(code, seller, currency, c) { return id }
    let add = try c.prepare("INSERT INTO ledger_account(seller, code, currency) VALUES (?, ?, ?)")
    add.bind(1, seller.text)
    add.bind(2, code.text)
    add.bind(3, currency.code)
    try add.run()
    return c.lastInsertedRow
  }

  private func find(_ code: LedgerAccountCode, _ seller: SellerCode, _ currency: Currency, _ c: Connection) throws -> Int64? {
    for entry in known where entry.code == code && entry.currency == currency && entry.seller == seller { return entry.id }
    let find = try c.prepare("SELECT id FROM ledger_account WHERE seller = ? AND code = ? AND currency = ?")
    find.bind(1, seller.text)
    find.bind(2, code.text)
    find.bind(3, currency.code)
    defer { find.reset() }
    guard try find.step() else { return nil }
    known.append((find.int64(0), seller, code, currency))
    return find.int64(0)
  }
}
