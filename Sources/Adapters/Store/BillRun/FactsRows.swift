import Invoicing
public import Operations
import Parties
public import Primitives
import Subscriptions
public import Usage

extension Store {
  public func readFacts(
    _ accounts: [PendingAccount], zones: [String: Zone], lateRule: LateEventRule,
    _ body: (PendingAccount, AccountFacts) throws -> Void
  ) throws {
    var left = accounts[...]
    // When the connection to a server breaks, it goes on where it was, on another snapshot.
    try patiently {
      try read { c in
        let rows = try FactsRows(c, zones: zones, lateRule: lateRule)
        while !left.isEmpty {
          var read: [AccountFacts] = []
          var events = 0
          for pending in left where events < Store.eventsReadAhead {
            let facts = try rows.facts(of: pending)
            events += facts.eventCount
            read.append(facts)
          }
          for facts in read { try body(left.removeFirst(), facts) }
        }
      }
    }
  }
}

extension Store {
  /// What is known of one account and those whose lines stand on its next bill.
  ///
  /// - Parameter through: the first day that is not looked at; `nil`: the end of the cycle that is not billed yet.
  public func readUnbilled(
    of account: BillingAccountID, through: Day?, zones: [String: Zone], lateRule: LateEventRule
  ) throws -> (through: Day, facts: AccountFacts) {
    try patiently { try read { try FactsRows($0, zones: zones, lateRule: lateRule).unbilled(of: account, through: through) } }
  }
}

/// Reads what billing one account needs, in range scans over its own keys: as it is now, or as an invoice saw it.
///
/// Made once per snapshot; what is true of the whole snapshot is asked for once.
struct FactsRows {
  let c: Connection
  /// Read what this invoice was computed from, not what is known today.
  var issued: IssuedMembers?
  /// Whether subscriptions may have been moved away from accounts as if they had never been theirs.
  var mayHaveMovedAway = true
  var replay: (SubscriptionID, [String]) throws -> Subscription? = { _, _ in nil }
  private let snapshot: Snapshot
  private let usage: DueUsageRows

  /// What holds for every account of a snapshot.
  private struct Snapshot {
    var lastFact: Int64
    var hasChildren: Bool
    var hasThirdParty: Bool
    var hasCarried: Bool
    var hasCarriedMeters: Bool
    var hasSettled: Bool
    var hasRestatements: Bool

    init(_ c: Connection) throws {
      let row = try c.prepare(
        """
        SELECT (SELECT COALESCE(MAX(id), 0) FROM subscription_fact),
          EXISTS (SELECT 1 FROM billing_account WHERE consolidated_into IS NOT NULL),
          EXISTS (SELECT 1 FROM third_party_charge),
          EXISTS (SELECT 1 FROM carried_allowance) OR EXISTS (SELECT 1 FROM carried_meter),
          EXISTS (SELECT 1 FROM carried_meter),
          EXISTS (SELECT 1 FROM billed_period),
          EXISTS (SELECT 1 FROM rerating_account)
        """)
      defer { row.reset() }
      _ = try row.step()
      lastFact = row.int64(0)
      hasChildren = row.int(1) != 0
      hasThirdParty = row.int(2) != 0
      hasCarried = row.int(3) != 0
      hasCarriedMeters = row.int(4) != 0
      hasSettled = row.int(5) != 0
      hasRestatements = row.int(6) != 0
    }
  }

  init(
    _ c: Connection, zones: [String: Zone], lateRule: LateEventRule, asBilledBy issued: IssuedMembers? = nil,
    replay: @escaping (SubscriptionID, [String]) throws -> Subscription? = { _, _ in nil }
  ) throws {
    self.c = c
    self.issued = issued
    self.replay = replay
    snapshot = try c.whileUnchanged { try Snapshot(c) }
    usage = try DueUsageRows(c, zone: { zones[$0] }, lateRule: lateRule)
  }

  private var invoice: InvoiceID? { issued?.invoice }

  /// Where one account stood before the bill.
  private struct Position {
    var account: BillingAccount
    var billedThrough: Day
    var openedOn: Day
    var since: UsageClosing
    var usageThroughRound: Int64
  }

  func facts(of pending: PendingAccount) throws -> AccountFacts {
    // An invoice that is there was released.
    try facts(of: pending, try position(of: pending.account, usageThroughRound: pending.usageThroughRound), isReleased: invoice != nil)
  }

  /// Everything that is known, up to a day or to the end of the cycle that is not billed yet.
  func unbilled(of account: BillingAccountID, through: Day?) throws -> (through: Day, facts: AccountFacts) {
    let position = try position(of: account, usageThroughRound: .max)
    let day = through ?? position.account.cycle.period(containing: position.billedThrough).end
    let pending = PendingAccount(ordinal: 0, account: account, billThrough: day, usageThroughRound: .max)
    return (day, try facts(of: pending, position, isReleased: true))
  }

  /// - Parameter isReleased: nobody asks whether the bill may be issued.
  private func facts(of pending: PendingAccount, _ payer: Position, isReleased: Bool) throws -> AccountFacts {
    let payer = try member(payer, through: pending.billThrough)
    let children = try (issued?.members.map(\.account) ?? childIDs(of: pending.account))
      .filter { $0 != pending.account }
      .map { try member(try position(of: $0, usageThroughRound: pending.usageThroughRound), through: pending.billThrough) }
    return AccountFacts(
      payer: payer, children: children,
      recentGrossMinor: isReleased ? [] : try recentGross(of: pending.account),
      thirdParty: try ([payer] + children).flatMap { try thirdPartyCharges(of: $0.account.id, before: pending.billThrough) },
      corrections: snapshot.hasRestatements ? try CorrectionChargeRows.of(pending.account, on: invoice, c) : [],
      factsThrough: issued?.factsThrough ?? snapshot.lastFact)
  }

  private func member(_ position: Position, through: Day) throws -> MemberFacts {
    let account = position.account
    let id = account.id
    let restated = snapshot.hasRestatements ? try RestatementRows.of(id, before: invoice, c) : .none
    let billed = snapshot.hasSettled ? try BilledPeriodRows.of(id, before: invoice, restated, c) : []
    let subscriptions = try held(by: id, billed).compactMap { projected -> SubscriptionFacts? in
      guard let subscription = try asKnown(projected.subscription) else { return nil }
      return SubscriptionFacts(
        subscription: subscription,
        settledBefore: (invoice == nil ? projected.settledBefore : nil)
          ?? (subscription.startsOn < position.openedOn ? position.openedOn : nil),
        billed: billed.isEmpty ? [] : billed.filter { $0.subscription == subscription.id })
    }
    let usage = try self.usage.read(
      id, zoneName: account.zoneName, through: through, since: position.since, throughRound: position.usageThroughRound, for: invoice)
    var carried =
      snapshot.hasCarried
      ? try CarriedRows.state(
        of: id, before: invoice, billedThrough: position.billedThrough, restated, hasMeters: snapshot.hasCarriedMeters, c)
      : CarriedState.none
    if usage.lateCount > 0 { carried.allowances = try CarriedRows.past(of: id, before: invoice, billedThrough: position.billedThrough, restated, c) }
    return MemberFacts(
      account: account, billedThrough: position.billedThrough, subscriptions: subscriptions, usage: usage,
      usageSince: position.since, carried: carried,
      billedUsage: usage.lateCount > 0 ? try CarriedRows.billedUsage(of: id, before: invoice, billedThrough: position.billedThrough, restated, c) : [])
  }

  /// What the account pays or paid, and what was billed to it and moved away since as if it had never been its own.
  private func held(by id: BillingAccountID, _ billed: [BilledPeriod]) throws -> [SubscriptionRows.Paid] {
    var found = try SubscriptionRows.paid(by: id, c)
    if billed.isEmpty, invoice == nil || !mayHaveMovedAway { return found }
    var moved = Set(billed.map(\.subscription))
    if let invoice, mayHaveMovedAway { try moved.formUnion(SubscriptionRows.billed(to: id, on: invoice, c)) }
    moved.subtract(found.map(\.subscription.id))
    if moved.isEmpty { return found }
    for id in moved { if let paid = try SubscriptionRows.movedAway(id, c) { found.append(paid) } }
    return found.sorted { $0.subscription.id < $1.subscription.id }
  }

  private func asKnown(_ projected: Subscription) throws -> Subscription? {
    guard let factsThrough = issued?.factsThrough, factsThrough < snapshot.lastFact else { return projected }
    // Without a later fact the projection is what was known then.
    let later = try c.prepare("SELECT 1 FROM subscription_fact WHERE subscription_id = ? AND id > ? LIMIT 1")
    later.bind(1, projected.id.rawValue)
    later.bind(2, factsThrough)
    let hasLater = try later.step()
    later.reset()
    if !hasLater { return projected }
    let rows = try c.prepare("SELECT body FROM subscription_fact WHERE subscription_id = ? AND id <= ? ORDER BY number")
    rows.bind(1, projected.id.rawValue)
    rows.bind(2, factsThrough)
    defer { rows.reset() }
    var texts: [String] = []
    while try rows.step() { texts.append(rows.text(0)) }
    return try replay(projected.id, texts)
  }

  private static let positionQuery = """
    SELECT \(AccountRows.columns), p.billed_through, p.opened_on, p.usage_cut_off, p.usage_through_round, p.usage_open_from
    FROM billing_account a JOIN account_position p ON p.account_id = a.id WHERE a.id = ?
    """

  private func position(of id: BillingAccountID, usageThroughRound: Int64) throws -> Position {
    let row = try c.prepare(FactsRows.positionQuery)
    row.bind(1, id.rawValue)
    defer { row.reset() }
    let isThere = try row.step()
    func missing() -> DamagedRow { DamagedRow(table: "billing_account", row: id.rawValue, what: "to be billed, but not there") }
    guard isThere else { throw missing() }
    var position = Position(
      account: try AccountRows.account(row), billedThrough: row.day(18), openedOn: row.day(19),
      since: UsageClosing(row, firstColumn: 20), usageThroughRound: min(usageThroughRound, Int64.max - 1))
    guard let issued else {
      if snapshot.hasRestatements {
        position.since = try RestatementRows.of(id, before: nil, c).since(position.since, position.billedThrough)
        // Priced again since the run was planned: what that settled, this bill has to know.
        position.usageThroughRound = max(position.usageThroughRound, position.since.throughRound)
      }
      return position
    }
    guard let then = issued.member(id) else { throw missing() }
    position.billedThrough = then.billedFrom
    position.since = then.since
    position.usageThroughRound = then.usageThroughRound
    return position
  }

  private func childIDs(of account: BillingAccountID) throws -> [BillingAccountID] {
    guard snapshot.hasChildren else { return [] }
    let rows = try c.prepare("SELECT id FROM billing_account WHERE consolidated_into = ? ORDER BY id")
    rows.bind(1, account.rawValue)
    defer { rows.reset() }
    var found: [BillingAccountID] = []
    while try rows.step() { found.append(BillingAccountID(rows.int64(0))) }
    return found
  }

  private func recentGross(of id: BillingAccountID) throws -> [Int64] {
    let rows = try c.prepare(
      """
      SELECT gross_minor FROM invoice i WHERE account_id = ?
        AND NOT EXISTS (SELECT 1 FROM invoice_cancellation x WHERE x.invoice_id = i.id) ORDER BY id DESC LIMIT 6
      """)
    rows.bind(1, id.rawValue)
    defer { rows.reset() }
    var found: [Int64] = []
    while try rows.step() { found.append(rows.int64(0)) }
    return found
  }

  private func thirdPartyCharges(of id: BillingAccountID, before day: Day) throws -> [ThirdPartyCharge] {
    guard snapshot.hasThirdParty else { return [] }
    let rows = try c.prepare(
      """
      SELECT t.id, t.source, t.external_id, t.provider, t.name, t.used_on, t.amount_minor, t.tax_category
      FROM third_party_charge t LEFT JOIN third_party_billed b ON b.charge_id = t.id
      WHERE t.account_id = ?1 AND t.used_on < ?2 AND (b.invoice_id IS NOT DISTINCT FROM ?3 OR EXISTS (
        SELECT 1 FROM third_party_unbilled u WHERE u.charge_id = t.id AND u.invoice_id = ?3)) ORDER BY t.used_on, t.id
      """)
    rows.bind(1, id.rawValue)
    rows.bind(2, day)
    rows.bind(3, invoice?.rawValue)
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
