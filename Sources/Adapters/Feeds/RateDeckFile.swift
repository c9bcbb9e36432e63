public import Catalog
public import Primitives

/// Reads a rate deck from CSV (RFC 4180: quotes, either line ending, a byte-order mark allowed) with a header row.
///
/// Rows that cannot be used are problems, or, when the layout says `skipInvalid`, notes; each names file, line and
/// column, what is wrong, and the remedy. After a hundred of them the rest is counted.
public enum RateDeckFile {
  static let maximumTold = 100

  /// The deck in `bytes`; entries in the order of the file.
  public static func read(
    _ bytes: [UInt8], layout: RateDeckLayout, file: String, problems: inout [Problem], notes: inout [Problem]
  ) -> RateDeck {
    var deck = RateDeck(code: layout.code, entries: [])
    var rows = CSVRows(bytes)
    guard let header = rows.next(), let columns = RateDeckColumns(header, layout: layout, file: file, problems: &problems)
    else {
      if bytes.isEmpty { problems.append(emptyFile(file)) }
      return deck
    }
    var seen: [UInt64: Int] = [:]
    var found: [Problem] = []
    var untold = 0
    deck.entries.reserveCapacity(bytes.count / 32)
    while let row = rows.next() {
      if row.isBlank { continue }
      switch columns.entry(row, layout: layout, seen: &seen) {
      case .success(let entry): deck.entries.append(entry)
      case .failure(let defect):
        if found.count < maximumTold { found.append(defect.problem(file: file, skipped: layout.skipInvalid)) } else { untold += 1 }
      }
    }
    if untold > 0 {
      found.append(
        Problem(
          .catalogDeckRow, at: .init(file: file), "\(untold) more rows cannot be used",
          remedy: "repair the rows above first; the same mistake often repeats"))
    }
    if rows.endedInsideQuotes {
      problems.append(
        Problem(
          .catalogDeckRow, at: .init(file: file, line: rows.line), "the file ends inside a quoted field",
          remedy: "close the quote, or fetch the file again: it may be cut off"))
    }
    if layout.skipInvalid { notes += found } else { problems += found }
    if deck.entries.isEmpty, found.isEmpty { problems.append(emptyFile(file)) }
    return deck
  }

  private static func emptyFile(_ file: String) -> Problem {
    Problem(
      .catalogDeckRow, at: .init(file: file, line: 1), "the rate deck has no rows",
      remedy: "write a header line and one line per prefix")
  }
}

extension ProblemCode {
  public static let catalogDeckColumn = ProblemCode("catalog.deck-column")
  public static let catalogDeckRow = ProblemCode("catalog.deck-row")
  public static let catalogDeckPrefix = ProblemCode("catalog.deck-prefix")
  public static let catalogDeckRepeatedPrefix = ProblemCode("catalog.deck-repeated-prefix")
  public static let catalogDeckPrice = ProblemCode("catalog.deck-price")
}
