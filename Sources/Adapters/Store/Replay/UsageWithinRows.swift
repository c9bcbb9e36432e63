import Primitives
import Usage

/// Everything accounts used within a stretch of time, billed or not, whenever it arrived.
///
/// Reads along a stretch of accounts, which are asked for in ascending order.
final class UsageWithinRows {
  private let connection: Connection
  private let runs: [AssignedRun]
  private let corrected: CorrectedUsage
  /// In step with the runs; made when the first stretch that a run may know is read.
  private var streams: [AccountStream?]
  private var accounts: ClosedRange<Int64> = 0...0

  /// Made once per snapshot.
  init(_ connection: Connection) throws {
    self.connection = connection
    runs = try AssignedRuns(connection: connection).all()
    corrected = try CorrectedUsage(connection)
    streams = Array(repeating: nil, count: runs.count)
  }

  /// Another reader of the same snapshot, for accounts out of the order of this one's.
  init(beside other: UsageWithinRows) {
    connection = other.connection
    runs = other.runs
    corrected = other.corrected
    streams = Array(repeating: nil, count: other.runs.count)
  }

  /// Goes to a stretch of accounts.
  func begin(_ accounts: ClosedRange<Int64>) throws {
    self.accounts = accounts
    for (index, run) in runs.enumerated() where run.accounts.overlaps(accounts) {
      let stream = try streams[index] ?? AccountStream(UsageWithinRows.query, account: 3, connection)
      streams[index] = stream
      stream.begin(
        run.places(of: BillingAccountID(accounts.lowerBound)).lowerBound...run.places(of: BillingAccountID(accounts.upperBound)).upperBound)
    }
  }

  private static let query =
    "SELECT events, first_at, last_at, account_id FROM usage_assigned WHERE place BETWEEN ? AND ? ORDER BY place"

  /// By subscription and type, the events of each in the order they happened.
  ///
  /// - Parameter lookAhead: also find the first round that holds events after the range.
  func read(
    account: BillingAccountID, _ range: InstantRange, lookAhead: Bool = false
  ) throws -> (usage: [AssignedUsage], laterFrom: Int64?) {
    precondition(accounts.contains(account.rawValue), "the account is not in the stretch that is read")
    var gathering = UsageGathering()
    var later: Int64?
    let end = lookAhead ? Instant(microseconds: .max) : range.end
    for (index, run) in runs.enumerated() where run.accounts.contains(account.rawValue) {
      guard let stream = streams[index] else { continue }
      while try stream.next(of: account.rawValue) {
        let (first, last) = (stream.rows.instant(1), stream.rows.instant(2))
        if last < range.start || end <= first { continue }
        let isWhole = corrected.isEmpty && range.start <= first && last < range.end
        guard stream.rows.withBlobBytes(0, { isWhole ? gathering.addAll($0) : add($0, range, to: &gathering, &later) }) else {
          throw DamagedRow(table: "usage_assigned", row: account.rawValue, what: "the packed usage of run \(run.run) cannot be read")
        }
      }
    }
    return (gathering.sorted(), later)
  }

  /// Takes in what lies in the range of one packed value; `false` when it is damaged.
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
