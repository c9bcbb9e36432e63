import Invoicing
public import Operations
public import Primitives

/// What happened in a sandbox on the morning of one day: the usage of the day before, and what fell due.
public struct SandboxDay: Sendable {
  public var day: Day
  /// Usage events that arrived.
  public var events: Int
  /// The bill run of the day, when anything was due.
  public var run: BillRunID?
  public var invoices: [InvoiceSummary]
  public var held: [BillRunReport.Held]
  /// Entries of deferred revenue booked as earned.
  public var recognised: Int

  /// Whether there is more to tell than usage.
  public var isEventful: Bool { run != nil || recognised > 0 }
}
