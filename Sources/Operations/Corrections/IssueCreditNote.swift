public import Invoicing
public import Parties
public import PostingRules
public import Primitives

/// Somebody's wish to credit an invoice, under a key.
public struct CreditCommand: Sendable, Hashable {
  public var key: String
  public var request: CreditRequest
  /// The day of issue; `nil`: the day it is carried out, whenever that is.
  public var on: Day?

  public init(key: String, request: CreditRequest, on: Day? = nil) {
    self.key = key
    self.request = request
    self.on = on
  }

  /// What the command says, for comparing a repeat with it.
  var fingerprint: String {
    let lines = request.lines.sorted().map(String.init).joined(separator: ",")
    let measure =
      switch request.measure {
      case .rest: "rest"
      case .percent(let percent): "\(percent) percent"
      case .amount(let minor): "\(minor) minor"
      }
    return "credit \(measure) of lines [\(lines)] on \(on.map { "\($0)" } ?? "the day") for \(request.reason)"
  }
}

/// Issues credit notes: decides, numbers and books each in one transaction.
public struct IssueCreditNote {
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

  /// - Throws: `Rejection` when the request asks for more than is left or the key was used for something else; nothing is
  ///   written then.
  public func callAsFunction(_ command: CreditCommand, of invoice: InvoiceID, today: Day, at: Instant) throws -> Corrected {
    try store.correct(
      invoice, key: "credit:\(command.key)", fingerprint: "\(invoice) \(command.fingerprint)", at: at, numberFormat: sellers.creditNoteNumber
    ) { basis in
      let before = CreditedSoFar(basis.issued.invoice, notes: basis.notes)
      let note = try before.draft(command.request, issuedOn: command.on ?? max(today, basis.issued.invoice.issuedOn))
      try eInvoices?.check(note, of: basis.issued.invoice)
      return Correction(
        note: note,
        posting: CreditNotePosting(of: note, before: before, deferred: basis.deferred, id: basis.issued.id, accounts: accounts))
    }
  }
}

extension [SellerEntity] {
  /// How a seller writes the running number of a credit note.
  func creditNoteNumber(_ seller: SellerCode, _ number: Int64) -> String {
    let prefix = first { $0.code == seller }?.creditNoteNumberPrefix ?? seller.text + "-CN-"
    return InvoiceNumberSequence.text(prefix: prefix, number: number)
  }
}
