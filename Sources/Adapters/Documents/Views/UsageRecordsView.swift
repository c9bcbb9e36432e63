import Invoicing
public import Parties
public import Primitives
import Rating

/// Itemised usage: every usage event behind an invoice, as a document of its own.
public struct UsageRecordsView: Sendable {
  public var seller: SellerEntity
  public var account: BillingAccount
  /// The invoice they stand behind.
  public var invoiceNumber: String
  public var issuedOn: Day
  public var period: ServicePeriod
  /// The account's zone: times are shown in it.
  public var zone: Zone
  public var language: ReaderLanguage
  /// Drawn above the records.
  public var usage: [UsageSeries]
  /// As a template wants the invoice; Florin's own look when `nil`.
  public var look: BillLook?

  public init(
    seller: SellerEntity, account: BillingAccount, invoiceNumber: String, issuedOn: Day, period: ServicePeriod, zone: Zone, language: ReaderLanguage,
    usage: [UsageSeries] = []
  ) {
    self.seller = seller
    self.account = account
    self.invoiceNumber = invoiceNumber
    self.issuedOn = issuedOn
    self.period = period
    self.zone = zone
    self.language = language
    self.usage = usage
  }
}

/// One usage event with what was charged for.
public struct UsageRecord: Sendable, Hashable {
  public var name: LocalizedText
  public var note: UsageNote

  public init(name: LocalizedText, note: UsageNote) {
    self.name = name
    self.note = note
  }
}

extension InvoiceView {
  /// The invoice's usage events as a document of their own, and its records in the order of the lines.
  public var records: (view: UsageRecordsView, records: [UsageRecord]) {
    var view = UsageRecordsView(
      seller: seller, account: account, invoiceNumber: invoice.number ?? "", issuedOn: invoice.issuedOn, period: invoice.billingPeriod, zone: zone,
      language: language, usage: usage)
    view.look = look
    let records = invoice.lines.flatMap { line in
      (evidence[line.number]?.events ?? []).map { UsageRecord(name: line.charge.name, note: $0) }
    }
    return (view, records)
  }
}
