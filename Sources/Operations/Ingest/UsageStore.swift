public import Primitives
public import Usage

/// One import of one file, as far as it has come.
public struct UsageBatch: Sendable, Hashable {
  public enum Format: String, Sendable, CaseIterable { case csv, jsonl, cloudevents }

  public var id: Int64
  public var file: String
  /// Length and content of the file; equal for equal bytes.
  public var fingerprint: String
  public var format: Format
  /// The mapping's text; empty when the file's own names were used.
  public var mapping: String
  /// The head line of a CSV file, for exports of its rejected records.
  public var header: [UInt8]
  /// The batch whose rejected records this one corrects.
  public var corrects: Int64?
  /// Its records take the place of events accepted before.
  public var isCorrecting: Bool
  public var startedAt: Instant
  /// `nil` while the import has not reached the end of the file.
  public var finishedAt: Instant?
  /// The first byte that no committed round has read, and its line.
  public var nextOffset: Int64
  public var nextLine: Int64
  public var counts: UsageCounts

  public init(
    id: Int64 = 0, file: String, fingerprint: String, format: Format, mapping: String, header: [UInt8] = [],
    corrects: Int64? = nil, isCorrecting: Bool = false, startedAt: Instant, finishedAt: Instant? = nil, nextOffset: Int64 = 0, nextLine: Int64 = 1,
    counts: UsageCounts = UsageCounts()
  ) {
    self.id = id
    self.file = file
    self.fingerprint = fingerprint
    self.format = format
    self.mapping = mapping
    self.header = header
    self.corrects = corrects
    self.isCorrecting = isCorrecting
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.nextOffset = nextOffset
    self.nextLine = nextLine
    self.counts = counts
  }
}

/// What became of the records of a batch.
public struct UsageCounts: Sendable, Hashable {
  public var read = 0
  public var accepted = 0
  public var duplicate = 0
  public var rejected = 0
  /// Among the duplicates: same identity, other content.
  public var changed = 0
  /// Among the accepted: not yet claimed by a subscription.
  public var held = 0

  public init(read: Int = 0, accepted: Int = 0, duplicate: Int = 0, rejected: Int = 0, changed: Int = 0, held: Int = 0) {
    self.read = read
    self.accepted = accepted
    self.duplicate = duplicate
    self.rejected = rejected
    self.changed = changed
    self.held = held
  }

  /// The law of every import: nothing read is lost and nothing is counted twice.
  public var balances: Bool { read == accepted + duplicate + rejected && changed <= duplicate && held <= accepted }

  public static func += (a: inout UsageCounts, b: UsageCounts) {
    a.read += b.read
    a.accepted += b.accepted
    a.duplicate += b.duplicate
    a.rejected += b.rejected
    a.changed += b.changed
    a.held += b.held
  }
}

/// A rejected record as it is kept.
public struct StoredReject: Sendable, Hashable {
  public enum State: String, Sendable, CaseIterable { case open, corrected, dismissed }

  public var id: Int64
  public var batch: Int64
  public var file: String
  public var record: RejectedRecord
  public var state: State
  /// The batch and line that corrected it.
  public var correctedBy: (batch: Int64, line: Int64)?

  public init(
    id: Int64, batch: Int64, file: String, record: RejectedRecord, state: State,
    correctedBy: (batch: Int64, line: Int64)? = nil
  ) {
    self.id = id
    self.batch = batch
    self.file = file
    self.record = record
    self.state = state
    self.correctedBy = correctedBy
  }

  public static func == (a: StoredReject, b: StoredReject) -> Bool { a.id == b.id && a.state == b.state && a.record == b.record }
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// A repeat of a known event with other content: not counted, but worth a question to whoever sent it.
public struct ChangedRepeat: Sendable, Hashable {
  public var batch: Int64
  public var line: Int64
  /// The number of the event that counts.
  public var event: Int64
  /// What differs, in words.
  public var difference: String

  public init(batch: Int64, line: Int64, event: Int64, difference: String) {
    self.batch = batch
    self.line = line
    self.event = event
    self.difference = difference
  }
}

/// Where usage is kept. One process imports at a time; readers may read beside it.
public protocol UsageStore {
  /// Batches with this content, oldest first.
  func batches(fingerprint: String) throws -> [UsageBatch]
  func batch(_ id: Int64) throws -> UsageBatch?
  /// All batches, newest first.
  func batches(limit: Int) throws -> [UsageBatch]
  /// Writes the batch down and returns it with its number.
  func begin(_ batch: UsageBatch) throws -> UsageBatch
  /// Accepts the records in one durable transaction: all of them are counted, or none.
  ///
  /// Repeats are found by source and id among everything ever accepted. Accepted events are assigned by `entry`
  /// into `subjects`; those without one are held. `next` is where a resumed import goes on.
  func accept(
    _ records: UsageRecords, subjects: SubjectIndex, into batch: Int64, nextOffset: Int64, nextLine: Int64
  ) throws -> UsageCounts
  /// What each record corrects, by its line: the event its attribute `corrects` names.
  func corrections(of records: UsageRecords, subjects: SubjectIndex) throws -> [Int64: CorrectionFinding]
  func finish(batch: Int64, at: Instant) throws
  /// Every subject with the subscription and payer it had, when.
  func subjects(zone: (String) throws -> Zone) throws -> SubjectIndex
  /// Tries again to assign the events held; returns how many were assigned and how many are still held.
  func assignHeld(_ subjects: SubjectIndex) throws -> (assigned: Int, held: Int)
  /// Rejected records in the order of batch and line.
  func rejects(batch: Int64?, states: [StoredReject.State], limit: Int) throws -> [StoredReject]
  func dismiss(reject: Int64) throws -> Bool
  func changedRepeats(batch: Int64?, limit: Int) throws -> [ChangedRepeat]
}
