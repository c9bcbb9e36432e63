public import Primitives

/// Forbids that documents are erased, whatever their age: of an account, or one document.
public struct LegalHold: Sendable, Hashable {
  /// What it covers.
  public enum Scope: Sendable, Hashable {
    /// The account's reference.
    case account(String)
    /// A document's number.
    case document(String)
  }

  public var number: Int64
  public var scope: Scope
  public var reason: String
  public var setBy: String
  public var setAt: Instant
  public var release: Release?

  /// How it ended.
  public struct Release: Sendable, Hashable {
    public var reason: String
    public var releasedBy: String
    public var releasedAt: Instant

    public init(reason: String, releasedBy: String, releasedAt: Instant) {
      self.reason = reason
      self.releasedBy = releasedBy
      self.releasedAt = releasedAt
    }
  }

  public init(number: Int64, scope: Scope, reason: String, setBy: String, setAt: Instant, release: Release? = nil) {
    self.number = number
    self.scope = scope
    self.reason = reason
    self.setBy = setBy
    self.setAt = setAt
    self.release = release
  }

  /// Whether it forbids erasing an entry now.
  public func covers(_ entry: ArchiveEntry) -> Bool {
    if release != nil { return false }
    return switch scope {
    case .account(let reference): entry.account == reference
    case .document(let number): entry.document.number == number
    }
  }
}
