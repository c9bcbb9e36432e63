import Operations
import Primitives
import Usage

/// What stands in `usage_assigned`, added up run by run; what each row says of itself is checked on the way.
struct AssignedStanding {
  static let law = "usage-assigned"

  private let c: Connection
  private let firstTold: Int64
  private(set) var fingerprint: Fingerprint

  init(_ c: Connection, keys: Fingerprint.Keys) throws {
    self.c = c
    firstTold = try UsageRounds.firstTold(c)
    fingerprint = Fingerprint(keys)
  }

  /// - Parameter each: called with every event, its section's type and its assignment.
  mutating func read(
    _ report: (Finding) -> Void,
    each: ((PackedUsageReader.Event, UnsafeRawBufferPointer, UsageExpectation.Assignment) throws -> Void)? = nil
  ) throws {
    let runs = try AssignedRuns(connection: c).all()
    let rows = try c.scan("SELECT place, account_id, event_count, first_at, last_at, events FROM usage_assigned ORDER BY place")
    var next = 0
    var current: (run: AssignedRun, seen: AssignedRunSums)?
    while try rows.step() {
      let run = rows.int64(0) >> 40
      if current?.run.run != run {
        try close(current, report)
        while next < runs.count, runs[next].run < run {
          try close((runs[next], AssignedRunSums()), report)
          next += 1
        }
        guard next < runs.count, runs[next].run == run else {
          find(report, "usage_assigned \(rows.int64(0))", "row inserted: there is no run \(run) that it belongs to")
          continue
        }
        current = (runs[next], AssignedRunSums())
        next += 1
      }
      try readRow(rows, &current, report, each)
    }
    try close(current, report)
    for run in runs[next...] { try close((run, AssignedRunSums()), report) }
  }

  private mutating func readRow(
    _ rows: Statement, _ current: inout (run: AssignedRun, seen: AssignedRunSums)?, _ report: (Finding) -> Void,
    _ each: ((PackedUsageReader.Event, UnsafeRawBufferPointer, UsageExpectation.Assignment) throws -> Void)?
  ) throws {
    let (place, account) = (rows.int64(0), rows.int64(1))
    if place >> 8 & AssignedRun.largestAccount != account {
      find(report, "account \(account)", "its usage lies at the place of account \(place >> 8 & AssignedRun.largestAccount)")
    }
    var sums = AssignedRowSums()
    let isWhole = try rows.withBlobBytes(5) { try read($0, account, &sums, each) }
    if !isWhole { find(report, "usage_assigned \(place)", "its packed usage is damaged (account \(account))") }
    if sums.count != rows.int(2) || sums.count > 0 && (sums.firstAt != rows.int64(3) || sums.lastAt != rows.int64(4)) {
      find(report, "usage_assigned \(place)", "says another number of events or other times than it holds (account \(account))")
    }
    if let run = current?.run, sums.count > 0, sums.firstRound < run.firstRound || sums.lastRound > run.lastRound {
      find(report, "usage_assigned \(place)", "holds rounds that its run \(run.run) does not span (account \(account))")
    }
    current?.seen.add(account, sums.count)
  }

  private mutating func read(
    _ bytes: UnsafeRawBufferPointer, _ account: Int64, _ sums: inout AssignedRowSums,
    _ each: ((PackedUsageReader.Event, UnsafeRawBufferPointer, UsageExpectation.Assignment) throws -> Void)?
  ) throws -> Bool {
    var reader = PackedUsageReader(bytes)
    let nothing = fingerprint.text(UnsafeRawBufferPointer(start: nil, count: 0))
    while !reader.isAtEnd {
      guard let section = reader.section() else { return false }
      let type = fingerprint.text(section.type)
      var attributes = nothing
      var event = PackedUsageReader.Event()
      sums.add(round: section.round)
      for _ in 0..<section.count {
        guard reader.next(&event) else { return false }
        if event.attributesChanged { attributes = fingerprint.text(event.attributes) }
        sums.add(at: event.at)
        let assignment = event.event < firstTold
          ? .untold
          : UsageExpectation.Assignment(round: section.round, account: account, subscription: section.subscription)
        fingerprint.addUsage(
          event.event, at: event.at, digits: event.digits, scale: event.scale, type: type, attributes: attributes, assignment)
        try each?(event, section.type, assignment)
      }
    }
    return true
  }

  private func close(_ current: (run: AssignedRun, seen: AssignedRunSums)?, _ report: (Finding) -> Void) throws {
    guard let current else { return }
    let (run, seen) = current
    if seen.events != run.eventCount || seen.rows != run.rowCount
      || seen.rows > 0 && (seen.firstAccount != run.accounts.lowerBound || seen.lastAccount != run.accounts.upperBound)
    {
      find(report, "usage_assigned_run \(run.run)", "says \(run.eventCount) events in \(run.rowCount) rows, holds \(seen.events) in \(seen.rows), or of other accounts")
    }
  }

  private func find(_ report: (Finding) -> Void, _ subject: String, _ message: String) {
    report(Finding(AssignedStanding.law, subject, message))
  }
}

/// What one run was found to hold.
struct AssignedRunSums {
  var rows = 0
  var events = 0
  var firstAccount = Int64.max
  var lastAccount = Int64.min

  mutating func add(_ account: Int64, _ count: Int) {
    rows += 1
    events += count
    firstAccount = min(firstAccount, account)
    lastAccount = max(lastAccount, account)
  }
}

/// What one row was found to hold.
struct AssignedRowSums {
  var count = 0
  var firstAt = Int64.max
  var lastAt = Int64.min
  var firstRound = Int64.max
  var lastRound = Int64.min

  mutating func add(at: Int64) {
    count += 1
    if at < firstAt { firstAt = at }
    if at > lastAt { lastAt = at }
  }

  mutating func add(round: Int64) {
    firstRound = min(firstRound, round)
    lastRound = max(lastRound, round)
  }
}
