public import Primitives
public import Templates

/// Where templates are kept: versions and decisions, never changed.
public protocol TemplateStore: Sendable {
  /// Every template with all that happened to it, in the order of their codes.
  func templates() throws -> [TemplateHistory]
  /// Another one whenever a version was put or something was decided.
  func templateMark() throws -> TemplateMark
  /// Puts a version behind the template's own, unless the newest one says the same.
  func putTemplate(_ source: TemplateSource, of code: String, by: String, at: Instant) throws -> PutTemplate
  /// Writes what is decided about a template. What it is decided from is read in the transaction that writes it.
  ///
  /// - Parameter decide: from all templates, the newest day of issue of any document, if there is one, and the template's own history.
  func decide(
    about code: String, _ decide: (_ all: [TemplateHistory], _ lastIssued: Day?, _ own: TemplateHistory) throws -> TemplateDecision
  ) throws -> TemplateDecision
}

/// How much was written of templates.
public struct TemplateMark: Sendable, Hashable {
  public var version: Int64
  public var decision: Int64

  public init(version: Int64, decision: Int64) {
    self.version = version
    self.decision = decision
  }
}

/// A version that was put, or was there already.
public struct PutTemplate: Sendable, Hashable {
  public var version: TemplateVersion
  public var isNew: Bool

  public init(version: TemplateVersion, isNew: Bool) {
    self.version = version
    self.isNew = isNew
  }
}
