import Invoicing
public import Parties
public import PostingRules
public import Primitives

/// Takes an invoice back whole: credits what is left of it, and puts its accounts back to where they stood before it, so
/// that the same period can be billed again from the facts known by then.
public struct CancelInvoice {
  let store: any CorrectionStore
  let sellers: [SellerEntity]
  let accounts: PostingAccounts
  let eInvoices: EInvoiceRelease?

  /// - Parameter eInvoices: refuses credit notes that a receiver would refuse as e-invoices; `nil`: none is looked at.
  public init(
    store: any CorrectionStore, sellers: [SellerEntity], accounts: PostingAccounts = .standard, eInvoices: EInvoiceRelease? = nil
  ) {
    self.eInvoices = eInvoices
    self.store = store
    self.sellers = sellers
    self.accounts = accounts
  }

  /// - Parameter on: the day of the credit note; `nil`: today.
  /// - Throws: `Rejection` when the invoice is not the latest of its accounts (`invoice.not-latest`), was cancelled before
  ///   (`invoice.cancelled`), its days were priced again (`invoice.rerated`), or the key was used for something else; nothing is written then.
  public func callAsFunction(
    _ invoice: InvoiceID, key: String, reason: String, on: Day? = nil, today: Day, at: Instant
  ) throws -> Corrected {
    try store.correct(
      invoice, key: "cancel:\(key)", fingerprint: "\(invoice) cancel on \(on.map { "\($0)" } ?? "the day") for \(reason)", at: at,
      numberFormat: sellers.creditNoteNumber
    ) { basis in
      let number = basis.issued.invoice.number ?? ""
      if let day = basis.standing.cancelledOn {
        throw Rejection(
          Problem(
            .invoiceCancelled, path: "invoice", "invoice \(number) was cancelled on \(day)",
            remedy: basis.standing.replacedBy.map { "cancel \($0), which took its place" } ?? "bill the account again"))
      }
      if let later = basis.laterInvoice {
        throw Rejection(
          Problem(
            .invoiceNotLatest, path: "invoice", "invoice \(later) was issued behind \(number) and builds on it",
            remedy: "cancel \(later) first, then \(number), and bill again; or credit \(number) without cancelling it"))
      }
      if let rerating = basis.reratedBy {
        throw Rejection(
          Problem(
            .invoiceRerated, path: "invoice", "days of \(number), or later ones, were priced again by re-rating \(rerating), and its account goes on from there",
            remedy: "price the days again with the right catalog, `florin rerate --catalog`; or credit \(number) without cancelling it"))
      }
      let issuedOn = on ?? max(today, basis.issued.invoice.issuedOn)
      let cancellation = Correction.Cancellation(on: issuedOn, reason: reason)
      let before = CreditedSoFar(basis.issued.invoice, notes: basis.notes)
      if before.isExhausted, !reason.allSatisfy(\.isWhitespace) { return Correction(cancellation: cancellation) }
      let note = try before.draft(CreditRequest(.rest, reason: reason), issuedOn: issuedOn)
      try eInvoices?.check(note, of: basis.issued.invoice)
      return Correction(
        note: note,
        posting: CreditNotePosting(of: note, before: before, deferred: basis.deferred, id: basis.issued.id, accounts: accounts),
        cancellation: cancellation)
    }
  }
}

extension ProblemCode {
  public static let invoiceCancelled = ProblemCode("invoice.cancelled")
  static let invoiceRerated = ProblemCode("invoice.rerated")
  public static let invoiceNotLatest = ProblemCode("invoice.not-latest")
}
