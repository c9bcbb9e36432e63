import Balances
import Charging
import Documents
import Operations
import Parties
import Primitives
import Store
import Web

extension InvoiceSite {
  private static let refreshSeconds = 3

  /// A balance while it is spent; it renews itself when the reader wants that.
  func balance(_ request: PageRequest) throws -> PageResponse {
    guard let stored = try installation.store.balance(reference: request.parameters["reference"] ?? ""), let account = try installation.store.account(stored.balance.account) else {
      return notFound(request)
    }
    let (balance, now, zone) = (stored.balance, installation.clock.now(), Zones.zone(account.zoneName) ?? .utc)
    let money = BalanceUnit.money(balance.currency)
    let isStill = request.query["pace"] != "live"
    let reserved = balance.buckets.reduce(0) { $1.terms.unit == money ? $0 + $1.reserved : $0 }
    let own = PageAddress("balances", balance.reference)
    let controls = Controls(installation)
    let services = ServiceNames(try? installation.newestRelease(), language(request))
    var view = BalanceView(
      language: language(request), reference: balance.reference, accountName: account.name, kind: BalanceView.Kind(rawValue: balance.kind.rawValue) ?? .prepaid,
      available: Money(amountMinor: balance.available(of: money, at: now), currency: balance.currency), reserved: Money(amountMinor: reserved, currency: balance.currency),
      runsOutAt: try controls.forecast(of: balance.reference, days: 14).first { $0.unit == money }?.runsOutAt, at: now, zone: zone,
      refreshSeconds: isStill ? nil : Self.refreshSeconds, otherPace: address(isStill ? own.with("pace", "live") : own, request),
      links: links(request, at: own, account: PageAddress("accounts", account.reference)))
    view.buckets = try buckets(stored, at: now)
    view.uses = try installation.store.openSessions(of: balance.id, limit: 20).flatMap { live in
      live.session.services.map { service in
        let unit = service.unit ?? .events
        return BalanceView.Use(
          service: services.name(service.service), subscription: live.subscriptionReference, begunAt: live.session.begunAt, unit: unit.text, used: unit.exact(service.used),
          granted: unit.exact(service.granted), isFinal: service.isFinal)
      }
    }
    view.limits = try controls.list(for: balance.reference).compactMap { standing in
      guard let limit = standing.limit, let stretch = standing.stretch else { return nil }
      return BalanceView.Limit(
        code: standing.stored.code, unit: limit.unit.text, amount: limit.unit.exact(limit.amount), counted: limit.unit.exact(stretch.count.counted),
        reserved: limit.unit.exact(stretch.count.reserved), until: stretch.end)
    }
    view.charges = try installation.store.lastCharges(of: balance.id, limit: 8).map { charge in
      BalanceView.Charge(
        at: charge.at, service: services.name(charge.charged.service), unit: charge.charged.unit.text, units: charge.charged.unit.exact(charge.charged.units),
        gross: Money(amountMinor: charge.charged.grossMinor, currency: balance.currency), uncollectedMinor: charge.charged.uncollectedMinor)
    }
    return .html(BalancePage.render(view))
  }

  /// Those of an account.
  func balances(of account: BillingAccountID, _ request: PageRequest) throws -> [BalanceRow] {
    let now = installation.clock.now()
    return try installation.store.balances(BalanceFilter(account: account, limit: 100)).map { stored in
      BalanceRow(
        reference: stored.balance.reference, href: address(PageAddress("balances", stored.balance.reference), request),
        available: Money(amountMinor: stored.balance.available(of: .money(stored.balance.currency), at: now), currency: stored.balance.currency))
    }
  }

  /// Those that hold something, with what they held when something was last paid in.
  private func buckets(_ stored: StoredBalance, at now: Instant) throws -> [BalanceView.Bucket] {
    guard stored.balance.kind.settles else { return [] }
    let held = try installation.store.heldWhenPaidIn(stored.balance.id)
    return stored.balance.buckets.filter { $0.terms.isValid(at: now) && ($0.amount != 0 || $0.reserved != 0) }.map { bucket in
      let unit = bucket.terms.unit
      let full = held[bucket.number] ?? bucket.amount
      return BalanceView.Bucket(
        unit: unit.text, amount: unit.exact(bucket.amount), reserved: unit.exact(bucket.reserved), full: unit.exact(max(full, bucket.amount)), validUntil: bucket.terms.validTo)
    }
  }
}
