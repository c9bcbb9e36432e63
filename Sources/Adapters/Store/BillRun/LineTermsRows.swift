import Invoicing
import Primitives
import Rating
import Taxation

/// The terms of lines in their rows: written once, and known by their number from then on.
///
/// Kept beside a connection, so that a bill run asks for each price once and not once a line. Rows are never changed or
/// deleted, so what is kept stays true; a transaction that fails throws it away, for its rows never came to be.
final class LineTermsRows {
  private struct Known {
    var id: Int64
    var kind: RatedCharge.Kind
    var tax: TaxKey
    /// Held, so that its identity stands for it.
    var terms: ChargeTerms
  }

  /// What a line is besides its numbers.
  final class Read {
    let kind: RatedCharge.Kind
    let terms: ChargeTerms
    let tax: TaxKey

    init(kind: RatedCharge.Kind, terms: ChargeTerms, tax: TaxKey) {
      self.kind = kind
      self.terms = terms
      self.tax = tax
    }
  }

  /// Charges of third parties have terms of their own each; these many are kept at the most.
  private static let most = 8192
  private var known: [ObjectIdentifier: [Known]] = [:]
  /// By number, as far as numbers are small; those of charges of third parties may not be.
  private var read: [Read?] = []
  private var readBeyond: [Int64: Read] = [:]

  /// The number of a line's terms; writes them when they are new, or gives 0 when they are not to be added.
  ///
  /// Takes the list and a place in it, so that a line is read where it lies instead of being copied out.
  func id(ofLine place: Int, in lines: [InvoiceLine], _ c: Connection, adding: Bool = true) throws -> Int64 {
    let identity = ObjectIdentifier(lines[place].charge.terms)
    if let candidates = known[identity] {
      for index in candidates.indices
      where candidates[index].kind == lines[place].charge.kind && candidates[index].tax == lines[place].taxKey {
        return candidates[index].id
      }
    }
    let line = lines[place]
    guard let id = try find(line, c) ?? (adding ? add(line, c) : nil) else { return 0 }
    if known.count >= LineTermsRows.most { known.removeAll(keepingCapacity: true) }
    known[identity, default: []].append(Known(id: id, kind: line.charge.kind, tax: line.taxKey, terms: line.charge.terms))
    return id
  }

  private func find(_ line: InvoiceLine, _ c: Connection) throws -> Int64? {
    let row = try c.prepare(
      """
      SELECT id FROM line_terms WHERE kind = ?1 AND COALESCE(offering, '') = COALESCE(?2, '') AND price = ?3 AND name = ?4
        AND unit = ?5 AND tax_inclusive = ?6 AND tax_category = ?7 AND tax_treatment = ?8 AND tax_percent = ?9
        AND COALESCE(tax_reason, '') = COALESCE(?10, '') AND revenue_account = ?11
      """)
    bind(line, to: row)
    defer { row.reset() }
    return try row.step() ? row.int64(0) : nil
  }

  private func add(_ line: InvoiceLine, _ c: Connection) throws -> Int64 {
    let row = try c.prepare(
      """
      INSERT INTO line_terms(kind, offering, price, name, unit, tax_inclusive, tax_category, tax_treatment, tax_percent,
        tax_reason, revenue_account) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    bind(line, to: row)
    try row.run()
    return c.lastInsertedRow
  }

  private func bind(_ line: InvoiceLine, to row: Statement) {
    let terms = line.charge.terms
    var name = JSONText()
    name.value(terms.name)
    row.bind(1, line.charge.kind.rawValue)
    row.bind(2, terms.offering?.text)
    row.bind(3, terms.price.text)
    row.bind(4, name.string)
    row.bind(5, terms.unit)
    row.bind(6, terms.taxInclusive ? 1 : 0)
    row.bind(7, terms.taxCategory.text)
    row.bind(8, line.taxKey.treatment.rawValue)
    row.bind(9, line.taxKey.percent.description)
    row.bind(10, line.taxKey.reason)
    row.bind(11, terms.revenueAccount.text)
  }

  /// The terms of this number; `nil` when there are none.
  func terms(_ id: Int64, _ c: Connection) throws -> Read? {
    if id > 0, id < read.count { if let known = read[Int(id)] { return known } } else if let known = readBeyond[id] { return known }
    let row = try c.prepare(
      """
      SELECT kind, offering, price, name, unit, tax_inclusive, tax_category, tax_treatment, tax_percent, tax_reason,
        revenue_account FROM line_terms WHERE id = ?
      """)
    row.bind(1, id)
    defer { row.reset() }
    guard try row.step() else { return nil }
    guard let kind = RatedCharge.Kind(rawValue: row.text(0)), let treatment = TaxTreatment(rawValue: row.text(7)) else {
      throw DamagedRow(table: "line_terms", row: id, what: "an unknown kind or tax treatment")
    }
    let found = Read(
      kind: kind,
      terms: ChargeTerms(
        offering: row.optionalText(1).map { OfferingCode($0) }, price: PriceCode(row.text(2)),
        name: LocalizedText(try JSONColumn.value([String: String].self, row.bytes(3))), unit: row.text(4),
        taxInclusive: row.int(5) != 0, taxCategory: TaxCategoryCode(row.text(6)),
        revenueAccount: LedgerAccountCode(row.text(10))),
      tax: TaxKey(treatment: treatment, percent: row.exact(8), reason: row.optionalText(9)))
    keep(found, id)
    return found
  }

  private func keep(_ found: Read, _ id: Int64) {
    if id > 0, id < LineTermsRows.most {
      if id >= read.count { read += Array(repeating: nil, count: Int(id) + 1 - read.count) }
      read[Int(id)] = found
    } else {
      if readBeyond.count >= LineTermsRows.most { readBeyond.removeAll(keepingCapacity: true) }
      readBeyond[id] = found
    }
  }
}
