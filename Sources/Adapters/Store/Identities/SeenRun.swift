/// One sorted run of known identities: entries of (mark, event), cut into buckets of about a database page.
///
/// A bucket holds all entries whose mark begins with its number, so a mark finds its bucket by arithmetic, and
/// sorted marks walk through the buckets in one direction.
struct SeenRun: Equatable {
  let run: Int64
  let entryCount: Int
  let bucketBits: Int

  static let entriesPerBucket = 190

  /// Places of a run do not overlap with those of another.
  var places: ClosedRange<Int64> { (run << 32)...((run << 32) | 0xFFFF_FFFF) }

  func bucket(of mark: UInt64) -> Int64 { bucketBits == 0 ? 0 : Int64(mark >> UInt64(64 - bucketBits)) }

  /// Enough buckets that an ordinary one fits a page of 4,096 bytes beside its header.
  static func bucketBits(for entryCount: Int) -> Int {
    var bits = 0
    while bits < 31, entryCount >> bits > entriesPerBucket { bits += 1 }
    return bits
  }
}

/// How runs grow: so many of a like size become one of the next.
///
/// Few merges make imports cheap, few runs make look-ups cheap. A dense round reads every entry whatever the number of
/// runs, so identities may lie in many of them.
struct RunGrowth {
  /// How many runs of one size are merged into one of the next, as a power of two.
  let fanOutBits: Int

  var fanOut: Int { 1 << fanOutBits }

  static let seen = RunGrowth(fanOutBits: 6)
  static let assigned = RunGrowth(fanOutBits: 3)
  static let names = RunGrowth(fanOutBits: 3)

  /// 0 for everything below 16,384 entries, and one more for every factor of the fan-out.
  func sizeClass(of entryCount: Int) -> Int {
    var size = 0
    var count = entryCount >> 14
    while count > 0 {
      size += 1
      count >>= fanOutBits
    }
    return size
  }

  /// The runs of the smallest size that has too many; empty when none has.
  func due<Run>(_ runs: [Run], count: (Run) -> Int, largestMerge: Int = .max) -> [Run] {
    let sizes = Dictionary(grouping: runs) { sizeClass(of: count($0)) }
    for size in sizes.keys.sorted() {
      let alike = sizes[size, default: []]
      if alike.count >= fanOut, alike.reduce(0, { $0 + count($1) }) <= largestMerge { return alike }
    }
    return []
  }
}

/// Writes a run front to back; the entries come in ascending order of their marks.
struct SeenRunWriter {
  let run: SeenRun
  private let insert: Statement
  private var bucket: Int64 = -1
  private var entries: [SeenEntry] = []

  init(_ run: SeenRun, _ connection: Connection) throws {
    self.run = run
    insert = try connection.prepare("INSERT INTO usage_seen(place, entries) VALUES (?, ?)")
    let head = try connection.prepare("INSERT INTO usage_seen_run(run, entry_count, bucket_bits) VALUES (?, ?, ?)")
    head.bind(1, run.run)
    head.bind(2, run.entryCount)
    head.bind(3, run.bucketBits)
    try head.run()
  }

  mutating func add(mark: UInt64, event: Int64) throws {
    let home = run.bucket(of: mark)
    if home != bucket {
      try flush()
      bucket = home
    }
    entries.append(SeenEntry(mark: mark, fact: event))
  }

  mutating func finish() throws { try flush() }

  private mutating func flush() throws {
    guard !entries.isEmpty else { return }
    insert.bind(1, (run.run << 32) | bucket)
    try SeenBucket.packed(entries[...]).withUnsafeBytes {
      insert.bind(2, lentBlob: $0)
      try insert.run()
    }
    entries.removeAll(keepingCapacity: true)
  }
}

/// Reads a run front to back.
struct SeenRunReader {
  private let rows: Statement
  private var bucket: [SeenEntry] = []
  private var position = 0

  init(_ run: SeenRun, _ connection: Connection) throws {
    rows = try connection.scan("SELECT entries FROM usage_seen WHERE place BETWEEN ? AND ? ORDER BY place")
    rows.bind(1, run.places.lowerBound)
    rows.bind(2, run.places.upperBound)
    try advanceBucket()
  }

  /// The mark at hand; `nil` at the end.
  var mark: UInt64? { position < bucket.count ? bucket[position].mark : nil }
  var event: Int64 { bucket[position].fact }

  mutating func advance() throws {
    position += 1
    if position >= bucket.count { try advanceBucket() }
  }

  private mutating func advanceBucket() throws {
    position = 0
    bucket.removeAll(keepingCapacity: true)
    guard try rows.step() else { return }
    rows.withBlobBytes(0) { bytes in
      let stored = SeenBucket(bytes)
      for entry in 0..<stored.count { bucket.append(SeenEntry(mark: stored.mark(entry), fact: stored.fact(entry))) }
    }
  }
}
