import Catalog
public import Documents
import EInvoicing
import Invoicing
public import Operations
import Parties
import Primitives
import Rating
import Store
import Templates
import Usage

/// Gathers what a document shows of an issued invoice: names, the events behind its lines, the bill before it.
public final class InvoiceViews {
  let installation: Installation

  /// How many events stand behind each line; what shows them says how many there are in all.
  let eventsShown: Int

  /// - Parameter eventsShown: few enough for a page; `.max` for itemised usage.
  public init(_ installation: Installation, eventsShown: Int = 25) {
    self.installation = installation
    self.eventsShown = eventsShown
  }

  /// - Parameter language: the reader's; the account's own when `nil`.
  public func view(
    of issued: IssuedInvoice, language: ReaderLanguage? = nil, links: PageLinks = PageLinks(), foldsOpen: Bool = false
  ) throws -> InvoiceView {
    let (billing, version) = try billing(of: issued.run, for: issued.invoice.account, on: issued.id)
    let previous = try installation.store.invoice(before: issued.id, of: issued.invoice.account)
    var view = try view(
      of: issued.invoice, usage: try usageBehind(issued, billing), previous: previous?.invoice, billing.context, version, language)
    view.links = links
    view.foldsOpen = foldsOpen
    view.corrections = try CreditNoteViews(installation).corrections(of: issued.id)
    view.taxMark = try Verifactu(installation).mark(.invoice, seller: issued.invoice.seller, number: issued.invoice.number)
    return view
  }

  /// What the run holds back of an account, as it would be issued, with the reasons in its banner; `nil` when the
  /// facts allow no invoice.
  public func heldView(
    of reference: String, in run: BillRun, reasons: [HoldReason], language: ReaderLanguage? = nil, links: PageLinks = PageLinks(),
    foldsOpen: Bool = false
  ) throws -> InvoiceView? {
    guard let line = try installation.store.planLines(of: run.id).first(where: { $0.reference == reference })
    else { return nil }
    let (billing, version) = try billing(of: run.id, for: line.account)
    let pending = PendingAccount(ordinal: 0, account: line.account, billThrough: line.billThrough, usageThroughRound: .max)
    var found: (Invoice, [AssignedUsage])?
    try installation.store.readFacts(
      [pending], zones: billing.context.pricing.zones, lateRule: billing.context.rules.lateEvents
    ) { pending, facts in
      if case .bill(let bill) = billing.bill(pending, facts, issuedOn: run.billingDay, waiving: true) {
        found = (bill.invoice, ([facts.payer] + facts.children).flatMap(\.usage.usage))
      }
    }
    guard let (invoice, usage) = found else { return nil }
    let previous = try installation.store.invoice(before: InvoiceID(.max), of: line.account)
    var view = try view(of: invoice, usage: usage, previous: previous?.invoice, billing.context, version, language)
    view.standing = .held(reasons.map { HoldNote($0, currency: invoice.currency) })
    view.links = links
    view.foldsOpen = foldsOpen
    return view
  }

  /// - Parameter usage: what the invoice was computed from; `nil` leaves evidence and usage out.
  func view(
    of invoice: Invoice, usage: [AssignedUsage]?, previous: Invoice?, _ context: BillingContext, _ version: CatalogVersionID,
    _ language: ReaderLanguage?
  ) throws -> InvoiceView {
    guard let account = try installation.addressee(invoice.account), let seller = context.sellers.first(where: { $0.code == invoice.seller })
    else {
      throw Rejection(
        Problem(.unknownAccount, "the account or seller of invoice \(invoice.number ?? "") is gone", remedy: "run `florin verify`"))
    }
    let view = InvoiceView(
      invoice: invoice, seller: seller, account: account, zone: context.pricing.zones[account.zoneName] ?? .utc,
      language: language ?? ReaderLanguage(account.language), users: try users(of: invoice),
      subscriptions: try subscriptions(of: invoice, context), evidence: try usage.map { try evidence(of: invoice, $0, context, version) } ?? [:],
      previous: previous.map { PreviousBill(number: $0.number ?? "", issuedOn: $0.issuedOn, grossMinor: $0.grossMinor) },
      changes: previous.map { BillComparison.compare(current: invoice, previous: $0) } ?? [],
      usage: usage.map { series($0, invoice, account, context, previous) } ?? [],
      payment: PaymentDetails(method: .init(account.paymentMethod), iban: seller.iban, reference: invoice.number))
    return try dressed(view, version, BillTemplates(installation).look(for: TemplateSegment.Subject(invoice, to: account), on: invoice.issuedOn))
  }

  /// An issued invoice as a draft of a template would have it.
  ///
  /// - Parameter always: whether or not the draft is for such an invoice.
  func view(_ view: InvoiceView, of issued: IssuedInvoice, trying draft: BillLook, always: Bool) throws -> InvoiceView {
    let subject = TemplateSegment.Subject(view.invoice, to: view.account)
    let look = always ? draft : try BillTemplates(installation).look(for: subject, on: view.invoice.issuedOn, with: draft)
    return try dressed(view, try billing(of: issued.run, for: issued.invoice.account, on: issued.id).version, look)
  }

  /// The document in a look, with what the seller's rules say where the look has a place for it.
  private func dressed(_ view: InvoiceView, _ version: CatalogVersionID, _ look: BillLook?) throws -> InvoiceView {
    var view = view
    view.look = look
    view.messages = []
    guard look?.template.layout.sections?.contains(.messages) == true else { return view }
    let day = view.invoice.issuedOn
    // By the catalog that the bill was made from and its own day: the same bill says the same tomorrow.
    let reader = MessageRule.Reader(
      today: day, segment: view.account.segment, language: view.language.rawValue, country: view.account.address.country, seller: view.invoice.seller.text,
      gross: Money(amountMinor: view.invoice.grossMinor, currency: view.invoice.currency), previousMinor: view.previous?.grossMinor)
    view.messages = try installation.catalog(version).messages.filter { $0.isFor(reader) }.map { ReaderMessage($0) }
    return view
  }

  /// What stands behind one line of an issued invoice.
  public func evidence(of issued: IssuedLine) throws -> LineEvidence {
    let version = try installation.catalogVersion(of: issued.run)
    let context = try installation.billing(explaining: version).context
    return try evidence(of: issued.line, paidBy: issued.account, context, version) { group in
      try installation.store.usage(
        asBilledBy: issued.invoice, paidBy: issued.account, only: group, zone: Zones.zone, lateRule: context.rules.lateEvents)
    }
  }

  func billing(
    of run: BillRunID, for account: BillingAccountID, on invoice: InvoiceID? = nil
  ) throws -> (billing: AccountBilling, version: CatalogVersionID) {
    let version = try installation.catalogVersion(of: run)
    return (try installation.billing(of: version, for: account, on: invoice), version)
  }

  /// The usage the invoice was computed from.
  func usageBehind(_ issued: IssuedInvoice, _ billing: AccountBilling) throws -> [AssignedUsage] {
    try installation.store.usage(
      asBilledBy: issued.id, paidBy: issued.invoice.account, zone: { billing.context.pricing.zones[$0] }, lateRule: billing.context.rules.lateEvents)
  }

  private func users(of invoice: Invoice) throws -> [BillingAccountID: UserName] {
    let ids = Set(invoice.lines.compactMap(\.usedBy)).sorted()
    return Dictionary(
      uniqueKeysWithValues: try installation.store.accounts(ids).map { ($0.id, UserName(name: $0.name, reference: $0.reference)) })
  }

  private func subscriptions(of invoice: Invoice, _ context: BillingContext) throws -> [SubscriptionID: SubscriptionName] {
    let ids = Set(invoice.lines.compactMap(\.charge.subscription)).sorted()
    return try installation.store.subscriptionLabels(ids).mapValues { label in
      SubscriptionName(
        name: context.index.offering(label.offering)?.name ?? LocalizedText(label.offering.text), subject: label.subject,
        reference: label.reference)
    }
  }

  private func evidence(
    of invoice: Invoice, _ usage: [AssignedUsage], _ context: BillingContext, _ version: CatalogVersionID
  ) throws -> [Int: LineEvidence] {
    var table: [Int: LineEvidence] = [:]
    for line in invoice.lines { table[line.number] = try evidence(of: line, paidBy: invoice.account, context, version) { _ in usage } }
    return table
  }

  /// - Parameters:
  ///   - after: how many events come before those shown.
  ///   - usage: what the invoice was computed from, this group of it at least; asked for only where the line charges usage.
  func evidence(
    of line: InvoiceLine, paidBy payer: BillingAccountID, _ context: BillingContext, _ version: CatalogVersionID, after: Int = 0,
    usage: (UsageGroup) throws -> [AssignedUsage]
  ) throws -> LineEvidence {
    let charge = line.charge
    var entry = LineEvidence()
    guard let price = context.index.price(charge.price) else { return entry }
    // A correction may come from a catalog of its own; its steps say all there is.
    entry.version = charge.kind == .correction ? nil : price.version(on: charge.period.start, in: charge.amount.currency).map {
      PriceVersionNote(catalog: "\(version)", from: $0.effective.from, to: $0.effective.to)
    }
    guard charge.kind == .usage, case .usage(let terms) = price.kind, let meter = context.index.meter(terms.meter) else { return entry }
    guard let subscription = charge.subscription else { return entry }
    let group = UsageGroup(subscription: subscription, type: meter.eventType)
    let events = self.events(of: line, paidBy: payer, terms, try usage(group).filter { $0.group == group })
    let shown = Array(events.dropFirst(after).prefix(eventsShown))
    let ids = try installation.store.eventIdentities(shown.map(\.event))
    entry.events = shown.map { event in
      UsageNote(
        at: event.at, quantity: event.quantity, unit: meter.unit, about: event.attributes["destination"] ?? "",
        id: ids[event.event]?.id ?? "\(event.event)")
    }
    entry.eventCount = events.count
    return entry
  }

  /// The events behind a line that charges usage.
  ///
  /// - Parameter usage: of the line's subscription and of its meter's type.
  func events(of line: InvoiceLine, paidBy payer: BillingAccountID, _ terms: UsageTerms, _ usage: [AssignedUsage]) -> [MeteredUsage] {
    let period = line.charge.period
    let zone = zone(of: line.usedBy ?? payer)
    let range = InstantRange(start: zone.start(of: period.start), end: zone.start(of: period.end))
    return usage.flatMap(\.events).filter { event in
      range.contains(event.at) && terms.filter.allSatisfy { event.attributes[$0.key] == $0.value }
    }
  }

  /// The days of an account.
  func zone(of account: BillingAccountID) -> Zone { (try? installation.store.zoneName(of: account)).flatMap(Zones.zone) ?? .utc }

  /// Usage by day and meter over the billing period.
  private func series(
    _ usage: [AssignedUsage], _ invoice: Invoice, _ account: BillingAccount, _ context: BillingContext, _ previous: Invoice?
  ) -> [UsageSeries] {
    let zone = context.pricing.zones[account.zoneName] ?? .utc
    let period = invoice.billingPeriod
    var found: [UsageSeries] = []
    for meter in context.index.catalog.meters {
      var byDay: [Day: Exact] = [:]
      for group in usage where group.type == meter.eventType {
        for event in group.events {
          let day = zone.day(of: event.at)
          guard period.contains(day) else { continue }
          byDay[day, default: .zero] += meter.aggregation == .count ? .one : event.quantity
        }
      }
      if byDay.isEmpty { continue }
      found.append(
        UsageSeries(
          name: meter.name, unit: meter.unit, period: period,
          points: byDay.sorted { $0.key < $1.key }.map { UsageSeries.Point(day: $0.key, quantity: $0.value) },
          previousTotal: previous.map { total(of: meter, in: $0, context) }))
    }
    return found
  }

  private func total(of meter: Meter, in invoice: Invoice, _ context: BillingContext) -> Exact {
    invoice.lines.reduce(.zero) { sum, line in
      guard line.charge.kind == .usage, case .usage(let terms)? = context.index.price(line.charge.price)?.kind, terms.meter == meter.code
      else { return sum }
      return sum + line.charge.quantity
    }
  }
}
