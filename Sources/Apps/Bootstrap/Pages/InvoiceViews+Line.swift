import Catalog
public import Documents
public import Invoicing
public import Operations
import Parties
import Primitives
import Rating
import Store
import Usage

extension InvoiceViews {
  /// One line of an issued invoice with a stretch of the events behind it, and its usage by day.
  ///
  /// - Parameter after: how many of its events come before the stretch.
  public func view(
    of issued: IssuedInvoice, line: InvoiceLine, after: Int, language: ReaderLanguage? = nil
  ) throws -> (view: InvoiceView, evidence: LineEvidence, usage: UsageSeries?) {
    let (billing, version) = try billing(of: issued.run, for: issued.invoice.account, on: issued.id)
    let previous = try installation.store.invoice(before: issued.id, of: issued.invoice.account)
    let usage = line.charge.kind == .usage ? try usageBehind(issued, billing) : []
    let view = try view(of: issued.invoice, usage: nil, previous: previous?.invoice, billing.context, version, language)
    let evidence = try evidence(of: line, paidBy: issued.invoice.account, billing.context, version, after: after) { _ in usage }
    return (view, evidence, series(of: line, issued.invoice, usage, billing.context))
  }

  /// What was used of one line, by the days of whoever used it.
  private func series(of line: InvoiceLine, _ invoice: Invoice, _ usage: [AssignedUsage], _ context: BillingContext) -> UsageSeries? {
    guard line.charge.kind == .usage, case .usage(let terms)? = context.index.price(line.charge.price)?.kind, let meter = context.index.meter(terms.meter),
      line.charge.period.days > 1, let subscription = line.charge.subscription
    else { return nil }
    let zone = zone(of: line.usedBy ?? invoice.account)
    let group = UsageGroup(subscription: subscription, type: meter.eventType)
    var byDay: [Day: Exact] = [:]
    for event in events(of: line, paidBy: invoice.account, terms, usage.filter { $0.group == group }) {
      byDay[zone.day(of: event.at), default: .zero] += meter.aggregation == .count ? .one : event.quantity
    }
    if byDay.isEmpty { return nil }
    return UsageSeries(
      name: line.charge.name, unit: meter.unit, period: line.charge.period,
      points: byDay.sorted { $0.key < $1.key }.map { UsageSeries.Point(day: $0.key, quantity: $0.value) })
  }
}
