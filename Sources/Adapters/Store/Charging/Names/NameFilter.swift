/// Tells of most names that were never used that they were not: of those of the newest requests, as many as there is memory for.
///
/// Names of runs that were there before are read a few buckets with each group, the newest first.
struct NameFilter {
  /// Buckets read with each group.
  private static let atOnce: Int64 = 64

  private var marks: MarkFilter
  private let most: Int
  /// Up to which request all names that were ever written are in it, from where it holds them on.
  private(set) var through: Int64 = 0
  private var filling: Filling?

  /// Where reading older names is.
  private struct Filling {
    /// How many there is room for.
    var room: Int
    /// The run that is read, and its bucket that is next.
    var run: SeenRun?
    var next: Int64 = 0
  }

  init(most: Int) {
    self.most = most
    marks = MarkFilter(most: most)
  }

  /// Names of all requests from this on are in it.
  var holdsFrom: Int64 { marks.holdsFrom }

  func mayHold(_ mark: UInt64) -> Bool { marks.mayHold(mark) }

  mutating func add(_ entry: SeenEntry) {
    if entry.fact <= through { return }
    marks.makeRoom(for: 1, from: entry.fact)
    marks.add(entry.mark)
  }

  /// What was added up to a request stands in the database.
  mutating func committed(through request: Int64) { through = max(through, request) }

  /// Called before names behind runs are read: it begins anew where runs have names that were never added.
  mutating func look(at runs: [NameRun], through request: Int64) {
    if through >= request { return }
    (marks, filling, through) = (MarkFilter(most: most), nil, request)
    var room = 0
    for run in runs.reversed() where run.state == .written {
      if room + run.run.entryCount > most / 2 { break }
      room += run.run.entryCount
    }
    marks.makeRoom(forOlder: room, before: request + 1)
    if room > 0 { filling = Filling(room: room) }
  }

  /// Reads some buckets of the newest run whose names it does not hold.
  mutating func fill(from runs: [NameRun], _ rows: NameRows) throws {
    guard var filling else { return }
    let holdsFrom = holdsFrom
    guard marks.takesOlder, let run = runs.last(where: { $0.state == .written && $0.requests.lowerBound < holdsFrom }), run.run.entryCount <= filling.room else {
      return self.filling = nil
    }
    // Runs may have become a larger one since.
    if filling.run != run.run { (filling.run, filling.next) = (run.run, 0) }
    let end = min(run.bucketCount, filling.next + NameFilter.atOnce)
    try rows.forEach(in: filling.next..<end, of: run.run) { entry in
      marks.add(older: entry.mark)
      filling.room -= 1
    }
    filling.next = end
    if end == run.bucketCount { marks.holds(from: run.requests.lowerBound) }
    self.filling = filling
  }
}
