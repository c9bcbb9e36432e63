import Parties
import Primitives

/// How parties stand in their rows.
enum AccountRows {
  static let columns = """
    a.id, a.reference, a.customer_id, a.name, a.seller, a.currency, a.zone, a.language, a.segment, a.address, \
    a.tax_standing, a.tax_detail, a.cycle_unit, a.cycle_anchor_day, a.cycle_anchor_month, a.payment_term_days, \
    a.payment_method, a.consolidated_into
    """

  // Written once: a text that is put together anew is also looked up anew.
  static let byReference = "SELECT \(columns) FROM billing_account a WHERE a.reference = ?"
  static let byNumber = "SELECT \(columns) FROM billing_account a WHERE a.id = ?"

  /// Reads the columns above, in their order, from a column on.
  static func account(_ s: Statement, from first: Int32 = 0) throws -> BillingAccount {
    guard let currency = Currency(s.text(first + 5)), let unit = BillCycle.Unit(rawValue: s.text(first + 12)) else {
      throw DamagedRow(table: "billing_account", row: s.int64(first), what: "currency or bill cycle unknown")
    }
    let standing: TaxStanding =
      switch s.text(first + 10) {
      case "business": .business(vatIdentifier: s.text(first + 11))
      case "exempt": .exempt(reason: s.text(first + 11))
      default: .taxable
      }
    return BillingAccount(
      id: BillingAccountID(s.int64(first)), reference: s.text(first + 1), customer: CustomerID(s.int64(first + 2)), name: s.text(first + 3),
      seller: SellerCode(s.text(first + 4)), currency: currency, zoneName: s.text(first + 6), language: s.text(first + 7), segment: s.text(first + 8),
      address: s.withTextBytes(first + 9, address), taxStanding: standing,
      cycle: BillCycle(unit: unit, anchorDay: s.int(first + 13), anchorMonth: s.int(first + 14)), paymentTermDays: s.int(first + 15),
      paymentMethod: s.optionalText(first + 16), consolidatedInto: s.optionalInt64(first + 17).map { BillingAccountID($0) })
  }

  /// The time zone of an account alone; `nil` where there is no such account.
  static func zoneName(of account: BillingAccountID, _ c: Connection) throws -> String? {
    let row = try c.prepare("SELECT zone FROM billing_account WHERE id = ?")
    row.bind(1, account.rawValue)
    defer { row.reset() }
    return try row.step() ? row.text(0) : nil
  }

  /// Binds the columns above but the number.
  static func bind(_ account: BillingAccount, to s: Statement) {
    s.bind(1, account.reference)
    s.bind(2, account.customer.rawValue)
    s.bind(3, account.name)
    s.bind(4, account.seller.text)
    s.bind(5, account.currency.code)
    s.bind(6, account.zoneName)
    s.bind(7, account.language)
    s.bind(8, account.segment)
    s.bind(9, text(account.address))
    switch account.taxStanding {
    case .taxable:
      s.bind(10, "taxable")
      s.bindNull(11)
    case .business(let identifier):
      s.bind(10, "business")
      s.bind(11, identifier)
    case .exempt(let reason):
      s.bind(10, "exempt")
      s.bind(11, reason)
    }
    s.bind(12, account.cycle.unit.rawValue)
    s.bind(13, account.cycle.anchorDay)
    s.bind(14, account.cycle.anchorMonth)
    s.bind(15, account.paymentTermDays)
    s.bind(16, account.paymentMethod)
    s.bind(17, account.consolidatedInto?.rawValue)
  }

  /// An address in one column: country, region, postcode, city, then the lines, one a line.
  static func text(_ address: PostalAddress) -> String {
    ([address.country, address.region ?? "", address.postcode, address.city] + address.lines)
      .map { $0.split(separator: "\n").joined(separator: " ") }.joined(separator: "\n")
  }

  static func address(_ text: UnsafeBufferPointer<UInt8>) -> PostalAddress {
    let parts = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    guard parts.count >= 4 else { return PostalAddress(country: parts.first ?? "") }
    return PostalAddress(
      lines: Array(parts[4...]), city: parts[3], postcode: parts[2], country: parts[0],
      region: parts[1].isEmpty ? nil : parts[1])
  }
}

/// A row that this version of Florin cannot have written: the file was changed from outside.
public struct DamagedRow: Error, CustomStringConvertible {
  public let table: String
  public let row: Int64
  public let what: String

  public var description: String {
    "the table \(table) holds a damaged row \(row): \(what)\n    remedy: run `florin verify`; restore from a backup what it names"
  }
}
