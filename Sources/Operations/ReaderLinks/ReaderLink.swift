public import Invoicing
public import Balances
public import Primitives

/// What a link opens, for whom and until when. Its token says all of it, signed; nothing of a link is kept.
public struct ReaderLink: Sendable, Hashable {
  public enum Document: Sendable, Hashable {
    case invoice(InvoiceID)
    case creditNote(CreditNoteID)
    /// What a customer balance was paid in and spent within days.
    case statement(CustomerBalanceID, ServicePeriod)
  }

  public var document: Document
  /// Whose document it is: for another account the link opens nothing.
  public var account: BillingAccountID
  /// ISO 639-1 of the pages; the account's own when `nil`.
  public var language: String?
  public var madeAt: Instant
  /// The first instant at which it opens nothing any more.
  public var expiresAt: Instant

  public init(_ document: Document, account: BillingAccountID, language: String? = nil, madeAt: Instant, expiresAt: Instant) {
    self.document = document
    self.account = account
    self.language = language
    self.madeAt = madeAt
    self.expiresAt = expiresAt
  }

  /// The same reader's link to another document. It lives no longer and counts as made no later, so that whoever holds a link
  /// makes nothing of it that outlives its end or its withdrawal.
  public func to(_ other: Document) -> ReaderLink {
    var link = self
    link.document = other
    return link
  }
}

extension ReaderLink.Document {
  /// How it stands in tokens and rows.
  public enum Kind: UInt8, Sendable, CaseIterable { case invoice = 1, creditNote = 2, statement = 3 }

  public var kind: Kind {
    switch self {
    case .invoice: .invoice
    case .creditNote: .creditNote
    case .statement: .statement
    }
  }

  public var id: Int64 {
    switch self {
    case .invoice(let id): id.rawValue
    case .creditNote(let id): id.rawValue
    case .statement(let id, _): id.rawValue
    }
  }
}

/// What a token opens when it is brought.
public enum OpenedLink: Sendable, Hashable {
  case open(ReaderLink)
  /// Ended by itself.
  case over(ReaderLink)
  case takenBack(ReaderLink)
  /// Not made here, changed, cut off, or signed with a key that is no longer in force: the four are not told apart.
  case unknown
}
