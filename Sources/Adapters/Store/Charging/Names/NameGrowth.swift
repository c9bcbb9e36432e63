/// Runs of names on their way, a few buckets with each group.
struct NameGrowth {
  let names: RequestNames
  let rows: NameRows

  init(_ names: RequestNames, _ c: Connection) {
    self.names = names
    rows = NameRows(c: c)
  }

  /// Called when a group is written.
  ///
  /// - Parameter requests: how many.
  func goOn(_ requests: Int64) throws {
    try names.fill(rows)
    if let run = names.settlingRun { try settle(run, requests) } else { try beginToSettle() }
    if let run = names.runs.first(where: { $0.state == .writing && $0.requests.upperBound <= names.through }) {
      try merge(run, requests)
    } else {
      try beginToMerge()
    }
    if let run = names.runs.first(where: { $0.state == .leaving }), try rows.remove(max(8, requests / 8), of: run.run) { names.forget(run) }
  }

  // MARK: late names

  private func beginToSettle() throws {
    let through = names.through
    guard let last = names.last, last - through >= names.growth.stretch else { return }
    names.settle()
    try names.save(NameRun(rows.nextNumber(), of: through + 1...last, entryCount: names.settling.count, .writing), rows)
  }

  private func settle(_ run: NameRun, _ requests: Int64) throws {
    if names.sorted.isEmpty { names.sorted = names.settling.entries.sorted(by: SeenEntry.isBefore) }
    let (within, count) = (max(1, names.growth.stretch / 4), run.bucketCount)
    let end = min(count, run.next + (requests >= within ? count : (count * requests + within - 1) / within))
    try write(names.sorted, run.next..<end, of: run)
    if end == count { names.settled() }
  }

  /// Writes buckets of which the entries have everything, and says how far the run is.
  private func write(_ entries: [SeenEntry], _ buckets: Range<Int64>, of run: NameRun) throws {
    try rows.write(entries, buckets, of: run.run)
    var run = run
    run.next = buckets.upperBound
    if run.next == run.bucketCount { run.state = .written }
    try names.save(run, rows)
  }

  // MARK: runs of a like size

  private func beginToMerge() throws {
    if names.areRunsLookedAt { return }
    names.areRunsLookedAt = true
    let merged = RunGrowth.names.due(names.runs.filter { $0.state == .written }, count: \.run.entryCount)
    guard let first = merged.first, let last = merged.last else { return }
    let requests = first.requests.lowerBound...last.requests.upperBound
    try names.save(NameRun(rows.nextNumber(), of: requests, entryCount: sources(requests).reduce(0) { $0 + $1.run.entryCount }, .writing), rows)
  }

  /// Whatever lies between the runs that are merged is merged with them.
  private func sources(_ requests: ClosedRange<Int64>) -> [NameRun] {
    names.runs.filter { $0.state == .written && requests.contains($0.requests.lowerBound) }
  }

  /// What lies in the same stretch of marks of all that is merged: as much as a bucket of the smallest has.
  private func merge(_ run: NameRun, _ requests: Int64) throws {
    let sources = sources(run.requests)
    let fewest = sources.reduce(run.run.bucketBits) { min($0, $1.run.bucketBits) }
    let wide = Int64(1) << Int64(run.run.bucketBits - fewest)
    var run = run
    for _ in 0..<max(1, requests / 64) where run.state == .writing {
      let stretch = run.next / wide
      var entries: [SeenEntry] = []
      for source in sources {
        let width = Int64(1) << Int64(source.run.bucketBits - fewest)
        try rows.forEach(in: stretch * width..<(stretch + 1) * width, of: source.run) { entries.append($0) }
      }
      entries.sort(by: SeenEntry.isBefore)
      try write(entries, run.next..<run.next + wide, of: run)
      run = names.runs.first { $0.run.run == run.run.run } ?? run
    }
    if run.state == .written {
      for var source in sources {
        source.state = .leaving
        try names.save(source, rows)
      }
    }
  }
}
