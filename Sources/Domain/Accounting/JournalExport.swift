import Primitives

/// The journal and the trial balance as CSV files for other books. Amounts are decimals of the currency.
public enum JournalExport {
  /// Writes the names of the journal's fields as the first record.
  public static func header(into csv: inout CSVText) {
    csv.record(
      "entry", "occasion", "seller", "booked_on", "subject", "posting", "ledger_account", "ledger_account_name",
      "billing_account", "debit", "credit", "currency")
  }

  /// One record per posting; `number` is the entry's own running number.
  public static func append(_ entry: JournalEntry, number: Int64, chart: ChartOfAccounts, into csv: inout CSVText) {
    for (index, posting) in entry.postings.enumerated() {
      let amount = Exact(digits: Int128(posting.amountMinor.magnitude), scale: entry.currency.minorDigits).description
      csv.record(
        String(number), entry.occasion.rawValue, entry.seller.text, entry.bookedOn.description, entry.subject,
        String(index + 1), posting.ledgerAccount.text, chart[posting.ledgerAccount]?.name.text("en") ?? "",
        posting.billingAccount.map(\.description) ?? "", posting.amountMinor >= 0 ? amount : "",
        posting.amountMinor < 0 ? amount : "", entry.currency.code)
    }
  }

  /// The journal with one record per posting, headed by the names of its fields.
  public static func csv(_ entries: [JournalEntry], chart: ChartOfAccounts = .standard) -> CSVText {
    var csv = CSVText(reservingCapacity: entries.count * 400)
    header(into: &csv)
    for (index, entry) in entries.enumerated() { append(entry, number: Int64(index + 1), chart: chart, into: &csv) }
    return csv
  }

  /// The trial balance with one record per ledger account, headed by the names of its fields.
  public static func csv(_ balance: TrialBalance, chart: ChartOfAccounts = .standard) -> CSVText {
    var csv = CSVText()
    csv.record("ledger_account", "ledger_account_name", "kind", "debit", "credit", "balance", "currency")
    for row in balance.rows {
      func text(_ minor: Int128) -> String { Exact(digits: minor, scale: row.currency.minorDigits).description }
      let account = chart[row.ledgerAccount]
      csv.record(
        row.ledgerAccount.text, account?.name.text("en") ?? "", account?.kind.rawValue ?? "", text(row.debitMinor),
        text(row.creditMinor), text(row.balanceMinor), row.currency.code)
    }
    return csv
  }
}
