public import Archiving
public import Primitives

/// Erases the bytes of documents that nobody needs to keep any longer.
///
/// The erasure is written before the file is removed: after a crash between the two the file is still there, and goes with the next run.
public struct EraseDocuments: Sendable {
  let store: any ArchiveStore
  let vault: any DocumentVault
  let rules: RetentionRules

  public init(store: any ArchiveStore, vault: any DocumentVault, rules: RetentionRules) {
    self.store = store
    self.vault = vault
    self.rules = rules
  }

  /// What may be erased on a day, and what keeps the rest.
  public struct Outlook: Sendable {
    public var erasable: [(archived: ArchivedEntry, rule: RetentionRule, since: Day)] = []
    public var kept = 0
    public var held: [(archived: ArchivedEntry, hold: LegalHold)] = []
    /// Countries without a rule, with how many documents of them there are.
    public var withoutRule: [String: Int] = [:]
    public var erased = 0
  }

  private static let page = 500

  public func outlook(on day: Day, _ filter: ArchiveFilter = ArchiveFilter()) throws -> Outlook {
    var outlook = Outlook()
    let holds = try store.holds()
    try each(filter) { one in
      if one.erasure != nil {
        outlook.erased += 1
        return
      }
      switch Erasability(of: one.entry, on: day, rules: rules, holds: holds) {
      case .erasable(let rule, let since): outlook.erasable.append((one, rule, since))
      case .kept: outlook.kept += 1
      case .held(let hold): outlook.held.append((one, hold))
      case .noRule: outlook.withoutRule[one.entry.country, default: 0] += 1
      }
    }
    return outlook
  }

  /// Erases what may be erased now.
  ///
  /// - Throws: `Rejection` (`archive.needs-reason`) when nobody is named.
  public func callAsFunction(at now: Instant, by: String, _ filter: ArchiveFilter = ArchiveFilter()) throws -> [ArchivedEntry] {
    try HoldDocuments.need(by, "by", "who erases them")
    var erased: [ArchivedEntry] = []
    for (one, _, _) in try outlook(on: now.utcDay, filter).erasable {
      // Decided again where it is written: a hold may have been set since.
      let erasure = try store.erase(one.chained.id, by: by, at: now) { entry, holds in
        guard case .erasable(let rule, let since) = Erasability(of: entry, on: now.utcDay, rules: rules, holds: holds) else { return nil }
        return (rule.source, since)
      }
      guard let erasure else { continue }
      erased.append(ArchivedEntry(chained: one.chained, erasure: erasure))
    }
    // Files of earlier erasures too, that a crash left.
    try each(filter) { one in
      guard one.erasure != nil, try vault.holds(one.entry.digest) else { return }
      try store.unlessNeeded(one.entry.digest) { try vault.remove(one.entry.digest) }
    }
    return erased
  }

  private func each(_ filter: ArchiveFilter, _ body: (ArchivedEntry) throws -> Void) throws {
    var filter = filter
    filter.limit = EraseDocuments.page
    while true {
      let page = try store.archiveEntries(filter)
      guard let last = page.last else { return }
      for one in page { try body(one) }
      filter.after = last.chained.id
    }
  }
}

/// Sets and lifts legal holds.
public struct HoldDocuments: Sendable {
  let store: any ArchiveStore

  public init(store: any ArchiveStore) { self.store = store }

  /// - Throws: `Rejection` (`archive.needs-reason`) without a reason or a name.
  public func hold(_ scope: LegalHold.Scope, reason: String, by: String, at: Instant) throws -> LegalHold {
    try HoldDocuments.need(reason, "reason", "why they are held")
    try HoldDocuments.need(by, "by", "who wants it")
    return try store.hold(scope, reason: reason, by: by, at: at)
  }

  /// - Throws: `Rejection` (`archive.needs-reason`, `archive.unknown-hold`, `archive.released-hold`).
  public func release(_ hold: Int64, reason: String, by: String, at: Instant) throws -> LegalHold {
    try HoldDocuments.need(reason, "reason", "why it is lifted")
    try HoldDocuments.need(by, "by", "who wants it")
    return try store.release(hold, reason: reason, by: by, at: at)
  }

  static func need(_ text: String, _ path: String, _ what: String) throws(Rejection) {
    guard text.allSatisfy(\.isWhitespace) else { return }
    throw Rejection(Problem(.archiveNeedsReason, path: path, "nothing says \(what)", remedy: "say it with --\(path); it is written down for good"))
  }
}
