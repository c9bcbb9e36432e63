import Operations
import Usage

/// What stands in runs of marks, added up run by run; the order that look-ups rely on is checked on the way.
struct SeenStanding {
  static let law = "usage-seen"

  private let c: Connection
  private let law: String
  /// The table of buckets; that of runs has the same name with `_run`.
  private let table: String
  private let runs: [SeenRun]
  /// Runs that are on their way: what stands of them is not added up.
  private let unfinished: Set<Int64>
  private(set) var fingerprint: Fingerprint

  /// The identities of usage.
  init(_ c: Connection, keys: Fingerprint.Keys) throws {
    try self.init(c, SeenStanding.law, "usage_seen", SeenIdentities(connection: c).runs(), keys: keys)
  }

  init(_ c: Connection, _ law: String, _ table: String, _ runs: [SeenRun], unfinished: Set<Int64> = [], keys: Fingerprint.Keys) {
    self.c = c
    self.law = law
    self.table = table
    self.runs = runs
    self.unfinished = unfinished
    fingerprint = Fingerprint(keys)
  }

  /// - Parameter each: called with the run, the mark and the fact of every entry.
  mutating func read(_ report: (Finding) -> Void, each: (SeenRun, UInt64, Int64) throws -> Void = { _, _, _ in }) throws {
    let rows = try c.scan("SELECT place, entries FROM \(table) ORDER BY place")
    var counts: [Int64: Int] = [:]
    while try rows.step() {
      let place = rows.int64(0)
      guard let run = runs.first(where: { $0.places.contains(place) }) else {
        find(report, "\(table) \(place)", "row inserted: there is no run that it belongs to")
        continue
      }
      if unfinished.contains(run.run) { continue }
      let count = try rows.withBlobBytes(1) { try read($0, run, place - run.places.lowerBound, each) }
      if let count {
        counts[run.run, default: 0] += count
      } else {
        find(report, "\(table) \(place)", "its identities are not in the order in which they are looked up")
      }
    }
    for run in runs where !unfinished.contains(run.run) && counts[run.run, default: 0] != run.entryCount {
      find(report, "\(table)_run \(run.run)", "says \(run.entryCount) identities, holds \(counts[run.run, default: 0])")
    }
  }

  /// Returns how many entries a bucket holds; `nil` when they are not sorted or belong to another bucket.
  private mutating func read(
    _ bytes: UnsafeRawBufferPointer, _ run: SeenRun, _ bucket: Int64, _ each: (SeenRun, UInt64, Int64) throws -> Void
  ) throws -> Int? {
    let stored = SeenBucket(bytes)
    guard stored.isWhole else { return nil }
    var last: UInt64 = 0
    for entry in 0..<stored.count {
      let (mark, fact) = (stored.mark(entry), stored.fact(entry))
      guard mark >= last, run.bucket(of: mark) == bucket else { return nil }
      last = mark
      fingerprint.begin()
      fingerprint.mix(mark)
      fingerprint.mix(fact)
      fingerprint.add()
      try each(run, mark, fact)
    }
    return stored.count
  }

  private func find(_ report: (Finding) -> Void, _ subject: String, _ message: String) {
    report(Finding(law, subject, message))
  }
}
