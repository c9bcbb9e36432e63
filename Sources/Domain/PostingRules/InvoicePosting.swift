public import Accounting
public import Invoicing
public import Primitives
import Rating

/// What booking an invoice comes to: its entry, and what of it is recognised as revenue later.
public struct InvoicePosting: Sendable, Hashable {
  public var entry: JournalEntry
  /// Empty unless a line's service reaches beyond the booking month.
  public var recognitions: [Recognition]

  /// Books an issued invoice on its day of issue.
  ///
  /// Debit receivable with the gross, in the payer's sub-ledger; credit each line's net to its revenue account, one
  /// posting a line, so that each posting can be explained; credit tax payable per rate. A recurring line, its
  /// credits and its discounts are deferred for the days after the booking month. Third-party lines are no revenue:
  /// they are owed to the third party. Amounts of zero are not posted.
  public init(of invoice: Invoice, id: InvoiceID? = nil, accounts: PostingAccounts = .standard) {
    var postings: [Posting] = []
    postings.reserveCapacity(invoice.lines.count + invoice.taxes.count + 1)
    var recognitions: [Recognition] = []
    func post(_ account: LedgerAccountCode, _ amountMinor: Int64, to billingAccount: BillingAccountID? = nil) {
      if amountMinor != 0 { postings.append(Posting(ledgerAccount: account, billingAccount: billingAccount, amountMinor: amountMinor)) }
    }
    post(accounts.receivable, invoice.grossMinor, to: invoice.account)
    let monthEnd = AccountingPeriod(containing: invoice.issuedOn).end
    // By index, so that each line is read where it lies instead of being copied out.
    for index in invoice.lines.indices {
      let net = invoice.lines[index].netMinor
      let revenueAccount = invoice.lines[index].charge.revenueAccount
      if invoice.lines[index].charge.kind == .thirdParty {
        post(accounts.thirdPartyPayable, 0 &- net)
      } else if invoice.lines[index].charge.period.end > monthEnd, InvoicePosting.isDeferrable(invoice.lines[index].charge.kind) {
        let spread = RecognitionSchedule.spread(
          amountMinor: net, over: invoice.lines[index].charge.period, bookedOn: invoice.issuedOn)
        post(revenueAccount, 0 &- spread.earnedMinor)
        post(accounts.deferredRevenue, spread.later.reduce(0) { $0 &- $1.amountMinor })
        for part in spread.later where part.amountMinor != 0 {
          recognitions.append(
            Recognition(
              line: invoice.lines[index].number, recogniseOn: part.month.lastDay, deferredAccount: accounts.deferredRevenue,
              revenueAccount: revenueAccount, amountMinor: part.amountMinor))
        }
      } else {
        post(revenueAccount, 0 &- net)
      }
    }
    for tax in invoice.taxes { post(accounts.taxPayable, 0 &- tax.taxMinor) }
    entry = JournalEntry(
      occasion: .invoice, seller: invoice.seller, bookedOn: invoice.issuedOn, currency: invoice.currency,
      subject: invoice.number ?? "", invoice: id, postings: postings)
    self.recognitions = recognitions
  }

  private static func isDeferrable(_ kind: RatedCharge.Kind) -> Bool {
    switch kind {
    case .recurring, .credit, .discount: true
    case .usage, .oneTime, .trueUp, .thirdParty, .correction: false
    }
  }
}

extension JournalEntry {
  /// The entry that recognises the shares of one invoice due on one day; `nil` when there is nothing to recognise.
  ///
  /// Shares of equal accounts are one posting. The subject, `ES-2026-000001 2026-04`, is unique per invoice and month.
  public static func recognition(
    of shares: [Recognition], seller: SellerCode, currency: Currency, invoiceNumber: String, invoice: InvoiceID? = nil,
    on day: Day
  ) -> JournalEntry? {
    var postings: [Posting] = []
    func post(_ account: LedgerAccountCode, _ amountMinor: Int64) {
      if let at = postings.firstIndex(where: { $0.ledgerAccount == account }) {
        postings[at].amountMinor += amountMinor
      } else {
        postings.append(Posting(ledgerAccount: account, amountMinor: amountMinor))
      }
    }
    for share in shares {
      post(share.deferredAccount, share.amountMinor)
      post(share.revenueAccount, 0 &- share.amountMinor)
    }
    postings.removeAll { $0.amountMinor == 0 }
    if postings.isEmpty { return nil }
    return JournalEntry(
      occasion: .recognition, seller: seller, bookedOn: day, currency: currency,
      subject: "\(invoiceNumber) \(AccountingPeriod(containing: day))", invoice: invoice, postings: postings)
  }
}
