public import Primitives
public import Usage

extension ProblemCode {
  public static let usageSameFile = ProblemCode("usage.same-file")
  public static let usageOtherMapping = ProblemCode("usage.other-mapping")
  public static let usageUnknownBatch = ProblemCode("usage.unknown-batch")
}

/// Imports one file of usage: reads, judges, accepts round by round, and proves that nothing was lost.
///
/// A crash at any moment leaves whole rounds behind; importing the same file again goes on after the last of them.
public struct ImportUsage {
  /// Records per durable commit. Large rounds make random ids cheap; a round is also what a crash can undo.
  public static let recordsPerRound = 500_000

  public struct Request {
    public var fingerprint: String
    public var format: UsageBatch.Format
    public var mapping: String
    /// Import although the same bytes were imported before; every event in it then is a duplicate.
    public var again: Bool
    /// The batch whose rejected records this file corrects.
    public var corrects: Int64?
    public var recordsPerRound: Int
    /// Every record takes the place of the event that its attribute `corrects` names.
    public var correcting: Bool

    public init(
      fingerprint: String, format: UsageBatch.Format, mapping: String = "", again: Bool = false, corrects: Int64? = nil,
      recordsPerRound: Int = ImportUsage.recordsPerRound, correcting: Bool = false
    ) {
      self.correcting = correcting
      self.fingerprint = fingerprint
      self.format = format
      self.mapping = mapping
      self.again = again
      self.corrects = corrects
      self.recordsPerRound = recordsPerRound
    }
  }

  public struct Report: Sendable {
    public var batch: UsageBatch
    /// The import went on where a killed one had stopped.
    public var resumed: Bool
    public var notices: [String]
  }

  let store: any UsageStore
  let rules: AcceptanceRules
  let clock: any Clock

  public init(store: any UsageStore, rules: AcceptanceRules, clock: any Clock) {
    self.store = store
    self.rules = rules
    self.clock = clock
  }

  /// - Parameter progress: called after every round with the bytes read so far and those of the file.
  /// - Throws: `Rejection` when the same bytes were imported before; `UsageCountsBroken` when the law of the import
  ///   does not hold (a defect of Florin); the store's fault, after which the import can be repeated.
  public func run(_ source: any UsageSource, _ request: Request, progress: (Int64, Int64) -> Void = { _, _ in }) throws -> Report {
    var (batch, resumed) = try start(source, request)
    let records = UsageRecords()
    while true {
      records.removeAll()
      let read = try source.read(into: records, limit: request.recordsPerRound)
      if read == 0 { break }
      rules.judge(records, file: source.file) { source.rawText($0) }
      if request.correcting {
        records.take(try store.corrections(of: records, subjects: rules.subjects), file: source.file) { source.rawText($0) }
      }
      let counts = try store.accept(
        records, subjects: rules.subjects, into: batch.id, nextOffset: source.nextOffset, nextLine: source.nextLine)
      guard counts.balances, counts.read == read else { throw UsageCountsBroken(file: source.file, read: read, counts: counts) }
      batch.counts += counts
      progress(source.nextOffset, source.length)
    }
    try store.finish(batch: batch.id, at: clock.now())
    guard let stored = try store.batch(batch.id), stored.counts == batch.counts, stored.counts.balances else {
      throw UsageCountsBroken(file: source.file, read: batch.counts.read, counts: batch.counts)
    }
    return Report(batch: stored, resumed: resumed, notices: source.notices)
  }

  private func start(_ source: any UsageSource, _ request: Request) throws -> (UsageBatch, resumed: Bool) {
    let earlier = try store.batches(fingerprint: request.fingerprint)
    if let unfinished = earlier.last(where: { $0.finishedAt == nil }) {
      guard unfinished.format == request.format, unfinished.mapping == request.mapping, unfinished.isCorrecting == request.correcting else {
        throw Rejection(
          Problem(
            .usageOtherMapping, at: .init(file: source.file),
            "batch \(unfinished.id) of this file was interrupted at line \(unfinished.nextLine) and was read with another mapping",
            remedy: "repeat the import with the mapping it was begun with; its records must not be read in two ways"))
      }
      try source.seek(offset: unfinished.nextOffset, line: unfinished.nextLine)
      return (unfinished, true)
    }
    if let first = earlier.first, !request.again { throw Rejection(sameFile(source.file, first)) }
    let batch = UsageBatch(
      file: source.file, fingerprint: request.fingerprint, format: request.format, mapping: request.mapping,
      header: source.header, corrects: request.corrects, isCorrecting: request.correcting, startedAt: clock.now(), nextOffset: source.nextOffset,
      nextLine: source.nextLine)
    return (try store.begin(batch), false)
  }

  private func sameFile(_ file: String, _ first: UsageBatch) -> Problem {
    let c = first.counts
    return Problem(
      .usageSameFile, at: .init(file: file),
      "the same content was imported as batch \(first.id)\(first.file == file ? "" : " from \(first.file)"): \(c.read) read, "
        + "\(c.accepted) accepted, \(c.duplicate) duplicate, \(c.rejected) rejected",
      remedy: "nothing needs to be done; `florin usage rejects --batch \(first.id)` shows what is left to correct, and "
        + "`--again` reads the file once more, counting every known event as a duplicate")
  }
}

/// read = accepted + duplicate + rejected did not hold: a defect of Florin, never of the file.
public struct UsageCountsBroken: Error, CustomStringConvertible {
  public let file: String
  public let read: Int
  public let counts: UsageCounts

  public var description: String {
    "the import of \(file) does not add up: \(read) records read, but \(counts.accepted) accepted + \(counts.duplicate) "
      + "duplicate + \(counts.rejected) rejected\n    remedy: keep the file and the database and report this; no bill should be made from this batch"
  }
}
