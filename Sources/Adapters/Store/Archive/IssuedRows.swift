import Archiving
import Primitives

/// Issued documents by their identifiers: all, those of a run, those that the archive does not have yet.
struct IssuedRows {
  /// What the archive has none of.
  struct Missing {
    /// Of PDFs; `nil`: in any language.
    var language: String?
  }

  let c: Connection
  let kind: ArchivedKind
  let run: BillRunID?
  var missing: Missing?

  /// Only invoices are of a run.
  private var isEmpty: Bool { run != nil && kind != .invoice }

  /// The statement's parameters: the identifier before, then the run and the language where there are any.
  private var wanted: String {
    var text = "FROM \(kind == .invoice ? "invoice" : "credit_note") d WHERE d.id > ?"
    if run != nil { text += " AND d.run_id = ?" }
    if let missing {
      text += " AND NOT EXISTS (SELECT 1 FROM archive_entry e WHERE e.seller = d.seller AND e.kind = '\(kind.rawValue)' AND e.document = d.number AND e.form = 'pdf'"
      text += missing.language == nil ? ")" : " AND e.language = ?)"
    }
    return text
  }

  private func bind(_ rows: Statement, after id: Int64) -> Int32 {
    var next: Int32 = 1
    rows.bind(next, id)
    if let run {
      next += 1
      rows.bind(next, run.rawValue)
    }
    if let language = missing?.language {
      next += 1
      rows.bind(next, language)
    }
    return next + 1
  }

  func identifiers(after id: Int64, limit: Int) throws -> [Int64] {
    if isEmpty { return [] }
    let rows = try c.prepare("SELECT d.id \(wanted) ORDER BY d.id LIMIT ?")
    rows.bind(bind(rows, after: id), limit)
    defer { rows.reset() }
    var found: [Int64] = []
    while try rows.step() { found.append(rows.int64(0)) }
    return found
  }

  func count() throws -> Int {
    if isEmpty { return 0 }
    let row = try c.prepare("SELECT COUNT(*) \(wanted)")
    _ = bind(row, after: 0)
    defer { row.reset() }
    return try row.step() ? row.int(0) : 0
  }
}
