import Balances
import Charging
import Documents
import Invoicing
import Operations
import Parties
import Primitives
import Store
import Templates

extension ReaderSite {
  private static let chargesOnAPage = 50
  private static let movementsOnAStatement = 100

  func creditNote(_ issued: IssuedCreditNote, _ opened: Opened) throws -> Answer? {
    let number = issued.note.number ?? ""
    switch opened.request.place {
    case .start:
      let path = try opened.path(to: .invoice(issued.invoice))
      let credit = try CreditNoteViews(installation).view(of: issued, language: opened.language, invoiceHref: path)
      return Answer(
        bytes: ReaderCreditPage.render(
          ReaderCreditView(
            credit: credit, addresses: opened.addresses, places: places(credit.seller),
            hasEInvoice: try eInvoice(of: opened.account) { try EInvoices(installation).write(issued, $0) } != nil, linkEndsOn: endsOn(opened))))
    case .pdf:
      let printed = try PrintedBills(installation).creditNote(issued, language: opened.language)
      return Answer(mediaType: "application/pdf", bytes: printed.bytes, fileName: number + ".pdf")
    case .eInvoice: return try eInvoice(of: opened.account) { try EInvoices(installation).write(issued, $0) }.map(handedOut)
    case .line, .group, .usagePDF: return nil
    }
  }

  /// What a balance was paid in and spent, by the account's days.
  func statement(_ id: CustomerBalanceID, _ period: ServicePeriod, _ opened: Opened) throws -> Answer? {
    let store = installation.store
    guard opened.request.place == .start, let stored = try store.balances(BalanceFilter(account: opened.account.id, after: id.rawValue - 1, limit: 1)).first,
      stored.balance.id == id, let seller = try installation.newestRelease().seller(opened.account.seller)
    else { return nil }
    let services = ServiceNames(try installation.newestRelease(), opened.language)
    let (balance, zone) = (stored.balance, zone(opened.account))
    let (start, end) = (zone.start(of: period.start), zone.start(of: period.end))
    let money = BalanceUnit.money(balance.currency)
    var view = ReaderStatementView(
      reference: balance.reference, account: opened.account, seller: seller, language: opened.language, zone: zone, period: period, currency: balance.currency,
      settles: balance.kind.settles, addresses: opened.addresses, places: places(seller))
    // A statement is made when it is asked for, and is of that day.
    view.look = try BillTemplates(installation).look(for: TemplateSegment.Subject(statementFor: opened.account), on: opened.today)
    func sum(_ sums: [MovementSum]) -> Int64 { sums.reduce(0) { $1.unit == money ? $0 + $1.amount : $0 } }
    let within = try store.movementSums(of: id, from: start, until: end)
    let before = try store.movementSums(of: id, from: Instant(microseconds: 0), until: start)
    view.openingMinor = sum(before)
    view.closingMinor = view.openingMinor + sum(within)
    view.sums = within.filter { $0.unit == money }.compactMap { sum in
      ReaderStatementView.Kind(rawValue: sum.kind.rawValue).map { ReaderStatementView.Sum(kind: $0, amountMinor: sum.amount) }
    }
    view.left = Self.left(before + within)
    view.services = try store.chargeSums(of: id, from: start, until: end).map {
      ReaderStatementView.Service(name: services.name($0.service), units: $0.unit.exact($0.units), unit: UsageWords.unit($0.unit.text), grossMinor: $0.grossMinor,
        uncollectedMinor: $0.uncollectedMinor)
    }
    let movements = try store.movementsBesideUse(of: id, from: start, until: end, limit: Self.movementsOnAStatement + 1)
    view.hasMoreMovements = movements.count > Self.movementsOnAStatement
    view.movements = movements.prefix(Self.movementsOnAStatement).compactMap { one in
      ReaderStatementView.Kind(rawValue: one.movement.kind.rawValue).map {
        ReaderStatementView.Movement(at: one.at, kind: $0, amount: one.unit.exact(one.movement.amount), unit: UsageWords.unit(one.unit.text),
          // What an operator wrote down is the operator's own.
          isVoucher: one.reason == RedeemVoucher.reason)
      }
    }
    let page = try store.chargePage(of: id, from: start, until: end, after: Int64(opened.request.after), limit: Self.chargesOnAPage)
    view.after = opened.request.after > 0 ? opened.request.after : nil
    view.next = page.next.map { Int($0) }
    view.charges = page.charges.map { charge in
      BalanceView.Charge(
        at: charge.at, service: services.name(charge.charged.service), unit: UsageWords.unit(charge.charged.unit.text), units: charge.charged.unit.exact(charge.charged.units),
        gross: Money(amountMinor: charge.charged.grossMinor, currency: balance.currency), uncollectedMinor: charge.charged.uncollectedMinor)
    }
    if opened.request.after > 0, page.charges.isEmpty { return nil }
    view.linkEndsOn = endsOn(opened)
    return Answer(bytes: ReaderStatementPage.render(view))
  }

  /// What came and went of each unit of services, where something is left of it.
  private static func left(_ sums: [MovementSum]) -> [ReaderStatementView.Left] {
    let units = sums.reduce(into: [BalanceUnit: Int64]()) { if !$1.unit.isMoney { $0[$1.unit, default: 0] += $1.amount } }
    return units.filter { $0.value != 0 }.sorted { $0.key.text < $1.key.text }.map { .init(amount: $0.key.exact($0.value), unit: UsageWords.unit($0.key.text)) }
  }

  /// The last day on which the link opens anything.
  func endsOn(_ opened: Opened) -> Day { zone(opened.account).day(of: opened.link.expiresAt.adding(seconds: -1)) }
}

/// Units of charging as usage says them.
private enum UsageWords {
  static func unit(_ name: String) -> String {
    switch name {
    case "octets": "B"
    case "seconds": "s"
    default: name
    }
  }
}
