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

/// Where the books are that are proved.
public protocol VerifyStore: Sendable {
  /// The laws that the store proves by itself, by name, in the order they run.
  var laws: [String] { get }

  /// Readers of one unchanging state, beside imports and bill runs: the same state for all of them.
  ///
  /// - Parameter count: how many are wanted; there may be fewer, and there is at least one.
  func lanes(_ count: Int) throws -> [any VerifyLane]
}

/// One reader of a state of the books that others read, too. Used by one at a time; the others wait.
public protocol VerifyLane: Sendable {
  /// - Parameter looked: called now and then with how many facts the check at work has looked at.
  func read(looked: @escaping (Int) -> Void, _ body: (any VerifySnapshot) throws -> Void) throws
}

/// What verifying reads. Everything is handed over one at a time, so that memory does not grow with the books.
public protocol VerifySnapshot {
  /// Proves one of the store's own laws and returns how many things it looked at.
  func run(check: String, _ report: @escaping (Finding) -> Void) throws -> Int

  /// Proves usage by its chain, and its projections by the events and the subjects; returns the number of events.
  func proveUsage(_ subjects: SubjectIndex, _ report: @escaping (Finding) -> Void) throws -> Int

  /// The last link of every stream of facts that has any.
  func heads() throws -> [ChainHead]

  /// The link of one fact, as 64 hexadecimal digits; `nil` when there is no such stream or fact.
  func link(_ stream: String, _ number: Int64) throws -> String?

  func billRuns() throws -> [BillRun]

  /// The name of an account's time zone; `nil` when there is no such account.
  func zoneName(of account: BillingAccountID) throws -> String?

  /// Proves every invoice by its chain, and by computing it once more from what was known when it was issued; returns how
  /// many there are.
  ///
  /// - Parameters:
  ///   - billing: a run's catalog made ready for billing; `nil` when there is no such run.
  ///   - replay: builds a subscription from stored facts.
  ///   - differs: called for an invoice that, with what is booked for it, is not what the facts give, and whether the invoice
  ///     itself differs.
  func proveInvoices(
    billing: @escaping (BillRunID) throws -> AccountBilling?, replay: @escaping (SubscriptionID, [String]) throws -> Subscription?,
    differs: @escaping (IssuedBooking, AccountOutcome, Bool) -> Void, _ report: @escaping (Finding) -> Void) throws -> Int

  /// Every invoice that has credit notes, with them and what was booked for them.
  func forEachCredited(_ body: (CreditedInvoice) throws -> Void) throws

  /// Every subscription that has a projection or facts, by its number.
  func forEachSubscription(_ body: (StoredSubscription) throws -> Void) throws
}

/// A subscription as it is projected, and the facts it is a projection of.
public struct StoredSubscription: Sendable {
  public var id: SubscriptionID
  /// `nil` when facts are there and no projection.
  public var projected: Subscription?
  /// In the order they happened, each with its number among all facts.
  public var facts: [(number: Int64, text: String)]

  public init(id: SubscriptionID, projected: Subscription?, facts: [(number: Int64, text: String)]) {
    self.id = id
    self.projected = projected
    self.facts = facts
  }
}
