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
    guard try row.step() else { return nil }
    guard let link = row.withBlobBytes(2, { Link($0) }) else {
      throw DamagedRow(table: "chain_head", row: stream.id, what: "its link has no 32 bytes")
    }
    return Head(factCount: row.int64(0), lastNumber: row.int64(1), link: link)
  }

  func save(_ head: Head, _ stream: FactStream) throws {
    let row = try c.prepare(
      """
      INSERT INTO chain_head(stream, name, fact_count, last_number, link) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (stream) DO UPDATE SET fact_count = excluded.fact_count, last_number = excluded.last_number, link = excluded.link
      """)
    row.bind(1, stream.id)
    row.bind(2, stream.name)
    row.bind(3, head.factCount)
    row.bind(4, head.lastNumber)
    try head.link.withBytes {
      row.bind(5, lentBlob: $0)
      try row.run()
    }
  }

  func append(_ links: UnsafeRawBufferPointer, from first: Int64, _ stream: FactStream) throws {
    guard first >= 0, first <= FactStream.largestNumber else {
      throw DamagedRow(table: stream.table, row: first, what: "its number does not fit a chain")
    }
    let row = try c.prepare("INSERT INTO chain_link(place, fact_count, links) VALUES (?, ?, ?)")
    row.bind(1, stream.id << FactStream.numberBits | first)
    row.bind(2, links.count / Link.byteCount)
    row.bind(3, lentBlob: links)
    try row.run()
  }
}

/// Appends the links of one stream within a transaction: `begin` a fact, write its values to `maker`, `end` it.
struct ChainWriter {
  let maker: LinkMaker
  private let stream: FactStream
  private let rows: ChainRows
  private var head: ChainRows.Head
  private var links: [UInt8] = []
  private var first: Int64 = 0

  init(_ stream: FactStream, _ maker: LinkMaker, _ c: Connection) throws {
    self.stream = stream
    self.maker = maker
    rows = ChainRows(c)
    head = try rows.head(stream) ?? ChainRows.Head(factCount: 0, lastNumber: 0, link: maker.origin(stream.name))
  }

  func begin() { maker.begin(after: head.link) }

  mutating func end(_ number: Int64) throws {
    if !links.isEmpty, number != head.lastNumber + 1 || links.count == ChainRows.linksPerBlock * Link.byteCount { try flush() }
    if links.isEmpty { first = number }
    head = ChainRows.Head(factCount: head.factCount + 1, lastNumber: number, link: maker.finish())
    head.link.withBytes { links.append(contentsOf: $0) }
  }

  /// Writes what is not written yet; call it before the commit.
  mutating func save() throws {
    if links.isEmpty { return }
    try flush()
    try rows.save(head, stream)
  }

  private mutating func flush() throws {
    try links.withUnsafeBytes { try rows.append($0, from: first, stream) }
    links.removeAll(keepingCapacity: true)
  }
}
