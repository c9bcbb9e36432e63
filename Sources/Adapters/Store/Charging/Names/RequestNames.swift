/// The names of all requests: under which of them something was asked before, and which request that is. On SQLite; on a server an index has them.
///
/// Names come in no order, so that an index of them touches another page with nearly every request. The newest stay in memory, to be read
/// from the requests again by whoever comes later. When there are enough of them they become a sorted run, and runs of a like size become a
/// larger one. All of that is done a few buckets with each group, so that no group takes much longer than others. How far it is stands in
/// the database: whoever writes next goes on with it, whether that is this process or another.
///
/// That a name was never used, as most were not, is told from memory. Used by one thread.
final class RequestNames {
  /// How names grow; tests have them grow sooner.
  struct Growth {
    /// A run is begun when so many requests have their names in none, and is written within a quarter as many.
    var stretch: Int64 = 16_384
    /// How many names there is memory for by which unknown ones are known, two bytes each: older ones are looked up.
    var most = 1 << 25
    var mark = NameMark()
  }

  let growth: Growth
  private var filter: MarkFilter
  /// Up to which request all names that were ever written are in the filter.
  private var filtered: Int64 = 0
  private(set) var runs: [NameRun] = [] { didSet { through = RequestNames.through(runs) } }
  /// Behind the runs that are written: what the next run is made of, and those that came since.
  private(set) var settling = LateNames()
  private var late = LateNames()
  /// What is to be in the run that is made of them, in its order.
  var sorted: [SeenEntry] = []
  /// The last request whose name is known; `nil`: nothing is known.
  private(set) var last: Int64?
  /// Whether the transaction at hand has written any.
  private var isWriting = false

  init(_ growth: Growth = Growth()) {
    self.growth = growth
    filter = MarkFilter(most: growth.most)
  }

  /// Up to which request all names lie in runs.
  private(set) var through: Int64 = 0

  static func through(_ runs: [NameRun]) -> Int64 { runs.lazy.filter { $0.state != .writing }.map(\.requests.upperBound).max() ?? 0 }

  // MARK: transactions

  /// Called when a transaction begins.
  ///
  /// - Parameter follows: whether nobody wrote anything since the last one of this object.
  func look(_ c: Connection, follows: Bool) throws {
    isWriting = false
    if let last, follows { return filtered = last }
    let rows = NameRows(c: c)
    let now = try rows.runs()
    if let last {
      if now != runs { try goOn(with: now) }
      try read(after: last, rows)
    } else {
      runs = now
      try fill(rows)
      try read(after: through, rows)
    }
    filtered = last ?? 0
  }

  /// Called when the transaction failed: what it wrote never was.
  func failed() {
    if !isWriting { return }
    (runs, settling, late, sorted, last) = ([], LateNames(), LateNames(), [], nil)
  }

  /// Reads the names of runs that came without this object, the newest first, as far as there is memory for them.
  private func fill(_ rows: NameRows) throws {
    if filtered >= through { return }
    filter = MarkFilter(most: growth.most)
    var (held, count): ([NameRun], Int) = ([], 0)
    for run in runs.reversed() where run.state == .written {
      count += run.run.entryCount
      if count > growth.most / 2 { break }
      held.append(run)
    }
    if let oldest = held.last { filter.makeRoom(for: count, from: oldest.requests.lowerBound) }
    for run in held { try rows.forEach(in: 0..<run.bucketCount, of: run.run) { filter.add($0.mark) } }
    filtered = through
  }

  private func read(after request: Int64, _ rows: NameRows) throws {
    let through = through
    let settles = settlingRun?.requests.upperBound ?? 0
    last = max(last ?? 0, request)
    try rows.forEachRequest(after: request, growth.mark) { entry in
      if entry.fact > filtered {
        filter.makeRoom(for: 1, from: entry.fact)
        filter.add(entry.mark)
      }
      if entry.fact > through { if entry.fact <= settles { settling.add(entry) } else { late.add(entry) } }
      last = entry.fact
    }
  }

  /// Somebody else wrote runs.
  private func goOn(with now: [NameRun]) throws {
    runs = now
    sorted = []
    let entries = settling.entries + late.entries
    (settling, late) = (LateNames(), LateNames())
    let (through, settles) = (through, settlingRun?.requests.upperBound ?? 0)
    for entry in entries where entry.fact > through { if entry.fact <= settles { settling.add(entry) } else { late.add(entry) } }
  }

  // MARK: names

  /// Finds the request of a name among those whose mark it has.
  ///
  /// - Parameter body: what the request is, when its name is the one that is asked for.
  func find<T>(_ session: String, _ number: Int64, _ c: Connection, _ body: (Int64) throws -> T?) throws -> T? {
    let mark = growth.mark.of(session, number)
    let (mayBe, holdsFrom) = (filter.mayHold(mark), filter.holdsFrom)
    if mayBe || holdsFrom > through + 1 {
      if let found = try late.first(mark, body) { return found }
      if let found = try settling.first(mark, body) { return found }
    }
    for run in runs.reversed() where run.state == .written && (mayBe || run.requests.lowerBound < holdsFrom) {
      if let found = try NameRows(c: c).first(mark, in: run.run, body) { return found }
    }
    return nil
  }

  /// A request was written, behind all others.
  func wrote(_ session: String, _ number: Int64, _ request: Int64) {
    isWriting = true
    let entry = SeenEntry(mark: growth.mark.of(session, number), fact: request)
    filter.makeRoom(for: 1, from: request)
    filter.add(entry.mark)
    late.add(entry)
    last = request
  }

  // MARK: runs

  /// The run that is being made of late names.
  var settlingRun: NameRun? { runs.last { $0.state == .writing && $0.requests.lowerBound > through } }

  /// All late names are to become a run.
  func settle() {
    settling = late
    late = LateNames(reserving: Int(growth.stretch) * 5 / 4)
  }

  func save(_ run: NameRun, _ rows: NameRows) throws {
    try rows.save(run)
    if let place = runs.firstIndex(where: { $0.run.run == run.run.run }) { runs[place] = run } else { runs.append(run) }
    runs.sort { ($0.requests.upperBound, $0.run.run) < ($1.requests.upperBound, $1.run.run) }
  }

  func forget(_ run: NameRun) { runs.removeAll { $0.run.run == run.run.run } }

  /// The names of the run that was made of late ones lie in it.
  func settled() { (settling, sorted) = (LateNames(), []) }
}
