import Operations
import Primitives
import Rating

/// Lines of invoices, each read once.
struct BilledLineCache {
  private struct Known {
    var invoice: InvoiceID
    var lines: [BilledLine]
    var firstDayUsed: Day?
  }

  private let c: Connection
  private var known: [Known] = []

  init(_ c: Connection) { self.c = c }

  mutating func lines(of invoice: InvoiceID?) throws -> [BilledLine] {
    try place(of: invoice).map { known[$0].lines } ?? []
  }

  /// The first day of which an invoice charges usage.
  mutating func firstDayUsed(of invoice: InvoiceID?) throws -> Day? {
    try place(of: invoice).flatMap { known[$0].firstDayUsed }
  }

  private mutating func place(of invoice: InvoiceID?) throws -> Int? {
    guard let invoice else { return nil }
    if let place = known.firstIndex(where: { $0.invoice == invoice }) { return place }
    let lines = try BilledLineRows.of(invoice, c)
    var first: Day?
    for index in lines.indices where lines[index].kind == .usage || lines[index].kind == .trueUp {
      first = min(first ?? lines[index].period.start, lines[index].period.start)
    }
    known.append(Known(invoice: invoice, lines: lines, firstDayUsed: first))
    return known.count - 1
  }
}
