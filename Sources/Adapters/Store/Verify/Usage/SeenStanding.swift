import Operations
import Usage

/// What stands in `usage_seen`, added up run by run; the order that look-ups rely on is checked on the way.
struct SeenStanding {
  static let law = "usage-seen"

  private let c: Connection
  private(set) var fingerprint: Fingerprint

  init(_ c: Connection, keys: Fingerprint.Keys) {
    self.c = c
    fingerprint = Fingerprint(keys)
  }

  /// - Parameter each: called with the mark and the event of every entry.
  mutating func read(_ report: (Finding) -> Void, each: ((UInt64, Int64) throws -> Void)? = nil) throws {
    let runs = try SeenIdentities(connection: c).runs()
    let rows = try c.scan("SELECT place, entries FROM usage_seen ORDER BY place")
    var counts: [Int64: Int] = [:]
    while try rows.step() {
      let place = rows.int64(0)
      guard let run = runs.first(where: { $0.places.contains(place) }) else {
        find(report, "usage_seen \(place)", "row inserted: there is no run that it belongs to")
        continue
      }
      let count = try rows.withBlobBytes(1) { try read($0, run, place - run.places.lowerBound, each) }
      if let count {
        counts[run.run, default: 0] += count
      } else {
        find(report, "usage_seen \(place)", "its identities are not in the order in which they are looked up")
      }
    }
    for run in runs where counts[run.run, default: 0] != run.entryCount {
      find(report, "usage_seen_run \(run.run)", "says \(run.entryCount) identities, holds \(counts[run.run, default: 0])")
    }
  }

  /// Returns how many entries a bucket holds; `nil` when they are not sorted or belong to another bucket.
  private mutating func read(
    _ bytes: UnsafeRawBufferPointer, _ run: SeenRun, _ bucket: Int64, _ each: ((UInt64, Int64) throws -> Void)?
  ) throws -> Int? {
    guard bytes.count % 16 == 0 else { return nil }
    let count = bytes.count / 16
    var last: UInt64 = 0
    for entry in 0..<count {
      let mark = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: entry &* 8, as: UInt64.self))
      let event = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: (count &+ entry) &* 8, as: UInt64.self))
      guard mark >= last, run.bucket(of: mark) == bucket else { return nil }
      last = mark
      fingerprint.begin()
      fingerprint.mix(mark)
      fingerprint.mix(event)
      fingerprint.add()
      try each?(mark, Int64(bitPattern: event))
    }
    return count
  }

  private func find(_ report: (Finding) -> Void, _ subject: String, _ message: String) {
    report(Finding(SeenStanding.law, subject, message))
  }
}
