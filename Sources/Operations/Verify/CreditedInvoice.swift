public import Accounting
import Invoicing
public import PostingRules
public import Primitives

/// An invoice with its credit notes and what stands in the books for them, as stored.
public struct CreditedInvoice: Sendable {
  public var issued: IssuedInvoice
  /// In the order of their issue.
  public var notes: [Booked]

  public struct Booked: Sendable {
    public var issued: IssuedCreditNote
    public var postings: [Posting]
    public var takenBack: [TakenBack]
    /// Revenue of the invoice that was still deferred when the credit note was booked.
    public var deferredBefore: [Recognition]

    public init(issued: IssuedCreditNote, postings: [Posting] = [], takenBack: [TakenBack] = [], deferredBefore: [Recognition]) {
      self.issued = issued
      self.postings = postings
      self.takenBack = takenBack
      self.deferredBefore = deferredBefore
    }
  }

  /// What of one recognition a credit note took back.
  public struct TakenBack: Sendable, Hashable {
    public var line: Int
    public var recogniseOn: Day
    public var amountMinor: Int64

    public init(line: Int, recogniseOn: Day, amountMinor: Int64) {
      self.line = line
      self.recogniseOn = recogniseOn
      self.amountMinor = amountMinor
    }
  }

  public init(issued: IssuedInvoice, notes: [Booked]) {
    self.issued = issued
    self.notes = notes
  }
}

extension CreditedInvoice {
  /// Adds the credit notes up one by one and books each once more; gives what is not as the invoice says it must be.
  func findings(accounts: PostingAccounts) -> [Finding] {
    var found: [Finding] = []
    var state = CreditedSoFar(issued.invoice, notes: [])
    for booked in notes {
      let note = booked.issued.note
      func find(_ message: String) { found.append(Finding("recredited", note.number ?? "\(booked.issued.id)", message)) }
      for line in note.lines where line.explanation.amount != Money(amountMinor: line.netMinor, currency: note.currency).exact {
        find("line \(line.number) gives back \(line.netMinor), its explanation says \(line.explanation.amount)")
      }
      let again = CreditNotePosting(of: note, before: state, deferred: booked.deferredBefore, accounts: accounts)
      if again.entry.postings != booked.postings { find("is booked otherwise than the credit note and its invoice give") }
      let back = again.takenBack.map { TakenBack(line: $0.line, recogniseOn: $0.recogniseOn, amountMinor: $0.amountMinor) }
      if back != booked.takenBack { find("the deferred revenue taken back is not what its lines give") }
      if note.issuedOn < issued.invoice.issuedOn { find("is dated before invoice \(note.invoiceNumber)") }
      state.add(note)
      for problem in state.excess { find(problem) }
    }
    return found
  }
}
