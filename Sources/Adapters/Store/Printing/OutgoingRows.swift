public import Archiving
public import Operations
import Parties
import Primitives
import Printing

extension Store: PrintStore {
  public func outgoing(_ kind: ArchivedKind, _ selection: IssuedSelection, after id: Int64, limit: Int) throws -> [OutgoingDocument] {
    try read { try OutgoingRows(c: $0, kind: kind, selection: selection).documents(after: id, limit: limit) }
  }
}

/// Issued documents with the accounts they go to and what those said of delivery.
struct OutgoingRows {
  let c: Connection
  let kind: ArchivedKind
  let selection: IssuedSelection

  func documents(after id: Int64, limit: Int) throws -> [OutgoingDocument] {
    let condition: String
    switch selection {
    case .run:
      if kind != .invoice { return [] }
      condition = "d.run_id = ?"
    case .issued: condition = "d.issued_on >= ? AND d.issued_on < ?"
    }
    let rows = try c.prepare(
      """
      SELECT \(AccountRows.columns), d.id, d.number, w.value, e.value, s.value
      FROM \(kind == .invoice ? "invoice" : "credit_note") d JOIN billing_account a ON a.id = d.account_id
      LEFT JOIN account_invoicing w ON w.account_id = d.account_id AND w.term = 'delivery'
      LEFT JOIN account_invoicing e ON e.account_id = d.account_id AND e.term = 'electronicAddress'
      LEFT JOIN account_invoicing s ON s.account_id = d.account_id AND s.term = 'address.country'
      WHERE \(condition) AND d.id > ? ORDER BY d.id LIMIT ?
      """)
    defer { rows.reset() }
    var next: Int32 = 1
    switch selection {
    case .run(let run): rows.bind(1, run.rawValue)
    case .issued(let days):
      rows.bind(1, days.start)
      rows.bind(2, days.end)
      next = 2
    }
    rows.bind(next + 1, id)
    rows.bind(next + 2, limit)
    var found: [OutgoingDocument] = []
    while try rows.step() {
      var account = try AccountRows.account(rows)
      if rows.optionalText(22) != nil, let said = try InvoicingRows.details(of: account.id, c).address { account.address = said }
      found.append(
        OutgoingDocument(
          kind: kind, id: rows.int64(18), number: rows.text(19), account: account,
          channel: DeliveryChannel(
            wish: rows.optionalText(20).flatMap { DeliveryWish(rawValue: $0) }, takesElectronically: rows.optionalText(21) != nil)))
    }
    return found
  }
}
