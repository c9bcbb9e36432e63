/// Links the facts of a transaction before it is committed, so that no code that writes facts can forget to.
///
/// Only rows that this connection inserted are linked: a row that somebody else slipped in stays without a link.
final class ChainSealing {
  let maker: LinkMaker
  private let streams: [FactStream]
  /// The first row inserted in this transaction, by stream; `nil` when none was.
  private var first: [Int64?]
  /// Streams whose facts are linked by those who write them, opened in this transaction.
  private var writers: [(stream: Int64, writer: ChainWriter)] = []
  /// Tables by the address of their name in the database's schema, found by their text once.
  private var known: [(name: UnsafePointer<CChar>, stream: Int)] = []

  init(_ streams: [FactStream] = FactStream.all) throws {
    maker = try LinkMaker()
    self.streams = streams.filter { !$0.isLinkedByWriter }
    first = Array(repeating: nil, count: self.streams.count)
  }

  /// Called for every row that the connection inserts.
  func inserted(into table: UnsafePointer<CChar>, row: Int64) {
    note(row, of: stream(table))
  }

  /// The same for a database that names the table by a text of its own.
  func inserted(into table: String, row: Int64) { note(row, of: streams.firstIndex { $0.table == table } ?? -1) }

  private func note(_ row: Int64, of stream: Int) {
    guard stream >= 0 else { return }
    if let known = first[stream], known <= row { return }
    first[stream] = row
  }

  /// Forgets what was inserted: at the beginning of a transaction, and when it fails.
  func forget() {
    known.removeAll(keepingCapacity: true)
    writers.removeAll(keepingCapacity: true)
    for index in first.indices { first[index] = nil }
  }

  /// The stream's links in this transaction, to which the writer of facts adds.
  ///
  /// - Parameter head: the last link, when nobody can have written another since.
  func writer(_ stream: FactStream, _ c: Connection, after head: ChainRows.Head? = nil) throws -> ChainWriter {
    if let known = writers.first(where: { $0.stream == stream.id }) { return known.writer }
    let writer = try ChainWriter(stream, maker, c, after: head)
    writers.append((stream.id, writer))
    return writer
  }

  /// Links everything written since `forget`.
  func seal(_ c: Connection) throws {
    // On a server, every statement costs more than what it does here.
    let bulk = c.isOnServer && writers.count > 1 ? BulkRows(c) : nil
    for open in writers { try open.writer.save(bulk) }
    try bulk?.finish()
    for index in streams.indices {
      guard let from = first[index] else { continue }
      try link(streams[index], from: from, c)
    }
  }

  /// Links the facts of a stream from a number on.
  func link(_ stream: FactStream, from number: Int64, _ c: Connection) throws {
    let facts = try FactReader(stream, c, from: number)
    let writer = try ChainWriter(stream, maker, c)
    while try facts.next() {
      writer.begin()
      try facts.write(to: maker)
      try writer.end(facts.number)
    }
    try writer.save()
  }

  private func stream(_ table: UnsafePointer<CChar>) -> Int {
    for index in known.indices where known[index].name == table { return known[index].stream }
    let name = String(cString: table)
    let found = streams.firstIndex { $0.table == name } ?? -1
    known.append((table, found))
    return found
  }
}
