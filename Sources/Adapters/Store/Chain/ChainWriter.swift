/// Appends the links of one stream within a transaction: `begin` a fact, write its values to `maker`, `end` it.
///
/// Kept by `ChainSealing`, which saves it before the commit.
final class ChainWriter {
  let maker: LinkMaker
  private let stream: FactStream
  private let rows: ChainRows
  /// The last link so far.
  private(set) var head: ChainRows.Head
  private var links: [UInt8] = []
  private var first: Int64 = 0

  /// - Parameter known: the last link, when nobody can have written another since.
  init(_ stream: FactStream, _ maker: LinkMaker, _ c: Connection, after known: ChainRows.Head? = nil) throws {
    self.stream = stream
    self.maker = maker
    rows = ChainRows(c)
    head = try known ?? rows.head(stream) ?? ChainRows.Head(factCount: 0, lastNumber: 0, link: maker.origin(stream.name))
  }

  func begin() { maker.begin(after: head.link) }

  func end(_ number: Int64) throws {
    if !links.isEmpty, number != head.lastNumber + 1 || links.count == ChainRows.linksPerBlock * Link.byteCount { try flush() }
    if links.isEmpty { first = number }
    head = ChainRows.Head(factCount: head.factCount + 1, lastNumber: number, link: maker.finish())
    head.link.withBytes { links.append(contentsOf: $0) }
  }

  /// Writes what is not written yet.
  ///
  /// - Parameter bulk: where it waits for what other streams write.
  func save(_ bulk: BulkRows? = nil) throws {
    if links.isEmpty { return }
    try flush(bulk)
    try rows.save(head, stream, bulk)
  }

  private func flush(_ bulk: BulkRows? = nil) throws {
    try links.withUnsafeBytes { try rows.append($0, from: first, stream, bulk) }
    links.removeAll(keepingCapacity: true)
  }
}
