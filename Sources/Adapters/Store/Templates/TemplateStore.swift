public import Operations
public import Primitives
public import Templates

extension Store: TemplateStore {
  public func templates() throws -> [TemplateHistory] { try read { try TemplateRows(c: $0).all() } }

  public func templateMark() throws -> TemplateMark {
    try read { c in
      let mark = try TemplateRows(c: c).mark()
      return TemplateMark(version: mark.version, decision: mark.decision)
    }
  }

  public func putTemplate(_ source: TemplateSource, of code: String, by: String, at: Instant) throws -> PutTemplate {
    try write { c in
      let rows = TemplateRows(c: c)
      let own = try rows.all().first { $0.code == code }
      if let newest = own?.versions.last, newest.source == source { return PutTemplate(version: newest, isNew: false) }
      return PutTemplate(version: try rows.insert(source, of: code, number: (own?.versions.last?.number ?? 0) + 1, by: by, at: at), isNew: true)
    }
  }

  public func decide(
    about code: String, _ decide: (_ all: [TemplateHistory], _ lastIssued: Day?, _ own: TemplateHistory) throws -> TemplateDecision
  ) throws -> TemplateDecision {
    try write { c in
      let rows = TemplateRows(c: c)
      let all = try rows.all()
      let own = all.first { $0.code == code } ?? TemplateHistory(code: code)
      let decision = try decide(all, try rows.lastIssued(), own)
      guard let version = own.version(decision.version) else { return decision }
      return try rows.insert(decision, of: version.id)
    }
  }
}
