public import Primitives
public import Templates

/// Puts versions of templates, proposes them, releases them, takes them back.
public struct ChangeTemplate: Sendable {
  let store: any TemplateStore
  let read: @Sendable (TemplateSource) throws -> BillTemplate

  /// - Parameter read: reads a template as it was written.
  public init(store: any TemplateStore, read: @escaping @Sendable (TemplateSource) throws -> BillTemplate) {
    self.store = store
    self.read = read
  }

  /// - Throws: `Rejection` (`template.needs-name`, or every mistake in the template).
  public func put(_ source: TemplateSource, by: String, at: Instant) throws -> PutTemplate {
    try TemplateHistory.requireName(by)
    return try store.putTemplate(source, of: try read(source).code, by: by, at: at)
  }

  public func propose(_ code: String, version: Int?, _ wish: TemplateHistory.Wish) throws -> TemplateDecision {
    try store.decide(about: code) { _, _, own in try own.proposing(version, wish) }
  }

  /// Releases what was proposed.
  ///
  /// - Parameter from: the first day of issue for which it counts; when `nil`, today or the day behind the last that documents were issued on.
  public func release(_ code: String, version: Int?, from: Day?, _ wish: TemplateHistory.Wish) throws -> TemplateDecision {
    try store.decide(about: code) { all, lastIssued, own in
      let from = from ?? earliest(lastIssued, wish)
      let decision = try own.releasing(version, from: from, lastIssued: lastIssued, wish)
      guard let released = own.version(decision.version) else { return decision }
      // The template as it would be from then on, beside all that are or will be in force.
      let others = try all.filter { $0.code != code }.flatMap { try templates($0, from: from) }
      try TemplateChoice.requireAlone(try read(released.source), beside: others)
      return decision
    }
  }

  public func takeBack(_ code: String, _ wish: TemplateHistory.Wish) throws -> TemplateDecision {
    try store.decide(about: code) { _, _, own in try own.takingBack(wish) }
  }

  /// Takes a template out of force.
  ///
  /// - Parameter from: the first day of issue for which it no longer counts.
  public func end(_ code: String, from: Day, _ wish: TemplateHistory.Wish) throws -> TemplateDecision {
    try store.decide(about: code) { _, lastIssued, own in try own.ending(from: from, lastIssued: lastIssued, wish) }
  }

  private func earliest(_ lastIssued: Day?, _ wish: TemplateHistory.Wish) -> Day {
    max(wish.at.utcDay, lastIssued?.adding(days: 1) ?? wish.at.utcDay)
  }

  private func templates(_ history: TemplateHistory, from: Day) throws -> [BillTemplate] {
    try ([from] + history.turns.filter { $0 > from }).compactMap { day in try history.inForce(on: day).map { try read($0.source) } }
  }
}
