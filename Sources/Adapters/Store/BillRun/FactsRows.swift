public import Operations
import Parties
public import Primitives
import Subscriptions
import Usage

extension Store {
  public func readFacts(
    _ accounts: [PendingAccount], zones: [String: Zone], lateRule: LateEventRule,
    _ body: (PendingAccount, AccountFacts) throws -> Void
  ) throws {
    try read { c in
      for pending in accounts {
        try body(pending, try FactsRows.facts(of: pending, zones: zones, lateRule: lateRule, c))
      }
    }
  }
}

/// Reads what billing one account needs, in range scans over its own keys.
enum FactsRows {
  static func facts(
    of pending: PendingAccount, zones: [String: Zone], lateRule: LateEventRule, _ c: Connection
  ) throws -> AccountFacts {
    guard let payer = try member(pending.account, pending, zones, lateRule, c) else {
      throw DamagedRow(table: "billing_account", row: pending.account.rawValue, what: "planned, but not there")
    }
    var children: [MemberFacts] = []
    for child in try childIDs(of: pending.account, c) {
      if let facts = try member(child, pending, zones, lateRule, c) { children.append(facts) }
    }
    let thirdParty = try ([payer] + children).flatMap {
      try thirdPartyCharges(of: $0.account.id, before: pending.billThrough, c)
    }
    return AccountFacts(
      payer: payer, children: children, recentGrossMinor: try recentGross(of: pending.account, c), thirdParty: thirdParty)
  }

  private static func childIDs(of account: BillingAccountID, _ c: Connection) throws -> [BillingAccountID] {
    let rows = try c.prepare("SELECT id FROM billing_account WHERE consolidated_into = ? ORDER BY id")
    rows.bind(1, account.rawValue)
    defer { rows.reset() }
    var found: [BillingAccountID] = []
    while try rows.step() { found.append(BillingAccountID(rows.int64(0))) }
    return found
  }

  private static func member(
    _ id: BillingAccountID, _ pending: PendingAccount, _ zones: [String: Zone], _ lateRule: LateEventRule, _ c: Connection
  ) throws -> MemberFacts? {
    let row = try c.prepare(
      """
      SELECT \(AccountRows.columns), p.billed_through, p.opened_on, p.usage_cut_off, p.usage_through_round, p.usage_open_from
      FROM billing_account a JOIN account_position p ON p.account_id = a.id WHERE a.id = ?
      """)
    row.bind(1, id.rawValue)
    guard try row.step() else { return nil }
    let account = try AccountRows.account(row)
    let billedThrough = row.day(18)
    let openedOn = row.day(19)
    let since =
      row.isNull(20)
      ? UsageClosing.none
      : UsageClosing(cutOff: row.instant(20), throughRound: row.int64(21), openFromRound: row.int64(22))
    row.reset()
    let settled = try settledBefore(id, c)
    let billed = try billedPeriods(of: id, c)
    let subscriptions = try SubscriptionRows.paid(by: id, c).map { subscription in
      SubscriptionFacts(
        subscription: subscription, settledBefore: settled.first { $0.subscription == subscription.id }?.before
          ?? (subscription.startsOn < openedOn ? openedOn : nil),
        billed: billed.filter { $0.subscription == subscription.id })
    }
    // An unknown zone is told by billing, which holds the account; its usage is then not cut by a guess.
    let usage =
      if let zone = zones[account.zoneName] {
        try UnbilledUsageRows(c).read(
          account: id, cutOff: zone.start(of: pending.billThrough), since: since, throughRound: pending.usageThroughRound,
          rule: lateRule)
      } else {
        UnbilledUsage(account: id, usage: [], awaitingCorrection: [], lateCount: 0, closing: since)
      }
    return MemberFacts(
      account: account, billedThrough: billedThrough, subscriptions: subscriptions, usage: usage,
      carried: try CarriedRows.state(of: id, billedThrough: billedThrough, c),
      billedUsage: usage.lateCount > 0 ? try CarriedRows.billedUsage(of: id, c) : [])
  }

  private static func settledBefore(_ id: BillingAccountID, _ c: Connection) throws -> [MemberClosing.SettledSubscription] {
    let rows = try c.prepare(
      "SELECT subscription_id, settled_before FROM subscription_payer WHERE account_id = ? AND settled_before IS NOT NULL")
    rows.bind(1, id.rawValue)
    defer { rows.reset() }
    var found: [MemberClosing.SettledSubscription] = []
    while try rows.step() {
      found.append(MemberClosing.SettledSubscription(subscription: SubscriptionID(rows.int64(0)), before: rows.day(1)))
    }
    return found
  }

  private static func billedPeriods(of id: BillingAccountID, _ c: Connection) throws -> [BilledPeriod] {
    let rows = try c.prepare(
      """
      SELECT subscription_id, item, price, kind, period_start, period_end, full_start, full_end, quantity, amount_minor
      FROM billed_period WHERE account_id = ? ORDER BY subscription_id, invoice_id, number
      """)
    rows.bind(1, id.rawValue)
    defer { rows.reset() }
    var found: [BilledPeriod] = []
    while try rows.step() {
      found.append(
        BilledPeriod(
          account: id, subscription: SubscriptionID(rows.int64(0)), item: rows.int(1), price: PriceCode(rows.text(2)),
          kind: BilledPeriod.Kind(rawValue: rows.text(3)) ?? .charge,
          period: ServicePeriod(start: rows.day(4), end: rows.day(5)),
          fullPeriod: ServicePeriod(start: rows.day(6), end: rows.day(7)), quantity: rows.exact(8), amountMinor: rows.int64(9)))
    }
    return found
  }

  private static func recentGross(of id: BillingAccountID, _ c: Connection) throws -> [Int64] {
    let rows = try c.prepare("SELECT gross_minor FROM invoice WHERE account_id = ? ORDER BY id DESC LIMIT 6")
    rows.bind(1, id.rawValue)
    defer { rows.reset() }
    var found: [Int64] = []
    while try rows.step() { found.append(rows.int64(0)) }
    return found
  }

  private static func thirdPartyCharges(of id: BillingAccountID, before day: Day, _ c: Connection) throws -> [ThirdPartyCharge] {
    let rows = try c.prepare(
      """
      SELECT t.id, t.source, t.external_id, t.provider, t.name, t.used_on, t.amount_minor, t.tax_category
      FROM third_party_charge t LEFT JOIN third_party_billed b ON b.charge_id = t.id
      WHERE t.account_id = ? AND t.used_on < ? AND b.charge_id IS NULL ORDER BY t.used_on, t.id
      """)
    rows.bind(1, id.rawValue)
    rows.bind(2, day)
    defer { rows.reset() }
    var found: [ThirdPartyCharge] = []
    while try rows.step() {
      found.append(
        ThirdPartyCharge(
          id: rows.int64(0), account: id, source: rows.text(1), externalID: rows.text(2), provider: rows.text(3),
          name: rows.text(4), usedOn: rows.day(5), amountMinor: rows.int64(6), taxCategory: TaxCategoryCode(rows.text(7))))
    }
    return found
  }
}
