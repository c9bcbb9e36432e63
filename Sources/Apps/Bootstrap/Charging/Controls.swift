public import Balances
public import Charging
public import Operations
import Parties
public import Primitives
import Store

/// What keeps spending within bounds in one installation.
public struct Controls: Sendable {
  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// A control with what a limit counts now.
  public struct Standing: Sendable {
    public var stored: StoredControl
    /// Of a limit of a balance: since when it counts, until when, and what it counted.
    public var stretch: (start: Instant, end: Instant, count: SpendingCount)?
  }

  /// Sets a control; the same key again changes nothing.
  ///
  /// - Parameter reference: of the balance; `nil`: for all.
  public func set(_ wish: ControlWish, for reference: String?, by setter: SpendingControl.Setter, key: String) throws -> Standing {
    let balance = try reference.map(known)
    let control = SpendingControl(
      code: wish.code, rule: try wish.rule(currency: balance?.balance.currency), setBy: setter, mayBeLifted: setter == .customer || wish.mayBeLifted)
    if case .low(let low) = control.rule, low.topUp != nil, let balance, balance.balance.kind == .postpaid {
      throw Rejection(
        Problem(
          .controlTerms, path: "topUp", "nothing is paid into \"\(balance.balance.reference)\": it only guards what a bill cycle may come to",
          remedy: "leave it out; that little is left is told all the same"))
    }
    return try standing(
      SetControl(store: installation.store).set(control, for: reference, mayBarEverything: wish.everything, reason: wish.reason, key: key, at: now), balance)
  }

  /// Ends a control; for one balance also where one holds for all.
  public func end(_ code: String, for reference: String?, by setter: SpendingControl.Setter, reason: String, key: String) throws -> Standing {
    let balance = try reference.map(known)
    return try standing(SetControl(store: installation.store).end(code, for: reference, by: setter, reason: reason, key: key, at: now), balance)
  }

  /// What holds for a balance, or what is said for all, in the order of codes.
  public func list(for reference: String?) throws -> [Standing] {
    let balance = try reference.map(known)
    return try installation.store.controls(for: balance).map { try standing($0, balance) }
  }

  /// What was told of a balance, the newest first, before a number.
  public func notices(of reference: String, before: Int64? = nil, limit: Int) throws -> [StoredNotice] {
    try installation.store.notices(of: try known(reference).balance.id, before: before, limit: limit)
  }

  /// When each unit of a balance will be used up, if it goes on as in the last days.
  public func forecast(of reference: String, days: Int) throws -> [BalanceForecast] {
    let stored = try known(reference)
    let now = now
    let since = max(stored.openedAt, now.adding(seconds: Int64(-86_400 * days)))
    let spent = try installation.store.spent(of: stored.balance.id, since: since, until: now.adding(seconds: 1))
    var units: [BalanceUnit] = [.money(stored.balance.currency)]
    for bucket in stored.balance.buckets where !units.contains(bucket.terms.unit) { units.append(bucket.terms.unit) }
    let period = try installation.store.account(stored.balance.account).map { cycle(of: $0, at: now) }
    return units.map {
      BalanceForecast(of: $0, in: stored.balance, spent: spent[$0] ?? 0, since: since, now: now, limitAnewAt: period?.end)
    }
  }

  /// The bill cycle period of an instant.
  private func cycle(of account: BillingAccount, at instant: Instant) -> (start: Instant, end: Instant) {
    let zone = Zones.zone(account.zoneName) ?? .utc
    let period = account.cycle.period(containing: zone.day(of: instant))
    return (zone.start(of: period.start), zone.start(of: period.end))
  }

  private var now: Instant { installation.clock.now() }

  private func known(_ reference: String) throws -> StoredBalance {
    if let stored = try installation.store.balance(reference: reference) { return stored }
    throw Rejection(
      Problem(
        .unknownBalance, path: "balance", "there is no balance \"\(reference)\"",
        remedy: "`florin balance list` names the balances; references are case-sensitive"))
  }

  private func standing(_ stored: StoredControl, _ balance: StoredBalance?) throws -> Standing {
    guard let balance, case .limit(let limit)? = stored.control?.rule, let account = try installation.store.account(balance.balance.account) else {
      return Standing(stored: stored, stretch: nil)
    }
    let (now, zone) = (now, Zones.zone(account.zoneName) ?? .utc)
    let (start, end) = limit.window.stretch(of: now, zone: zone, cycle: cycle(of: account, at: now))
    let count = try installation.store.count(CountKey(balance: balance.balance.id, code: stored.code, windowStart: start))
    return Standing(stored: stored, stretch: (start, end, count ?? SpendingCount()))
  }
}
