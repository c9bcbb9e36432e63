public import Accounting
public import PostingRules
public import Primitives
public import Subscriptions
public import Usage

/// Something that is not as the facts say it must be.
public struct Finding: Sendable, Hashable {
  /// The law that is broken, by its short name: `invoice-sums`, `journal-balances`, `rebilled`.
  public var law: String
  /// What it is about: an invoice number, a journal entry, an account.
  public var subject: String
  public var message: String

  public init(_ law: String, _ subject: String, _ message: String) {
    self.law = law
    self.subject = subject
    self.message = message
  }
}

/// An issued invoice and what stands in the books for it, as stored.
public struct IssuedBooking: Sendable {
  public var issued: IssuedInvoice
  public var postings: [Posting]
  public var recognitions: [Recognition]

  public init(issued: IssuedInvoice, postings: [Posting] = [], recognitions: [Recognition] = []) {
    self.issued = issued
    self.postings = postings
    self.recognitions = recognitions
  }
}

/// What verifying reads. Every check hands its findings over one at a time, so that memory does not grow with the books.
public protocol VerifyStore: Sendable {
  /// The checks by name, in the order they run.
  var checks: [String] { get }

  /// Runs one check and returns how many things it looked at.
  func run(check: String, _ report: @escaping (Finding) -> Void) throws -> Int

  /// Identifiers of the issued invoices of one run, in order.
  func invoiceIDs(of run: BillRunID) throws -> [InvoiceID]

  /// What each of these invoices was computed from, read again: the account with its facts as they were then.
  ///
  /// - Parameter replay: builds a subscription from stored facts.
  func readFacts(
    asBilledBy invoices: [InvoiceID], zones: [String: Zone], lateRule: LateEventRule,
    replay: (SubscriptionID, [String]) throws -> Subscription?,
    _ body: (IssuedInvoice, PendingAccount, AccountFacts) throws -> Void) throws

  /// Every issued invoice with what was booked for it, in order of issue.
  func forEachBooking(_ body: (IssuedBooking) throws -> Void) throws

  /// Every subscription with the facts it is a projection of.
  func forEachSubscription(_ body: (Subscription, [String]) throws -> Void) throws
}
