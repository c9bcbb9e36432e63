import Usage

/// All identities ever accepted, as a few sorted runs of growing size.
///
/// A batch of any ids, however random, is sorted and walks through each run once in order; nothing is ever searched
/// at random over the whole table. Runs of a like size are merged, so there are few of them however many batches came.
struct SeenIdentities {
  /// A mark of the batch together with the record it belongs to.
  struct Marked {
    var mark: UInt64
    var index: Int32
  }

  /// A stored event that has the same mark as a record of the batch, and so may be the same event.
  struct Candidate {
    var index: Int32
    var event: Int64
  }

  let connection: Connection
  var filter: SeenFilter?

  /// The stored events that records of the batch may repeat. `batch` is in ascending order of marks.
  func candidates(for batch: [Marked]) throws -> [Candidate] {
    var found: [Candidate] = []
    let batch = filter?.possible(batch) ?? batch
    if batch.isEmpty { return [] }
    for run in try runs() {
      // A dense batch walks the run's pages in order; a sparse one looks its few buckets up.
      if batch.count >= (1 << run.bucketBits) / 4 {
        try walk(run, batch, &found)
      } else {
        try lookUp(run, batch, &found)
      }
    }
    return found
  }

  /// Adds what was accepted, in ascending order of marks, and merges runs where too many have a like size.
  func add(_ entries: [(mark: UInt64, event: Int64)]) throws {
    guard !entries.isEmpty else { return }
    let known = try runs()
    let run = SeenRun(
      run: (known.last?.run ?? 0) + 1, entryCount: entries.count, bucketBits: SeenRun.bucketBits(for: entries.count))
    var writer = try SeenRunWriter(run, connection)
    for entry in entries { try writer.add(mark: entry.mark, event: entry.event) }
    try writer.finish()
    while try mergeOnce() {}
    try filter?.add(entries.lazy.map(\.mark), through: runs().last?.run ?? 0)
  }

  /// Every mark of runs that came after one, in no order.
  func forEachMark(after run: Int64, count: (Int) -> Void, _ body: (UInt64) -> Void) throws {
    let later = try runs().filter { $0.run > run }
    count(later.reduce(0) { $0 + $1.entryCount })
    for run in later {
      let rows = try connection.prepare("SELECT entries FROM usage_seen WHERE place BETWEEN ? AND ?")
      defer { rows.reset() }
      rows.bind(1, run.places.lowerBound)
      rows.bind(2, run.places.upperBound)
      while try rows.step() {
        rows.withBlobBytes(0) { bytes in
          let bucket = SeenBucket(bytes)
          for entry in 0..<bucket.count { body(bucket.mark(entry)) }
        }
      }
    }
  }

  func runs() throws -> [SeenRun] {
    let rows = try connection.prepare("SELECT run, entry_count, bucket_bits FROM usage_seen_run ORDER BY run")
    defer { rows.reset() }
    var found: [SeenRun] = []
    while try rows.step() { found.append(SeenRun(run: rows.int64(0), entryCount: rows.int(1), bucketBits: rows.int(2))) }
    return found
  }

  private func walk(_ run: SeenRun, _ batch: [Marked], _ found: inout [Candidate]) throws {
    let rows = try connection.scan("SELECT place, entries FROM usage_seen WHERE place BETWEEN ? AND ? ORDER BY place")
    defer { rows.reset() }
    rows.bind(1, run.places.lowerBound)
    rows.bind(2, run.places.upperBound)
    var position = 0
    while position < batch.count, try rows.step() {
      let bucket = rows.int64(0) - run.places.lowerBound
      while position < batch.count, run.bucket(of: batch[position].mark) < bucket { position += 1 }
      let start = position
      while position < batch.count, run.bucket(of: batch[position].mark) == bucket { position += 1 }
      if start < position { rows.withBlobBytes(1) { match($0, batch, start..<position, &found) } }
    }
  }

  private func lookUp(_ run: SeenRun, _ batch: [Marked], _ found: inout [Candidate]) throws {
    let row = try connection.prepare("SELECT entries FROM usage_seen WHERE place = ?")
    defer { row.reset() }
    var position = 0
    while position < batch.count {
      let bucket = run.bucket(of: batch[position].mark)
      let start = position
      while position < batch.count, run.bucket(of: batch[position].mark) == bucket { position += 1 }
      row.reset()
      row.bind(1, run.places.lowerBound + bucket)
      if try row.step() { row.withBlobBytes(0) { match($0, batch, start..<position, &found) } }
    }
  }

  /// Both sides are sorted: one pass over each.
  private func match(_ bytes: UnsafeRawBufferPointer, _ batch: [Marked], _ range: Range<Int>, _ found: inout [Candidate]) {
    let bucket = SeenBucket(bytes)
    let count = bucket.count
    batch.withUnsafeBufferPointer { batch in
      var entry = 0
      for position in range {
        let mark = batch[position].mark
        while entry < count, bucket.mark(entry) < mark { entry &+= 1 }
        var equal = entry
        while equal < count, bucket.mark(equal) == mark {
          found.append(Candidate(index: batch[position].index, event: bucket.fact(equal)))
          equal &+= 1
        }
      }
    }
  }

  /// Merges the runs of the smallest size that has too many; `false` when none has.
  private func mergeOnce() throws -> Bool {
    let known = try runs()
    let merged = RunGrowth.seen.due(known, count: \.entryCount)
    guard let last = known.last, !merged.isEmpty else { return false }
    let total = merged.reduce(0) { $0 + $1.entryCount }
    let target = SeenRun(run: last.run + 1, entryCount: total, bucketBits: SeenRun.bucketBits(for: total))
    var writer = try SeenRunWriter(target, connection)
    var readers = try merged.map { try SeenRunReader($0, connection) }.filter { $0.mark != nil }
    var heads = readers.map { $0.mark ?? .max }
    while !heads.isEmpty {
      let smallest = SeenIdentities.smallest(heads)
      try writer.add(mark: heads[smallest], event: readers[smallest].event)
      try readers[smallest].advance()
      if let mark = readers[smallest].mark {
        heads[smallest] = mark
      } else {
        heads.remove(at: smallest)
        readers.remove(at: smallest)
      }
    }
    try writer.finish()
    readers.removeAll()
    for run in merged { try forget(run) }
    return true
  }

  private static func smallest(_ heads: [UInt64]) -> Int {
    heads.withUnsafeBufferPointer { heads in
      var best = 0
      for index in 1..<max(1, heads.count) where heads[index] < heads[best] { best = index }
      return best
    }
  }

  private func forget(_ run: SeenRun) throws {
    let entries = try connection.prepare("DELETE FROM usage_seen WHERE place BETWEEN ? AND ?")
    entries.bind(1, run.places.lowerBound)
    entries.bind(2, run.places.upperBound)
    try entries.run()
    let head = try connection.prepare("DELETE FROM usage_seen_run WHERE run = ?")
    head.bind(1, run.run)
    try head.run()
  }
}
