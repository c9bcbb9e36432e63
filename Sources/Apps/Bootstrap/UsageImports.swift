import Catalog
import Feeds
import Foundation
public import Operations
import Primitives
import Store
public import Usage

/// Usage files of one installation: imported, and their rejected records corrected and replayed.
public struct UsageImports {
  let installation: Installation
  let clock: any Clock

  public init(_ installation: Installation, clock: (any Clock)? = nil) {
    self.installation = installation
    self.clock = clock ?? installation.clock
  }

  /// How a file is to be read, where it does not say so itself.
  public struct Reading {
    public var format: UsageBatch.Format?
    /// Path of a mapping file.
    public var mapping: String?
    public var again = false
    public var unassigned = AcceptanceRules.Unassigned.reject
    /// Every record corrects the event that its attribute `corrects` names.
    public var correcting = false

    public init(
      format: UsageBatch.Format? = nil, mapping: String? = nil, again: Bool = false,
      unassigned: AcceptanceRules.Unassigned = .reject
    ) {
      self.format = format
      self.mapping = mapping
      self.again = again
      self.unassigned = unassigned
    }
  }

  /// What an import did, and how many events held before were assigned on the way.
  public struct Outcome: Sendable {
    public var report: ImportUsage.Report
    public var assignedNow: Int
    public var stillHeld: Int
  }

  /// Imports one file, then tries again to assign what is held.
  ///
  /// - Throws: `Rejection` when the file or its mapping cannot be used, or the same content was imported before.
  public func importFile(_ path: String, _ reading: Reading, progress: (Int64, Int64) -> Void = { _, _ in }) throws -> Outcome {
    let text = try reading.mapping.map { try read($0) } ?? ""
    let mapping = try self.mapping(text, file: reading.mapping ?? "")
    let format = try reading.format ?? mapping.format.flatMap(UsageBatch.Format.init(rawValue:)) ?? told(by: path)
    let source = try open(path, format, mapping)
    let request = ImportUsage.Request(
      fingerprint: try source.fingerprint(), format: format, mapping: text, again: reading.again, correcting: reading.correcting)
    return try run(source.source, request, mapping, reading.unassigned, progress)
  }

  /// Imports a file that was exported with `export` and corrected; accepted records close the rejected ones they name.
  public func replay(corrected path: String, of batch: Int64, progress: (Int64, Int64) -> Void = { _, _ in }) throws -> Outcome {
    let first = try find(batch)
    let mapping = try self.mapping(first.mapping, file: "the mapping of batch \(batch)")
    let source = try open(path, first.format, mapping, corrections: true)
    let request = ImportUsage.Request(
      fingerprint: try source.fingerprint(), format: first.format, mapping: first.mapping, corrects: batch, correcting: first.isCorrecting)
    return try run(source.source, request, mapping, .reject, progress)
  }

  /// Tries the open rejected records of a batch again as they stand: for subjects and types that are known by now.
  public func retry(_ batch: Int64) throws -> Outcome {
    let first = try find(batch)
    let mapping = try self.mapping(first.mapping, file: "the mapping of batch \(batch)")
    let source = try open("open rejects of batch \(batch)", first.format, mapping, corrections: true, bytes: try export(batch))
    let request = ImportUsage.Request(
      fingerprint: "retry \(batch) at \(clock.now())", format: first.format, mapping: first.mapping, again: true, corrects: batch,
      correcting: first.isCorrecting)
    return try run(source.source, request, mapping, .reject) { _, _ in }
  }

  /// The open rejected records of a batch as a file to correct: each under a line that names it, its problem and remedy.
  public func export(_ batch: Int64) throws -> [UInt8] {
    let first = try find(batch)
    let rejects = try installation.store.usage { try $0.rejects(batch: batch, states: [.open], limit: .max) }
    var bytes = Array("#florin-rejects of batch \(batch), \(first.file): correct the records, then florin usage replay --batch \(batch) FILE\n".utf8)
    bytes += first.header
    if let last = bytes.last, last != 0x0A { bytes.append(0x0A) }
    for reject in rejects {
      let problem = reject.record.problem
      bytes += Array("#florin-reject \(reject.id) line \(reject.record.line): \(oneLine(problem.message)) [\(problem.code.rawValue)] \(oneLine(problem.remedy))\n".utf8)
      bytes += reject.record.raw
      if bytes.last != 0x0A { bytes.append(0x0A) }
    }
    return bytes
  }

  /// Assigns events held before, as far as subscriptions claim them by now.
  public func assign() throws -> (assigned: Int, held: Int) {
    return try installation.store.usage { try $0.assignHeld(try $0.subjects { Zones.zone($0) ?? .utc }) }
  }

  public func rejects(batch: Int64?, states: [StoredReject.State], limit: Int) throws -> [StoredReject] {
    try installation.store.readUsage { try $0.rejects(batch: batch, states: states, limit: limit) }
  }

  /// The first open rejected records of the batch that was imported or corrected.
  public func firstRejects(_ outcome: Outcome) throws -> [StoredReject] {
    let batch = outcome.report.batch
    return batch.counts.rejected == 0 ? [] : try rejects(batch: batch.corrects ?? batch.id, states: [.open], limit: 20)
  }

  public func changedRepeats(batch: Int64?, limit: Int) throws -> [ChangedRepeat] {
    try installation.store.usage { try $0.changedRepeats(batch: batch, limit: limit) }
  }

  public func batches(limit: Int) throws -> [UsageBatch] { try installation.store.readUsage { try $0.batches(limit: limit) } }

  /// Sets a rejected record aside for good; `false` when it is not open.
  public func dismiss(_ reject: Int64) throws -> Bool { try installation.store.usage { try $0.dismiss(reject: reject) } }

  // MARK: parts

  private func run(
    _ source: any UsageSource, _ request: ImportUsage.Request, _ mapping: UsageMapping,
    _ unassigned: AcceptanceRules.Unassigned, _ progress: (Int64, Int64) -> Void
  ) throws -> Outcome {
    let types = try installation.store.newestCatalog().map { _ in
      Array(Set(try installation.newestCatalog().release.catalog.meters.map(\.eventType)))
    }
    return try installation.store.usage { usage in
      let subjects = try usage.subjects { Zones.zone($0) ?? .utc }
      let rules = AcceptanceRules(
        types: types, subjects: subjects, unassigned: unassigned, negativeAllowed: mapping.negativeAllowed)
      let report = try ImportUsage(store: usage, rules: rules, clock: clock).run(source, request, progress: progress)
      let held = subjects.isEmpty ? nil : try usage.assignHeld(subjects)
      return Outcome(report: report, assignedNow: held?.assigned ?? 0, stillHeld: held?.held ?? report.batch.counts.held)
    }
  }

  private func find(_ batch: Int64) throws -> UsageBatch {
    guard let found = try installation.store.usage({ try $0.batch(batch) }) else {
      throw Rejection(
        Problem(
          .usageUnknownBatch, at: .init(file: installation.home.folder), "there is no usage batch \(batch)",
          remedy: "`florin usage batches` names those there are"))
    }
    return found
  }

  private func told(by path: String) throws -> UsageBatch.Format {
    let name = path.lowercased()
    if name.hasSuffix(".csv") || name.hasSuffix(".txt") { return .csv }
    if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return .jsonl }
    if name.hasSuffix(".json") || name.hasSuffix(".cloudevents") { return .cloudevents }
    throw Rejection(
      Problem(
        .usageUnknownFormat, at: .init(file: path), "the name of the file does not tell its format",
        remedy: "say it with --format csv, --format jsonl or --format cloudevents"))
  }

  private func mapping(_ text: String, file: String) throws -> UsageMapping {
    text.isEmpty ? .own : try UsageMapping(SourceDocument.parse(text, file: file)) { Zones.zone($0) }
  }

  private func open(
    _ path: String, _ format: UsageBatch.Format, _ mapping: UsageMapping, corrections: Bool = false, bytes: [UInt8]? = nil
  ) throws -> (source: any UsageSource, fingerprint: () throws -> String) {
    switch format {
    case .csv:
      let source =
        try bytes.map { try CSVUsageSource(name: path, bytes: $0, mapping: mapping, corrections: corrections) }
        ?? CSVUsageSource(path: path, mapping: mapping, corrections: corrections)
      return (source, source.fingerprint)
    case .jsonl, .cloudevents:
      let shape = format == .jsonl ? JSONUsageSource.Shape.flat : .cloudEvents
      let source =
        try bytes.map { try JSONUsageSource(name: path, bytes: $0, shape: shape, mapping: mapping, corrections: corrections) }
        ?? JSONUsageSource(path: path, shape: shape, mapping: mapping, corrections: corrections)
      return (source, source.fingerprint)
    }
  }

  private func read(_ path: String) throws -> String {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Rejection(
        Problem(
          .usageUnreadableFile, at: .init(file: path), "the mapping file does not exist, may not be read, or is not UTF-8",
          remedy: "check the path after --mapping"))
    }
    return text
  }

  private func oneLine(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }
}
