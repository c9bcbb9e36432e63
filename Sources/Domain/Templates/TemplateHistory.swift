public import Primitives

/// One version of a template as it was put, and by whom.
public struct TemplateVersion: Sendable, Hashable {
  /// Of all versions of all templates, in the order they were put.
  public var id: Int64
  public var template: String
  /// Among the template's own, from 1.
  public var number: Int
  public var source: TemplateSource
  public var by: String
  public var at: Instant

  public init(id: Int64, template: String, number: Int, source: TemplateSource, by: String, at: Instant) {
    self.id = id
    self.template = template
    self.number = number
    self.source = source
    self.by = by
    self.at = at
  }
}

/// Something that was decided about a version.
public struct TemplateDecision: Sendable, Hashable {
  /// What was decided.
  public enum Kind: Sendable, Hashable {
    case proposed
    /// The proposal was taken back; the version is a draft again.
    case takenBack
    /// In force for documents issued on a day and later.
    case released(from: Day)
    /// No version of the template is in force for documents issued on a day and later.
    case ended(from: Day)
  }

  /// In the order in which decisions were made, those of all templates.
  public var id: Int64
  /// The version's number among the template's own.
  public var version: Int
  public var kind: Kind
  public var by: String
  public var at: Instant
  public var note: String

  public init(id: Int64, version: Int, kind: Kind, by: String, at: Instant, note: String = "") {
    self.id = id
    self.version = version
    self.kind = kind
    self.by = by
    self.at = at
    self.note = note
  }
}

/// All that happened to one template. Nothing of it is ever changed; what stands follows from it.
public struct TemplateHistory: Sendable, Hashable {
  public var code: String
  /// In the order they were put.
  public var versions: [TemplateVersion]
  /// In the order they were made.
  public var decisions: [TemplateDecision]

  public init(code: String, versions: [TemplateVersion] = [], decisions: [TemplateDecision] = []) {
    self.code = code
    self.versions = versions
    self.decisions = decisions
  }

  /// Where a version stands; whether it is in force is another matter.
  public enum State: String, Sendable, Hashable, CaseIterable { case draft, proposed, released }

  public func version(_ number: Int) -> TemplateVersion? { versions.first { $0.number == number } }

  /// Where a version stands.
  public func state(of number: Int) -> State {
    var state = State.draft
    for decision in decisions where decision.version == number {
      switch decision.kind {
      case .proposed: state = .proposed
      case .takenBack: state = .draft
      case .released: state = .released
      case .ended: break
      }
    }
    return state
  }

  /// The version for documents issued on a day; `nil` when none is in force then.
  public func inForce(on day: Day) -> TemplateVersion? {
    var newest: (from: Day, version: Int?)?
    for decision in decisions {
      // Of decisions for one day the later one counts.
      switch decision.kind {
      case .released(let from): if from <= day, newest.map({ from >= $0.from }) ?? true { newest = (from, decision.version) }
      case .ended(let from): if from <= day, newest.map({ from >= $0.from }) ?? true { newest = (from, nil) }
      case .proposed, .takenBack: break
      }
    }
    return newest?.version.flatMap { version($0) }
  }

  /// The days from which another version, or none, is in force, in their order.
  public var turns: [Day] {
    Set(
      decisions.compactMap { decision in
        switch decision.kind {
        case .released(let from), .ended(let from): from
        case .proposed, .takenBack: nil
        }
      }
    ).sorted()
  }

  /// The version that was proposed last and not decided about since.
  public var proposal: TemplateVersion? { versions.last { state(of: $0.number) == .proposed } }
}
