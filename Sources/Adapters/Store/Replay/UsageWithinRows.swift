import Primitives
import Usage

/// Everything an account used within a stretch of time, billed or not, whenever it arrived.
struct UsageWithinRows {
  private let connection: Connection
  private let runs: [AssignedRun]
  private let corrected: CorrectedUsage

  /// Made once per snapshot.
  init(_ connection: Connection) throws {
    self.connection = connection
    runs = try AssignedRuns(connection: connection).all()
    corrected = try CorrectedUsage(connection)
  }

  /// By subscription and type, the events of each in the order they happened.
  ///
  /// - Parameter lookAhead: also find the first round that holds events after the range.
  func read(
    account: BillingAccountID, _ range: InstantRange, lookAhead: Bool = false
  ) throws -> (usage: [AssignedUsage], laterFrom: Int64?) {
    let rows = try connection.prepare(
      "SELECT events FROM usage_assigned WHERE place BETWEEN ? AND ? AND last_at >= ? AND first_at < ? ORDER BY place")
    defer { rows.reset() }
    var gathering = UsageGathering()
    var later: Int64?
    for run in runs where run.accounts.contains(account.rawValue) {
      let places = run.places(of: account)
      rows.reset()
      rows.bind(1, places.lowerBound)
      rows.bind(2, places.upperBound)
      rows.bind(3, range.start)
      rows.bind(4, lookAhead ? Instant(microseconds: .max) : range.end)
      while try rows.step() {
        guard rows.withBlobBytes(0, { add($0, range, to: &gathering, &later) }) else {
          throw DamagedRow(table: "usage_assigned", row: account.rawValue, what: "the packed usage of run \(run.run) cannot be read")
        }
      }
    }
    return (gathering.sorted(), later)
  }

  /// Takes in one packed value; `false` when it is damaged.
  private func add(_ bytes: UnsafeRawBufferPointer, _ range: InstantRange, to gathering: inout UsageGathering, _ later: inout Int64?) -> Bool {
    var reader = PackedUsageReader(bytes)
    var event = PackedUsageReader.Event()
    while !reader.isAtEnd {
      guard let section = reader.section() else { return false }
      event = PackedUsageReader.Event()
      gathering.begin(section)
      for _ in 0..<section.count {
        guard reader.next(&event) else { return false }
        if event.attributesChanged {
          gathering.attributes = event.attributes.isEmpty ? [:] : FlatAttributes.read(event.attributes)
        }
        if event.at >= range.start.microseconds, event.at < range.end.microseconds,
          corrected.isEmpty || !corrected.isVoid(event.event, throughRound: .max)
        { gathering.add(event) }
        if event.at >= range.end.microseconds { later = min(later ?? section.round, section.round) }
      }
    }
    return true
  }
}
