public import Parties
public import Primitives

/// Where what accounts want said on their invoices is kept.
public protocol InvoicingStore: Sendable {
  /// What an account wants said; empty when it said nothing.
  func invoicing(of account: BillingAccountID) throws -> InvoicingDetails

  /// Replaces what each account wants said; all of them or none.
  func replaceInvoicing(_ details: [(account: BillingAccountID, details: InvoicingDetails)]) throws
}
