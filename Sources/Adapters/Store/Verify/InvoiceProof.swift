import Accounting
import Invoicing
import Operations
import PostingRules
import Primitives
import Rating
import Subscriptions

/// Proves invoices: each by its link, and each computed once more from the facts and compared with what stands there.
///
/// The invoice computed again is not compared column by column: the link that it would get is compared with the link that
/// the stored rows give. Only where they differ are the rows read, so that the difference can be named.
final class InvoiceProof {
  private let c: Connection
  private let maker: LinkMaker
  private let billing: (BillRunID) throws -> AccountBilling?
  private let replay: (SubscriptionID, [String]) throws -> Subscription?
  private let differs: (IssuedBooking, AccountOutcome, Bool) -> Void
  private let fact: InvoiceFact
  private let entryFact: EntryFact
  private var prepared: (run: BillRunID, billing: AccountBilling, facts: FactsRows)?
  private var journal: LinkReader
  private var journalPrevious: Link
  private let entry: Statement
  private let hasMovedAway: Bool

  /// - Parameters:
  ///   - billing: a run's catalog made ready; `nil` when there is no such run.
  ///   - differs: called for every invoice that is not what the facts give, with whether the invoice itself differs, and not
  ///     only what is booked for it.
  init(
    _ c: Connection, _ maker: LinkMaker, billing: @escaping (BillRunID) throws -> AccountBilling?,
    replay: @escaping (SubscriptionID, [String]) throws -> Subscription?, differs: @escaping (IssuedBooking, AccountOutcome, Bool) -> Void
  ) throws {
    self.c = c
    self.maker = maker
    self.billing = billing
    self.replay = replay
    self.differs = differs
    let rows = LinkedRows(c: c, maker: maker, isWriting: false)
    fact = InvoiceFact(rows: rows, terms: c.keeping(LineTermsRows()))
    entryFact = EntryFact(rows: rows)
    journal = try LinkReader(FactStream.journal, c)
    journalPrevious = maker.origin(FactStream.journal.name)
    hasMovedAway = try SubscriptionRows.isAnyMovedAway(c)
    entry = try c.prepareOwn("SELECT id FROM journal_entry WHERE seller = ? AND occasion = ? AND subject = ?")
  }

  /// - Returns: how many invoices were looked at.
  func run(_ looked: @escaping (Int) -> Void, _ report: @escaping (Finding) -> Void) throws -> Int {
    var check = try ChainCheck(
      FactStream.invoices, c, maker, each: { [self] in try prove($0, after: $1, made: $2, report) }, looked, report)
    return try check.run()
  }

  /// - Parameters:
  ///   - row: the invoice's number and the columns of the stream's first part.
  ///   - made: the link that the stored rows give after `previous`.
  private func prove(_ row: Statement, after previous: Link, made: Link, _ report: (Finding) -> Void) throws {
    let place = InvoiceFact.Place(id: row.int64(0), run: row.int64(2), number: row.text(4))
    let (account, issuedOn, factsThrough) = (BillingAccountID(row.int64(1)), row.day(6), row.int64(14))
    guard let (billing, facts) = try ready(BillRunID(place.run)) else {
      return report(Finding("rebilled", place.number, "belongs to bill run \(place.run), which is not there"))
    }
    let members = try IssuedMembers(InvoiceID(place.id), factsThrough: factsThrough, c)
    guard let pending = members.pending(account) else {
      return report(Finding("rebilled", place.number, "row missing: what it covers of the paying account is not there"))
    }
    var asThen = facts
    asThen.issued = members
    let outcome = billing.bill(pending, try asThen.facts(of: pending), issuedOn: issuedOn, waiving: true)
    var isGiven = false
    if case .bill(let bill) = outcome {
      isGiven = try gives(bill, place, after: previous, made)
      if try isBooked(bill, place), isGiven { return }
    }
    guard let issued = try InvoiceReading.one(InvoiceID(place.id), c) else { return }
    differs(try IssuedBookings.one(issued, c), outcome, !isGiven)
  }

  private func ready(_ run: BillRunID) throws -> (AccountBilling, FactsRows)? {
    if let prepared, prepared.run == run { return (prepared.billing, prepared.facts) }
    guard let billing = try billing(run) else { return nil }
    var facts = try FactsRows(
      c, zones: billing.context.pricing.zones, lateRule: billing.context.rules.lateEvents, replay: replay)
    facts.mayHaveMovedAway = hasMovedAway
    prepared = (run, billing, facts)
    return (billing, facts)
  }

  /// Whether the invoice, with all that belongs to it, is what the facts give.
  private func gives(_ bill: PreparedBill, _ place: InvoiceFact.Place, after previous: Link, _ made: Link) throws -> Bool {
    maker.begin(after: previous)
    try fact.write(bill, at: place)
    return maker.finish() == made
  }

  /// Whether its entries are linked in the journal as the facts give them; `ChainCheck` proves those links.
  private func isBooked(_ bill: PreparedBill, _ place: InvoiceFact.Place) throws -> Bool {
    for entry in bill.entries {
      guard let id = try entryID(entry, place.number) else { return false }
      while let number = journal.number, number < id {
        journalPrevious = journal.link
        try journal.advance()
      }
      guard journal.number == id else { return false }
      maker.begin(after: journalPrevious)
      try entryFact.write(entry, id: id, subject: place.number, invoice: place.id) {
        try LedgerRows.find($0, entry.seller, entry.currency, c) ?? 0
      }
      if maker.finish() != journal.link { return false }
    }
    return true
  }

  private func entryID(_ entry: JournalEntry, _ subject: String) throws -> Int64? {
    self.entry.bind(1, entry.seller.text)
    self.entry.bind(2, entry.occasion.rawValue)
    self.entry.bind(3, subject)
    defer { self.entry.reset() }
    return try self.entry.step() ? self.entry.int64(0) : nil
  }
}
