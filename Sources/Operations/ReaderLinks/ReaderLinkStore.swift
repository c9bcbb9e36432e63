public import Primitives

/// A key that signs links, as it is kept: sealed.
public struct LinkKey: Sendable, Hashable {
  public var id: Int64
  public var sealed: SealedSecret
  public var madeAt: Instant
  /// After a rotation: from then on links that it signed open nothing.
  public var expiresAt: Instant?

  public init(id: Int64, sealed: SealedSecret, madeAt: Instant, expiresAt: Instant? = nil) {
    self.id = id
    self.sealed = sealed
    self.madeAt = madeAt
    self.expiresAt = expiresAt
  }
}

/// Where the keys of links are kept, and which links were withdrawn.
public protocol ReaderLinkStore: Sendable {
  /// In the order they were made.
  func linkKeys() throws -> [LinkKey]
  /// Adds the first key; of several that try, one does.
  func addFirst(linkKey sealed: SealedSecret, at: Instant) throws
  /// Adds a key; those before it end, at the latest, at `oldExpireAt`, and those that are over are forgotten.
  func rotate(linkKey sealed: SealedSecret, at: Instant, oldExpireAt: Instant) throws
  /// Withdraws the links made until then: all of an account, or those to one document of it.
  func withdraw(linksOf account: BillingAccountID, to document: ReaderLink.Document?, at: Instant) throws
  /// Until when made links to a document were withdrawn, with all of the account's or by themselves.
  func linksWithdrawn(of account: BillingAccountID, to document: ReaderLink.Document) throws -> Instant?
}
