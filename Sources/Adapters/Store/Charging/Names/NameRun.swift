import Usage

/// A sorted run of the names of some requests, and how far it is written.
struct NameRun: Equatable {
  enum State: String {
    /// From the requests themselves, or from runs of the same requests that are written.
    case writing
    case written
    /// Its names lie in a larger run by now.
    case leaving
  }

  var run: SeenRun
  /// Of which requests it has the names.
  var requests: ClosedRange<Int64>
  var state: State
  /// The bucket that is written next.
  var next: Int64 = 0

  init(_ number: Int64, of requests: ClosedRange<Int64>, entryCount: Int, bucketBits: Int? = nil, _ state: State, next: Int64 = 0) {
    run = SeenRun(run: number, entryCount: entryCount, bucketBits: bucketBits ?? SeenRun.bucketBits(for: entryCount))
    self.requests = requests
    self.state = state
    self.next = next
  }

  var bucketCount: Int64 { 1 << Int64(run.bucketBits) }
}

/// Names in their rows.
struct NameRows {
  let c: Connection

  /// In the order of their requests; what is merged comes before what it is merged into.
  func runs() throws -> [NameRun] {
    let rows = try c.prepare(
      "SELECT run, first_request, last_request, entry_count, bucket_bits, state, next_bucket FROM charging_name_run ORDER BY last_request, run")
    defer { rows.reset() }
    var found: [NameRun] = []
    while try rows.step() {
      let (number, first, last, bits) = (rows.int64(0), rows.int64(1), rows.int64(2), rows.int(4))
      guard let state = NameRun.State(rawValue: rows.text(5)), (1..<1 << 31).contains(number), first > 0, first <= last, last < 1 << 60,
        (0..<32).contains(bits), (1...(1 << 40)).contains(rows.int64(3)), (0...(1 << Int64(bits))).contains(rows.int64(6))
      else { throw DamagedRow(table: "charging_name_run", row: number, what: "its state, its requests or its buckets cannot be") }
      found.append(
        NameRun(number, of: first...last, entryCount: rows.int(3), bucketBits: bits, state, next: rows.int64(6)))
    }
    return found
  }

  /// The number behind those of all runs, also of what is left of some.
  func nextNumber() throws -> Int64 {
    let row = try c.prepare("SELECT (SELECT COALESCE(MAX(run), 0) FROM charging_name_run), (SELECT COALESCE(MAX(place), 0) FROM charging_name)")
    defer { row.reset() }
    _ = try row.step()
    return max(row.int64(0), row.int64(1) >> 32) + 1
  }

  /// What marks of this database are made with.
  func mark(_ keptBits: Int) throws -> NameMark {
    let row = try c.prepare("SELECT key FROM charging_name_key WHERE place = 1")
    defer { row.reset() }
    guard try row.step() else { throw DamagedRow(table: "charging_name_key", row: 1, what: "it is not there") }
    return NameMark(mark: IdentityMark(keptBits: keptBits, key: UInt64(bitPattern: row.int64(0))))
  }

  func save(_ run: NameRun) throws {
    let row = try c.prepare(
      """
      INSERT INTO charging_name_run(run, first_request, last_request, entry_count, bucket_bits, state, next_bucket) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (run) DO UPDATE SET state = excluded.state, next_bucket = excluded.next_bucket
      """)
    row.bind(1, run.run.run)
    row.bind(2, run.requests.lowerBound)
    row.bind(3, run.requests.upperBound)
    row.bind(4, run.run.entryCount)
    row.bind(5, run.run.bucketBits)
    row.bind(6, run.state.rawValue)
    row.bind(7, run.next)
    try row.run()
  }

  /// Writes some buckets, of which the entries, in their order, have everything.
  func write(_ entries: [SeenEntry], _ buckets: Range<Int64>, of run: SeenRun) throws {
    // The first entry of the first bucket.
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if run.bucket(of: entries[middle].mark) < buckets.lowerBound { low = middle + 1 } else { high = middle }
    }
    for bucket in buckets {
      let start = low
      while low < entries.count, run.bucket(of: entries[low].mark) == bucket { low += 1 }
      try write(entries[start..<low], bucket, of: run)
    }
  }

  private func write(_ entries: ArraySlice<SeenEntry>, _ bucket: Int64, of run: SeenRun) throws {
    if entries.isEmpty { return }
    let row = try c.prepare("INSERT INTO charging_name(place, entries) VALUES (?, ?)")
    row.bind(1, run.places.lowerBound + bucket)
    try SeenBucket.packed(entries).withUnsafeBytes {
      row.bind(2, lentBlob: $0)
      try row.run()
    }
  }

  /// The facts that a run has under a mark, the first of which `body` finds something for.
  func first<T>(_ mark: UInt64, in run: SeenRun, _ body: (Int64) throws -> T?) throws -> T? {
    let row = try c.prepare("SELECT entries FROM charging_name WHERE place = ?")
    row.bind(1, run.places.lowerBound + run.bucket(of: mark))
    guard try row.step() else { return nil }
    let facts = row.withBlobBytes(0) { bytes in
      let bucket = SeenBucket(bytes)
      var facts: [Int64] = []
      var entry = bucket.first(notBelow: mark)
      while entry < bucket.count, bucket.mark(entry) == mark {
        facts.append(bucket.fact(entry))
        entry += 1
      }
      return facts
    }
    row.reset()
    for fact in facts { if let found = try body(fact) { return found } }
    return nil
  }

  /// Entries of some buckets of a run, in their order.
  func forEach(in buckets: Range<Int64>, of run: SeenRun, _ body: (SeenEntry) -> Void) throws {
    let rows = try c.prepare("SELECT entries FROM charging_name WHERE place >= ? AND place < ? ORDER BY place")
    rows.bind(1, run.places.lowerBound + buckets.lowerBound)
    rows.bind(2, run.places.lowerBound + buckets.upperBound)
    defer { rows.reset() }
    while try rows.step() {
      rows.withBlobBytes(0) { bytes in
        let bucket = SeenBucket(bytes)
        for entry in 0..<bucket.count { body(SeenEntry(mark: bucket.mark(entry), fact: bucket.fact(entry))) }
      }
    }
  }

  /// Removes some buckets of a run, and the run when there are no more.
  ///
  /// - Returns: whether it is gone.
  func remove(_ most: Int64, of run: SeenRun) throws -> Bool {
    let rows = try c.prepare(
      "DELETE FROM charging_name WHERE place IN (SELECT place FROM charging_name WHERE place BETWEEN ? AND ? ORDER BY place LIMIT ?)")
    rows.bind(1, run.places.lowerBound)
    rows.bind(2, run.places.upperBound)
    rows.bind(3, most)
    try rows.run()
    if try Int64(c.changes()) == most { return false }
    let head = try c.prepare("DELETE FROM charging_name_run WHERE run = ?")
    head.bind(1, run.run)
    try head.run()
    return true
  }

  /// Calls `body` with the requests behind one, in their order.
  func forEachRequest(after request: Int64, limit: Int = .max, _ mark: NameMark, _ body: (SeenEntry) throws -> Void) throws {
    let rows = try c.prepare("SELECT id, session, number FROM charging_request WHERE id > ? ORDER BY id LIMIT ?")
    rows.bind(1, request)
    rows.bind(2, limit)
    defer { rows.reset() }
    while try rows.step() {
      let number = rows.int64(2)
      let mark = rows.withTextBytes(1) { mark.of($0, number) }
      try body(SeenEntry(mark: mark, fact: rows.int64(0)))
    }
  }
}
