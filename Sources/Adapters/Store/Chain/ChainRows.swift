/// The links in their rows: for each stream blocks of links of facts with successive numbers, and its head.
struct ChainRows {
  /// Links per row, so that a row is read and written at once without much memory.
  static let linksPerBlock = 2048

  private let c: Connection

  init(_ c: Connection) { self.c = c }

  /// How far a stream has come: what cut-off facts would be missed by.
  struct Head: Equatable {
    var factCount: Int64
    var lastNumber: Int64
    var link: Link
  }

  /// The head of a stream; `nil` before its first fact.
  func head(_ stream: FactStream) throws -> Head? {
    let row = try c.prepare("SELECT fact_count, last_number, link FROM chain_head WHERE stream = ?")
    row.bind(1, stream.id)
    defer { row.reset() }
    return try row.step() ? try ChainRows.head(row, from: 0, of: stream.id) : nil
  }

  /// The count, number and link from a column on.
  static func head(_ row: Statement, from first: Int32, of stream: Int64) throws -> Head {
    guard let link = row.withBlobBytes(first + 2, { Link($0) }) else {
      throw DamagedRow(table: "chain_head", row: stream, what: "its link has no 32 bytes")
    }
    return Head(factCount: row.int64(first), lastNumber: row.int64(first + 1), link: link)
  }

  /// The stored link of one fact; `nil` when there is none.
  func link(_ stream: FactStream, _ number: Int64) throws -> Link? {
    guard number >= 0, number <= FactStream.largestNumber else { return nil }
    let row = try c.prepare("SELECT place, links FROM chain_link WHERE place BETWEEN ? AND ? ORDER BY place DESC LIMIT 1")
    let place = stream.id << FactStream.numberBits | number
    row.bind(1, stream.places.lowerBound)
    row.bind(2, place)
    defer { row.reset() }
    guard try row.step() else { return nil }
    let offset = Int(place - row.int64(0)) * Link.byteCount
    return row.withBlobBytes(1) { Link($0, at: offset) }
  }

  func save(_ head: Head, _ stream: FactStream, _ bulk: BulkRows? = nil) throws {
    let (row, add) = try insert(
      "INSERT INTO chain_head(stream, name, fact_count, last_number, link) VALUES (?, ?, ?, ?, ?)",
      "ON CONFLICT (stream) DO UPDATE SET fact_count = excluded.fact_count, last_number = excluded.last_number, link = excluded.link", bulk)
    row.bind(1, stream.id)
    row.bind(2, stream.name)
    row.bind(3, head.factCount)
    row.bind(4, head.lastNumber)
    try head.link.withBytes {
      row.bind(5, lentBlob: $0)
      try add()
    }
  }

  func append(_ links: UnsafeRawBufferPointer, from first: Int64, _ stream: FactStream, _ bulk: BulkRows? = nil) throws {
    guard first >= 0, first <= FactStream.largestNumber else {
      throw DamagedRow(table: stream.table, row: first, what: "its number does not fit a chain")
    }
    let (row, add) = try insert("INSERT INTO chain_link(place, fact_count, links) VALUES (?, ?, ?)", "", bulk)
    row.bind(1, stream.id << FactStream.numberBits | first)
    row.bind(2, links.count / Link.byteCount)
    row.bind(3, lentBlob: links)
    try add()
  }

  /// The statement to bind a row to, and what writes it or adds it to those that are written together.
  private func insert(_ sql: String, _ conflict: String, _ bulk: BulkRows?) throws -> (row: Statement, add: () throws -> Void) {
    guard let bulk else {
      let row = try c.prepare("\(sql) \(conflict)")
      return (row, row.run)
    }
    let insert = try bulk.insert(sql, conflict)
    return (insert.row, insert.add)
  }
}
