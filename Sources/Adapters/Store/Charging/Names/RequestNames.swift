import Usage

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
    /// How many names are sorted at a time where many are written at once: what memory holds.
    var atOnce = 500_000
    /// How many bits of a mark are kept.
    var keptBits = 64
  }

  let growth: Growth
  private var filter: NameFilter
  private(set) var runs: [NameRun] = [] {
    didSet {
      through = RequestNames.through(runs)
      areRunsLookedAt = false
    }
  }
  /// Whether it is known that none of them are due to become one.
  var areRunsLookedAt = false
  /// Up to which request all names lie in runs.
  private(set) var through: Int64 = 0
  /// Behind the runs that are written: what the next run is made of, and those that came since.
  private(set) var settling = LateNames()
  private var late = LateNames()
  /// What is to be in the run that is made of them, in its order.
  var sorted: [SeenEntry] = []
  /// The last request whose name is known; `nil`: nothing is known.
  private(set) var last: Int64?
  private var mark = NameMark(mark: IdentityMark())
  private var place: Connection.Place?
  /// How often something was written anew from facts.
  private var rebuilt: Int64?
  /// Whether the transaction at hand has written any.
  private var isWriting = false

  init(_ growth: Growth = Growth()) {
    self.growth = growth
    filter = NameFilter(most: growth.most)
  }

  static func through(_ runs: [NameRun]) -> Int64 { runs.lazy.filter { $0.state != .writing }.map(\.requests.upperBound).max() ?? 0 }

  // MARK: transactions

  /// Called when a transaction begins.
  ///
  /// - Parameters:
  ///   - now: where it stands among everybody's writes.
  ///   - rebuilt: how often something was written anew from facts.
  func look(_ c: Connection, at now: Connection.Place, rebuilt: Int64) throws {
    isWriting = false
    if let last, place.map({ now.follows($0) }) ?? false {
      place = now
      return filter.committed(through: last)
    }
    // What fails from here on is read again.
    place = nil
    do { try lookAgain(c, rebuilt) } catch {
      forget()
      throw error
    }
    place = now
  }

  private func lookAgain(_ c: Connection, _ rebuilt: Int64) throws {
    let rows = NameRows(c: c)
    let (stored, newest) = (try rows.runs(), try LateCounters.last(c))
    // Where less is there than was known, it is not the same database; where something was written anew, anything may be other than it was.
    if rebuilt != self.rebuilt || RequestNames.through(stored) < through || newest < max(last ?? 0, filter.through) { forgetAll() }
    self.rebuilt = rebuilt
    let through = RequestNames.through(stored)
    if let last, last >= through {
      if stored != runs { goOn(with: stored) }
      try read(after: last, rows)
    } else {
      forget()
      mark = try rows.mark(growth.keptBits)
      runs = stored
      filter.look(at: runs, through: through)
      try read(after: through, rows)
    }
    filter.committed(through: last ?? 0)
  }

  /// Called when the transaction failed: what it wrote never was.
  func failed() { if isWriting { forget() } }

  /// Forgets what is read again with what is not in runs yet.
  private func forget() { (runs, settling, late, sorted, last) = ([], LateNames(), LateNames(), [], nil) }

  private func forgetAll() {
    forget()
    filter = NameFilter(most: growth.most)
  }

  private func read(after request: Int64, _ rows: NameRows) throws {
    last = max(last ?? 0, request)
    try rows.forEachRequest(after: request, mark) { entry in
      filter.add(entry)
      keep(entry)
      last = entry.fact
    }
  }

  private func keep(_ entry: SeenEntry) {
    if entry.fact <= through { return }
    if entry.fact <= settlingEnd { settling.add(entry) } else { late.add(entry) }
  }

  /// Somebody else wrote runs.
  private func goOn(with stored: [NameRun]) {
    let (before, was) = (through, settlingRun)
    runs = stored
    // Nothing but how far they are.
    if through == before, settlingRun?.run == was?.run { return }
    let entries = settling.entries + late.entries
    (settling, late, sorted) = (LateNames(), LateNames(), [])
    for entry in entries { keep(entry) }
  }

  // MARK: names

  /// Finds the request of a name among those whose mark it has.
  ///
  /// - Parameter body: what the request is, when its name is the one that is asked for.
  func find<T>(_ session: String, _ number: Int64, _ c: Connection, _ body: (Int64) throws -> T?) throws -> T? {
    let mark = mark.of(session, number)
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
    let entry = SeenEntry(mark: mark.of(session, number), fact: request)
    filter.add(entry)
    late.add(entry)
    last = request
  }

  // MARK: runs

  /// The run that is being made of late names.
  var settlingRun: NameRun? { runs.last { $0.state == .writing && $0.requests.lowerBound > through } }
  private var settlingEnd: Int64 { settlingRun?.requests.upperBound ?? 0 }

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

  /// Reads some names of runs by which others are known to be new.
  func fill(_ rows: NameRows) throws { try filter.fill(from: runs, rows) }
}
