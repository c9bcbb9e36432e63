/// Writes the objects of one PDF file front to back: each leaves memory when it is done, only the place of each stays.
///
/// Objects without a stream of their own are gathered into object streams (ISO 32000-1, 7.5.7); the file ends with a
/// cross-reference stream (7.5.8).
struct ObjectWriter {
  /// Takes the file's next bytes.
  typealias Sink = ([UInt8]) throws -> Void

  private let sink: Sink
  private let deflater: Deflater
  private var pending: [UInt8] = []
  private var written = 0
  private var places = ObjectPlaces()
  private var gathered = GatheredObjects()
  private(set) var identity = ContentIdentity()

  private static let flushAt = 256 * 1024
  private static let gatherAtMost = 200
  private static let gatherBytesAtMost = 64 * 1024

  init(deflater: Deflater, sink: @escaping Sink) {
    self.deflater = deflater
    self.sink = sink
    pending.reserveCapacity(ObjectWriter.flushAt)
    // The second line's high bytes tell every program that this is no text (7.5.2).
    pending += Array("%PDF-1.7\n%".utf8) + [0xE2, 0xE3, 0xCF, 0xD3, 0x0A]
  }

  /// A number for an object that is written later.
  mutating func reserve() -> ObjectID { places.reserve() }

  /// Writes an object without a stream.
  mutating func write(_ id: ObjectID, _ body: PDFBytes) throws {
    if gathered.isEmpty { gathered.container = places.reserve() }
    places.set(id, .inside(gathered.container, index: gathered.count))
    gathered.add(id, body.bytes)
    if gathered.count >= ObjectWriter.gatherAtMost || gathered.size >= ObjectWriter.gatherBytesAtMost { try closeGathered() }
  }

  /// Writes a stream. `dictionary` holds its entries except the length and the filter.
  mutating func writeStream(_ id: ObjectID, _ dictionary: PDFBytes, _ data: [UInt8], isCompressed: Bool = false, compress: Bool = true) throws {
    let body = isCompressed || !compress ? data : deflater.compress(data)
    places.set(id, .at(written + pending.count))
    var head = PDFBytes(reserving: dictionary.bytes.count + 64)
    head.integer(id.number)
    head.raw(" 0 obj\n<<")
    head.append(dictionary)
    if isCompressed || compress { head.raw("/Filter/FlateDecode") }
    head.raw("/Length ")
    head.integer(body.count)
    head.raw(">>\nstream\n")
    pending += head.bytes
    pending += body
    pending += Array("\nendstream\nendobj\n".utf8)
    if pending.count >= ObjectWriter.flushAt { try flush() }
  }

  func compressed(_ data: [UInt8]) -> [UInt8] { deflater.compress(data) }

  /// Ends the file.
  mutating func finish(root: ObjectID, information: ObjectID) throws {
    if !gathered.isEmpty { try closeGathered() }
    let id = places.reserve()
    let start = written + pending.count
    places.set(id, .at(start))
    try flush()
    let name = identity.bytes
    var dictionary = PDFBytes("/Type/XRef/Size ")
    dictionary.integer(places.count)
    dictionary.raw("/W[1 5 2]/Root ")
    dictionary.reference(root)
    dictionary.raw("/Info ")
    dictionary.reference(information)
    dictionary.raw("/ID[<")
    dictionary.hex(name)
    dictionary.raw("><")
    dictionary.hex(name)
    dictionary.raw(">]")
    try writeStream(id, dictionary, places.table())
    var end = PDFBytes("startxref\n")
    end.integer(start)
    end.raw("\n%%EOF\n")
    pending += end.bytes
    try flush()
  }

  private mutating func closeGathered() throws {
    let (container, dictionary, data) = (gathered.container, gathered.dictionary, gathered.data)
    gathered = GatheredObjects()
    try writeStream(container, dictionary, data)
  }

  private mutating func flush() throws {
    guard !pending.isEmpty else { return }
    identity.add(pending)
    try sink(pending)
    written += pending.count
    pending.removeAll(keepingCapacity: true)
  }
}

/// Objects on their way into one object stream.
private struct GatheredObjects {
  var container = ObjectID(number: 0)
  private(set) var count = 0
  private var index = PDFBytes()
  private var bodies: [UInt8] = []

  var isEmpty: Bool { count == 0 }
  var size: Int { bodies.count }

  mutating func add(_ id: ObjectID, _ body: [UInt8]) {
    index.integer(id.number)
    index.space()
    index.integer(bodies.count)
    index.space()
    bodies += body
    bodies.append(0x0A)
    count += 1
  }

  var dictionary: PDFBytes {
    var bytes = PDFBytes("/Type/ObjStm/N ")
    bytes.integer(count)
    bytes.raw("/First ")
    bytes.integer(index.bytes.count)
    return bytes
  }

  var data: [UInt8] { index.bytes + bodies }
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

  /// Eight bytes a row: kind, offset or container in five bytes, generation or index in two.
  func table() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * 8)
    bytes += [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    for number in 1..<max(count, 1) {
      let word = blocks[number / ObjectPlaces.block][number % ObjectPlaces.block]
      let isInside = word & ObjectPlaces.insideMark != 0
      let place = isInside ? (word & ~ObjectPlaces.insideMark) >> 16 : word
      bytes.append(isInside ? 2 : 1)
      for shift in [32, 24, 16, 8, 0] as [UInt64] { bytes.append(UInt8(truncatingIfNeeded: place >> shift)) }
      bytes.append(isInside ? UInt8(truncatingIfNeeded: word >> 8) : 0)
      bytes.append(isInside ? UInt8(truncatingIfNeeded: word) : 0)
    }
    return bytes
  }
}
