public import Operations
public import Parties
public import Primitives

extension Store: InvoicingStore {
  public func invoicing(of account: BillingAccountID) throws -> InvoicingDetails {
    try read { c in
      let rows = try c.prepare("SELECT term, value FROM account_invoicing WHERE account_id = ? ORDER BY term")
      rows.bind(1, account.rawValue)
      defer { rows.reset() }
      var terms: [(name: String, text: String)] = []
      while try rows.step() { terms.append((rows.text(0), rows.text(1))) }
      return InvoicingDetails(terms: terms)
    }
  }

  public func replaceInvoicing(_ details: [(account: BillingAccountID, details: InvoicingDetails)]) throws {
    try write { c in
      for each in details { try InvoicingRows.replace(each.details, of: each.account, c) }
    }
  }
}

/// How invoicing details stand in their rows.
enum InvoicingRows {
  static func replace(_ details: InvoicingDetails, of account: BillingAccountID, _ c: Connection) throws {
    let old = try c.prepare("DELETE FROM account_invoicing WHERE account_id = ?")
    old.bind(1, account.rawValue)
    try old.run()
    let row = try c.prepare("INSERT INTO account_invoicing(account_id, term, value) VALUES (?, ?, ?)")
    for term in details.terms {
      row.bind(1, account.rawValue)
      row.bind(2, term.name)
      row.bind(3, term.text)
      try row.run()
    }
  }
}
