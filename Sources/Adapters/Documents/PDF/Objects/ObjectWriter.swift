/// Writes the objects of one PDF file front to back: each leaves memory when it is done, only the place of each stays.
///
/// Objects without a stream of their own are gathered into object streams (ISO 32000-1, 7.5.7); the file ends with a
/// cross-reference stream (7.5.8).
struct ObjectWriter {
  /// Takes the file's next bytes.
  typealias Sink = ([UInt8]) throws -> Void

  private let sink: Sink
  private let deflater: Deflater
  private var pending = PDFBytes(reserving: ObjectWriter.flushAt)
  private var written = 0
  private var places = ObjectPlaces()
  private var gathered = GatheredObjects()
  private(set) var identity = ContentIdentity()

  private static let flushAt = 64 * 1024
  /// Few enough that a place inside takes one byte.
  private static let gatherAtMost = 200
  private static let gatherBytesAtMost = 64 * 1024

  init(deflater: Deflater, sink: @escaping Sink) {
    self.deflater = deflater
    self.sink = sink
    pending.raw("%PDF-1.7\n")
    // The second line's high bytes tell every program that this is no text (7.5.2).
    pending.bytes += [0x25, 0xE2, 0xE3, 0xCF, 0xD3, 0x0A]
  }

  /// A number for an object that is written later.
  mutating func reserve() -> ObjectID { places.reserve() }

  /// Writes an object without a stream.
  mutating func write(_ id: ObjectID, _ body: (inout PDFBytes) throws -> Void) throws {
    if gathered.isEmpty { gathered.container = places.reserve() }
    places.set(id, .inside(gathered.container, index: gathered.count))
    try gathered.add(id, body)
    if gathered.count >= ObjectWriter.gatherAtMost || gathered.size >= ObjectWriter.gatherBytesAtMost { try closeGathered() }
  }

  mutating func write(_ id: ObjectID, _ body: PDFBytes) throws { try write(id) { $0.append(body) } }

  /// Writes an object by itself, uncompressed, so that it can be found in the file.
  ///
  /// - Returns: where in the file its body begins.
  mutating func writeAlone(_ id: ObjectID, _ body: PDFBytes) throws -> Int {
    places.set(id, .at(position))
    pending.integer(id.number)
    pending.raw(" 0 obj\n")
    defer { pending.raw("\nendobj\n") }
    let start = position
    pending.append(body)
    return start
  }

  /// Writes a stream. `dictionary` holds its entries except the length and the filter.
  mutating func writeStream(_ id: ObjectID, _ dictionary: PDFBytes, _ data: [UInt8], isCompressed: Bool = false, compress: Bool = true) throws {
    let body = isCompressed || !compress ? data : deflater.compress(data)
    places.set(id, .at(position))
    pending.integer(id.number)
    pending.raw(" 0 obj\n<<")
    pending.append(dictionary)
    if isCompressed || compress { pending.raw("/Filter/FlateDecode") }
    pending.raw("/Length ")
    pending.integer(body.count)
    pending.raw(">>\nstream\n")
    pending.bytes += body
    pending.raw("\nendstream\nendobj\n")
    if pending.bytes.count >= ObjectWriter.flushAt { try flush() }
  }

  private var position: Int { written + pending.bytes.count }

  /// Ends the file.
  mutating func finish(root: ObjectID, information: ObjectID) throws {
    if !gathered.isEmpty { try closeGathered() }
    let id = places.reserve()
    let start = position
    places.set(id, .at(start))
    try flush()
    let name = identity.bytes
    var dictionary = PDFBytes("/Type/XRef/Size ")
    dictionary.integer(places.count)
    dictionary.raw("/W[1 ")
    dictionary.integer(places.width(start))
    dictionary.raw(" 1]/Root ")
    dictionary.reference(root)
    dictionary.raw("/Info ")
    dictionary.reference(information)
    dictionary.raw("/ID[<")
    dictionary.hex(name)
    dictionary.raw("><")
    dictionary.hex(name)
    dictionary.raw(">]")
    try writeStream(id, dictionary, places.table(start))
    pending.raw("startxref\n")
    pending.integer(start)
    pending.raw("\n%%EOF\n")
    try flush()
  }

  private mutating func closeGathered() throws {
    try writeStream(gathered.container, gathered.dictionary, gathered.data)
    gathered.removeAll()
  }

  private mutating func flush() throws {
    guard !pending.isEmpty else { return }
    identity.add(pending.bytes)
    try sink(pending.bytes)
    written += pending.bytes.count
    pending.bytes.removeAll(keepingCapacity: true)
  }
}

/// Objects on their way into one object stream.
private struct GatheredObjects {
  var container = ObjectID(number: 0)
  private(set) var count = 0
  private var index = PDFBytes()
  private var bodies = PDFBytes()

  var isEmpty: Bool { count == 0 }
  var size: Int { bodies.bytes.count }

  mutating func add(_ id: ObjectID, _ body: (inout PDFBytes) throws -> Void) rethrows {
    index.integer(id.number)
    index.space()
    index.integer(size)
    index.space()
    try body(&bodies)
    bodies.raw("\n")
    count += 1
  }

  mutating func removeAll() {
    count = 0
    index.bytes.removeAll(keepingCapacity: true)
    bodies.bytes.removeAll(keepingCapacity: true)
  }

  var dictionary: PDFBytes {
    var bytes = PDFBytes("/Type/ObjStm/N ")
    bytes.integer(count)
    bytes.raw("/First ")
    bytes.integer(index.bytes.count)
    return bytes
  }

  var data: [UInt8] { index.bytes + bodies.bytes }
}

/// Where each object is, eight bytes for each, in blocks so that growing never copies what is there.
private struct ObjectPlaces {
  enum Place {
    case at(Int)
    case inside(ObjectID, index: Int)
  }

  private static let block = 1 << 12
  private static let insideMark: UInt64 = 1 << 63
  private var blocks: [[UInt64]] = []
  private(set) var count = 1

  mutating func reserve() -> ObjectID {
    defer { count += 1 }
    if count / ObjectPlaces.block >= blocks.count { blocks.append([UInt64](repeating: 0, count: ObjectPlaces.block)) }
    return ObjectID(number: count)
  }

  mutating func set(_ id: ObjectID, _ place: Place) {
    let word: UInt64 =
      switch place {
      case .at(let offset): UInt64(offset)
      case .inside(let container, let index): ObjectPlaces.insideMark | UInt64(container.number) << 16 | UInt64(index)
      }
    blocks[id.number / ObjectPlaces.block][id.number % ObjectPlaces.block] = word
  }

  /// Bytes that a place below a number takes, or the number of a container.
  func width(_ end: Int) -> Int { (64 - max(end, count).leadingZeroBitCount + 7) / 8 }

  /// A row for each object: kind in one byte, offset or container, index in one.
  func table(_ end: Int) -> [UInt8] {
    let width = width(end)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * (width + 2))
    bytes += [UInt8](repeating: 0, count: width + 1) + [0xFF]
    for number in 1..<max(count, 1) {
      let word = blocks[number / ObjectPlaces.block][number % ObjectPlaces.block]
      let isInside = word & ObjectPlaces.insideMark != 0
      let place = isInside ? (word & ~ObjectPlaces.insideMark) >> 16 : word
      bytes.append(isInside ? 2 : 1)
      for part in stride(from: (width - 1) * 8, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: place >> UInt64(part))) }
      bytes.append(isInside ? UInt8(truncatingIfNeeded: word) : 0)
    }
    return bytes
  }
}
