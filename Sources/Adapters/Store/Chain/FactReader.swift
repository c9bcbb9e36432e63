/// Reads the facts of a stream in the order of their numbers, writing each one's values for its link.
///
/// Every part is read once from front to back, side by side, so that memory does not grow with the facts.
final class FactReader {
  /// A row that belongs to no fact of the stream.
  struct Stray {
    var table: String
    var number: Int64
  }

  private struct Cursor {
    let part: UInt8
    let table: String
    let rows: Statement
    let columnCount: Int32
    var isAtEnd = false
  }

  /// The first row of the fact that the reader stands at: its number and the columns of the first part.
  let head: Statement
  private let headColumns: Int32
  private var cursors: [Cursor]
  /// The number of the fact that the reader stands at.
  private(set) var number: Int64 = 0
  private let stray: (Stray) -> Void

  /// - Parameters:
  ///   - first: the number to begin at.
  ///   - stray: called for rows of the further parts that belong to no fact.
  init(_ stream: FactStream, _ c: Connection, from first: Int64 = .min, stray: @escaping (Stray) -> Void = { _ in }) throws {
    head = try c.scan(FactReader.query(stream.parts[0]))
    head.bind(1, first)
    headColumns = Int32(stream.parts[0].columns.count + stream.parts[0].initially.count) + 1
    self.stray = stray
    cursors = []
    for (number, part) in stream.parts.enumerated().dropFirst() {
      let rows = try c.scan(FactReader.query(part))
      rows.bind(1, first)
      var cursor = Cursor(
        part: UInt8(number), table: part.table, rows: rows, columnCount: Int32(part.columns.count + part.initially.count) + 1)
      cursor.isAtEnd = try !rows.step()
      cursors.append(cursor)
    }
  }

  /// Reads a part in an order that its table or an index has, so that nothing is sorted.
  static func query(_ part: FactStream.Part) -> String {
    let columns = ([part.key] + part.columns + part.initially).joined(separator: ", ")
    let order = (part.writtenInOrderOf.isEmpty ? [part.key] + part.order : part.writtenInOrderOf).joined(separator: ", ")
    return "SELECT \(columns) FROM \(part.source ?? part.table) WHERE \(part.key) >= ? ORDER BY \(order)"
  }

  /// Moves to the next fact; `false` when there is none.
  func next() throws -> Bool {
    guard try head.step() else {
      for index in cursors.indices { try skip(index, below: .max) }
      return false
    }
    number = head.int64(0)
    return true
  }

  /// Writes the fact's rows; call it once a fact.
  func write(to maker: LinkMaker) throws {
    maker.row(0)
    for column in 0..<headColumns { maker.value(of: head, column) }
    for index in cursors.indices {
      try skip(index, below: number)
      while !cursors[index].isAtEnd, cursors[index].rows.int64(0) == number {
        maker.row(cursors[index].part)
        for column in 1..<cursors[index].columnCount { maker.value(of: cursors[index].rows, column) }
        try advance(index)
      }
    }
  }

  private func skip(_ index: Int, below number: Int64) throws {
    while !cursors[index].isAtEnd, cursors[index].rows.int64(0) < number {
      stray(Stray(table: cursors[index].table, number: cursors[index].rows.int64(0)))
      try advance(index)
    }
  }

  private func advance(_ index: Int) throws { cursors[index].isAtEnd = try !cursors[index].rows.step() }
}

extension LinkMaker {
  /// Writes a column as it is stored.
  @inline(__always)
  func value(of row: Statement, _ column: Int32) {
    switch row.value(column) {
    case .null: null()
    case .integer(let value): integer(value)
    case .text(let bytes): text(bytes)
    case .blob(let bytes): blob(bytes)
    case .fraction(let value): fraction(value)
    }
  }
}
