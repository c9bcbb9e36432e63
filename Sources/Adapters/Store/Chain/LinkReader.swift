/// Reads the stored links of a stream in the order of the numbers they belong to.
struct LinkReader {
  private let rows: Statement
  private var block: [UInt8] = []
  private var offset = 0
  private var first: Int64 = 0
  /// The number of the fact whose link the reader stands at, and the link; `nil` at the end.
  private(set) var number: Int64?
  private(set) var link = Link.none

  init(_ stream: FactStream, _ c: Connection) throws {
    rows = try c.scan("SELECT place, links FROM chain_link WHERE place BETWEEN ? AND ? ORDER BY place")
    rows.bind(1, stream.places.lowerBound)
    rows.bind(2, stream.places.upperBound)
    try advance()
  }

  mutating func advance() throws {
    while offset + Link.byteCount > block.count {
      guard try rows.step() else { return number = nil }
      first = rows.int64(0) & FactStream.largestNumber
      block.removeAll(keepingCapacity: true)
      rows.withBlobBytes(1) { block.append(contentsOf: $0) }
      offset = 0
    }
    number = first + Int64(offset / Link.byteCount)
    if let next = block.withUnsafeBytes({ Link($0, at: offset) }) { link = next }
    offset += Link.byteCount
  }
}
