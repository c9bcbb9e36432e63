public import Accounting
public import Invoicing
public import Primitives
import Rating

/// What booking a credit note comes to: its entry, and what of the invoice's deferred revenue is taken back with it.
public struct CreditNotePosting: Sendable, Hashable {
  public var entry: JournalEntry
  /// Shares of the invoice's recognition schedule that will not be recognised any more; signs as in the schedule.
  public var takenBack: [Recognition]

  /// Books a credit note on its day of issue, against what its invoice booked.
  ///
  /// Credit receivable with the gross, in the payer's sub-ledger; debit tax payable per rate; debit each line's net: the
  /// part of the line that is still deferred from deferred revenue, in proportion, and the part that is earned from its
  /// revenue account; third-party lines from what is owed to the third party.
  ///
  /// - Parameters:
  ///   - before: the invoice with the credit notes issued before this one.
  ///   - deferred: what of the invoice is still to be recognised, less what earlier credit notes took back.
  public init(
    of note: CreditNote, before: CreditedSoFar, deferred: [Recognition], id: InvoiceID? = nil, accounts: PostingAccounts = .standard
  ) {
    var postings: [Posting] = []
    var takenBack: [Recognition] = []
    func post(_ account: LedgerAccountCode, _ amountMinor: Int64, to billingAccount: BillingAccountID? = nil) {
      if amountMinor != 0 { postings.append(Posting(ledgerAccount: account, billingAccount: billingAccount, amountMinor: amountMinor)) }
    }
    post(accounts.receivable, 0 &- note.grossMinor, to: note.account)
    for part in note.lines {
      guard let line = before.invoice.lines.first(where: { $0.number == part.invoiceLine }) else { continue }
      if line.charge.kind == .thirdParty {
        post(accounts.thirdPartyPayable, part.netMinor)
        continue
      }
      let open = deferred.filter { $0.line == line.number && $0.amountMinor != 0 }
      let share = CreditNotePosting.share(of: open, credited: part.netMinor, left: before.leftMinor(ofLine: line.number) ?? 0)
      let parts = Allocation.largestRemainder(share, over: open.map { Exact(unscaled: $0.amountMinor, scale: 0) })
      for (recognition, amount) in zip(open, parts) where amount != 0 {
        var back = recognition
        back.amountMinor = amount
        takenBack.append(back)
      }
      post(accounts.deferredRevenue, share)
      post(line.charge.revenueAccount, part.netMinor - share)
    }
    for tax in note.taxes { post(accounts.taxPayable, tax.taxMinor) }
    entry = JournalEntry(
      occasion: .creditNote, seller: note.seller, bookedOn: note.issuedOn, currency: note.currency,
      subject: note.number ?? "", invoice: id, postings: postings)
    self.takenBack = takenBack
  }

  /// The part of a line's credit that is still deferred: all of what is deferred when the rest of the line goes.
  private static func share(of open: [Recognition], credited: Int64, left: Int64) -> Int64 {
    let sum = open.reduce(0) { $0 + $1.amountMinor }
    if sum == 0 || left == 0 || credited == left { return sum }
    let share = Exact(unscaled: credited, scale: 0) * Exact(unscaled: sum, scale: 0) / Exact(unscaled: left, scale: 0)
    return share.minorUnits(digits: 0, mode: .halfUp) ?? 0
  }
}
