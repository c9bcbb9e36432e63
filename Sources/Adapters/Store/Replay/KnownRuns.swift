import Operations
import Primitives

/// Bill runs of a snapshot, each read once: a page of accounts was mostly billed by the same few.
final class KnownRuns {
  struct Known {
    var catalog: CatalogVersionID
    var billingDay: Day
  }

  private var known: [BillRunID: Known] = [:]

  func run(_ id: BillRunID, _ c: Connection) throws -> Known {
    if let run = known[id] { return run }
    let row = try c.prepare("SELECT catalog_version, billing_day FROM bill_run WHERE id = ?")
    row.bind(1, id.rawValue)
    defer { row.reset() }
    guard try row.step() else { throw DamagedRow(table: "bill_run", row: id.rawValue, what: "has accounts, but is not there") }
    let run = Known(catalog: CatalogVersionID(row.int64(0)), billingDay: row.day(1))
    known[id] = run
    return run
  }
}
