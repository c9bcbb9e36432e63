import Primitives

/// Rows on their way into the database and into the link of their fact.
///
/// Without writing only the link is made: what a fact's link would be is asked in the same words in which it is
/// written. Without a maker the rows are only written, for those that somebody else links.
struct LinkedRows {
  let c: Connection
  let maker: LinkMaker?
  let isWriting: Bool
  /// With it, rows are not all there before it is finished.
  var bulk: BulkRows?

  /// A statement that inserts rows of a part. Values are bound in the order of the part's columns.
  func row(_ part: UInt8, _ sql: String) throws -> LinkedRow {
    if isWriting, let bulk {
      let insert = try bulk.insert(sql)
      return LinkedRow(statement: insert.row, maker: maker, part: part, bulk: insert)
    }
    return LinkedRow(statement: isWriting ? try c.prepare(sql) : nil, maker: maker, part: part)
  }
}

/// One statement of `LinkedRows`: `begin` a row, bind its values, `run` it.
struct LinkedRow {
  let statement: Statement?
  let maker: LinkMaker?
  let part: UInt8
  var bulk: BulkInsert?

  func begin() { maker?.row(part) }

  /// Binds the number of the fact, which the link has from its first part.
  func key(_ index: Int32, _ value: Int64) { statement?.bind(index, value) }

  /// Binds where the row stands in a list, which follows from the facts and so is in no link.
  func place(_ index: Int32, _ place: ListPlace) {
    statement?.bind(index, place.before)
    statement?.bind(index + 1, place.waypoint)
    statement?.bind(index + 2, place.through)
  }

  func bind(_ index: Int32, _ value: Int64) {
    statement?.bind(index, value)
    maker?.integer(value)
  }

  func bind(_ index: Int32, _ value: Int) { bind(index, Int64(value)) }
  func bind(_ index: Int32, _ day: Day) { bind(index, Int64(day.number)) }

  func bind(_ index: Int32, _ value: Int64?) {
    if let value { return bind(index, value) }
    statement?.bind(index, value)
    maker?.null()
  }

  func bind(_ index: Int32, _ text: String) {
    statement?.bind(index, text)
    maker?.text(text)
  }

  func bind(_ index: Int32, _ text: String?) {
    if let text { return bind(index, text) }
    statement?.bind(index, text)
    maker?.null()
  }

  func bind(_ index: Int32, _ json: borrowing JSONText) {
    json.withBytes {
      statement?.bind(index, copiedText: $0)
      maker?.text(UnsafeRawBufferPointer($0))
    }
  }

  /// A decimal as its digits.
  func bind(_ index: Int32, _ exact: Exact) {
    statement?.bind(index, exact)
    guard let maker else { return }
    if exact.fractionDigits == 0, let whole = exact.unscaled64, whole >= 0 {
      maker.digits(UInt64(whole))
    } else {
      maker.text(exact.description)
    }
  }

  /// The bytes must stay as they are until the row has been run.
  func bind(_ index: Int32, lentText bytes: UnsafeBufferPointer<UInt8>) {
    statement?.bind(index, lentText: bytes)
    maker?.text(UnsafeRawBufferPointer(bytes))
  }

  /// The bytes must stay as they are until the row has been run.
  func bind(_ index: Int32, lentBlob bytes: UnsafeRawBufferPointer) {
    statement?.bind(index, lentBlob: bytes)
    maker?.blob(bytes)
  }

  func run() throws {
    if let bulk { try bulk.add() } else { try statement?.run() }
  }
  func clear() { statement?.clear() }
}
