public import EInvoicing
public import Primitives

/// Where the records of invoicing are kept. Facts: written once, in the order of their chains.
public protocol VerifactuStore: Sendable {
  /// Puts records at the end of their issuer's chain, all of them in one transaction; a document that is recorded already is passed over.
  ///
  /// - Parameter seal: gives a draft its place behind the last record; called in the transaction, in the order of the drafts.
  /// - Returns: what was written.
  func append(_ drafts: [VerifactuDraft], seal: (VerifactuDraft, VerifactuEntry?) throws -> VerifactuEntry) throws -> [VerifactuEntry]
  func verifactuEntry(of subject: VerifactuEntry.Subject, seller: SellerCode, number: String, act: VerifactuEntry.Act) throws -> VerifactuEntry?
  /// In the order in which they were made.
  func verifactuEntries(_ filter: VerifactuFilter) throws -> [VerifactuEntry]
  /// The records of an issuer behind a number, in the order of their numbers.
  func verifactuChain(of issuer: String, after number: Int64, limit: Int) throws -> [VerifactuEntry]
  /// Those that have records.
  func verifactuIssuers() throws -> [String]
  /// A seller's documents issued from a day on that are not recorded: by their day, invoices before credit notes, in the order of their issue.
  func unrecorded(of seller: SellerCode, from day: Day) throws -> [UnrecordedDocument]
}

/// What is to be recorded: everything but its place in the chain.
public struct VerifactuDraft: Sendable {
  public var seller: SellerCode
  public var subject: VerifactuEntry.Subject
  public var document: VerifactuDocument
  public var act: VerifactuRecord.Act
  public var reason: String?
  /// Whether its amounts could be said in euro.
  var hasEuro = true

  public init(seller: SellerCode, subject: VerifactuEntry.Subject, document: VerifactuDocument, act: VerifactuRecord.Act, reason: String? = nil) {
    self.seller = seller
    self.subject = subject
    self.document = document
    self.act = act
    self.reason = reason
  }

  public var kind: VerifactuEntry.Act {
    switch act {
    case .registration: .registration
    case .annulment: .annulment
    }
  }
}

/// An issued document without a record.
public struct UnrecordedDocument: Sendable, Hashable {
  public var subject: VerifactuEntry.Subject
  /// Of the invoice or the credit note.
  public var id: Int64

  public init(subject: VerifactuEntry.Subject, id: Int64) {
    self.subject = subject
    self.id = id
  }
}

/// Which records to list.
public struct VerifactuFilter: Sendable, Hashable {
  public var seller: SellerCode?
  /// A document's number.
  public var document: String?
  public var after: Int64
  public var limit: Int

  public init(seller: SellerCode? = nil, document: String? = nil, after: Int64 = 0, limit: Int = 50) {
    self.seller = seller
    self.document = document
    self.after = after
    self.limit = limit
  }
}

extension ProblemCode {
  /// The document has no record, or its seller makes none.
  public static let notRecorded = ProblemCode("verifactu.not-recorded")
  /// The document is valid, so that it cannot be annulled.
  public static let notAnnullable = ProblemCode("verifactu.not-annullable")
  /// No seller says that its documents are recorded.
  public static let noVerifactuSeller = ProblemCode("verifactu.no-seller")
}
