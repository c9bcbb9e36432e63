public import Primitives

/// A document with the page it has, when it has one.
public struct DocumentLink: Sendable, Hashable {
  public var number: String
  public var href: String?

  public init(number: String, href: String? = nil) {
    self.number = number
    self.href = href
  }
}

/// What corrected an invoice since it was issued, or what it corrects.
public struct CorrectionNotes: Sendable, Hashable {
  public var creditNotes: [CreditNoteRow]
  public var cancelledOn: Day?
  public var replacedBy: DocumentLink?
  public var replaces: [DocumentLink]

  public init(creditNotes: [CreditNoteRow] = [], cancelledOn: Day? = nil, replacedBy: DocumentLink? = nil, replaces: [DocumentLink] = []) {
    self.creditNotes = creditNotes
    self.cancelledOn = cancelledOn
    self.replacedBy = replacedBy
    self.replaces = replaces
  }

  var isEmpty: Bool { creditNotes.isEmpty && cancelledOn == nil && replaces.isEmpty }
}

/// One credit note in a list.
public struct CreditNoteRow: Sendable, Hashable {
  public var note: DocumentLink
  public var invoice: DocumentLink
  public var accountName: String
  public var accountReference: String
  public var issuedOn: Day
  public var reason: String
  /// What was given back, tax included.
  public var gross: Money

  public init(
    note: DocumentLink, invoice: DocumentLink, accountName: String, accountReference: String, issuedOn: Day, reason: String, gross: Money
  ) {
    self.note = note
    self.invoice = invoice
    self.accountName = accountName
    self.accountReference = accountReference
    self.issuedOn = issuedOn
    self.reason = reason
    self.gross = gross
  }
}

/// A page of the list of credit notes, newest first.
public struct CreditNoteListView: Sendable {
  public var language: ReaderLanguage
  public var rows: [CreditNoteRow]
  /// The pages with newer and with older ones.
  public var newer: String?
  public var older: String?
  public var links: PageLinks

  public init(language: ReaderLanguage, rows: [CreditNoteRow], newer: String? = nil, older: String? = nil, links: PageLinks = PageLinks()) {
    self.language = language
    self.rows = rows
    self.newer = newer
    self.older = older
    self.links = links
  }
}
