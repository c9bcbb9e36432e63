public import Operations
public import Parties
public import Primitives

extension Store: InvoicingStore {
  public func invoicing(of account: BillingAccountID) throws -> InvoicingDetails {
    try readAgain { try InvoicingRows.details(of: account, $0) }
  }

  public func replaceInvoicing(_ details: [(account: BillingAccountID, details: InvoicingDetails)]) throws {
    try write { c in
      for each in details { try InvoicingRows.replace(each.details, of: each.account, c) }
    }
  }
}

extension Store: EInvoiceFactsStore {
  public func eInvoiceWishes(among accounts: [BillingAccountID]) throws -> [BillingAccountID: EInvoiceWish] {
    guard let first = accounts.min(), let last = accounts.max() else { return [:] }
    return try readAgain { c in
      // Batches are neighbours by identifier.
      let rows = try c.prepare("SELECT account_id, value FROM account_invoicing WHERE account_id BETWEEN ? AND ? AND term = ?")
      rows.bind(1, first.rawValue)
      rows.bind(2, last.rawValue)
      rows.bind(3, InvoicingDetails.eInvoiceTerm)
      defer { rows.reset() }
      var found: [BillingAccountID: EInvoiceWish] = [:]
      while try rows.step() { found[BillingAccountID(rows.int64(0))] = EInvoiceWish(rawValue: rows.text(1)) }
      return found
    }
  }

  public func awaitingReplacement(_ account: BillingAccountID, over period: ServicePeriod) throws -> [PrecedingNumber] {
    try readAgain { try ReplacementRows.waiting(account, over: period, $0) }
  }

  public func nextNumber(of seller: SellerCode, _ kind: NumberedKind) throws -> Int64 {
    try readAgain { c in
      let table = kind == .invoice ? "seller_sequence" : "credit_note_sequence"
      let row = try c.prepare("SELECT next_number FROM \(table) WHERE seller = ?")
      row.bind(1, seller.text)
      defer { row.reset() }
      return try row.step() ? row.int64(0) : 1
    }
  }
}

extension Store {
  /// Reads what a bill run asks between its transactions, which goes on when a server comes back.
  private func readAgain<T>(_ body: (Connection) throws -> T) throws -> T { try patiently { try read(body) } }
}

/// How invoicing details stand in their rows.
enum InvoicingRows {
  static func details(of account: BillingAccountID, _ c: Connection) throws -> InvoicingDetails {
    let rows = try c.prepare("SELECT term, value FROM account_invoicing WHERE account_id = ? ORDER BY term")
    rows.bind(1, account.rawValue)
    defer { rows.reset() }
    var terms: [(name: String, text: String)] = []
    while try rows.step() { terms.append((rows.text(0), rows.text(1))) }
    return InvoicingDetails(terms: terms)
  }

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
