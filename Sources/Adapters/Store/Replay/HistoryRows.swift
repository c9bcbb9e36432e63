import Operations
import Parties
import Primitives
import Subscriptions
import Usage

/// Reads an account's bills with what they were made from. Made once per snapshot.
struct HistoryRows {
  private let c: Connection
  private let span: BillSpan
  private let zones: [String: Zone]
  private let replay: (SubscriptionID, [String]) throws -> Subscription?
  private let usage: UsageWithinRows
  private let late: LateUsageRows
  private let lastFact: Int64
  private let hasCarried: Bool
  private let hasRestatements: Bool

  init(
    _ c: Connection, _ span: BillSpan, zones: [String: Zone],
    replay: @escaping (SubscriptionID, [String]) throws -> Subscription?
  ) throws {
    self.c = c
    self.span = span
    self.zones = zones
    self.replay = replay
    usage = try UsageWithinRows(c)
    late = try LateUsageRows(c)
    let row = try c.prepare(
      """
      SELECT (SELECT COALESCE(MAX(id), 0) FROM subscription_fact),
        EXISTS (SELECT 1 FROM carried_allowance) OR EXISTS (SELECT 1 FROM carried_meter),
        EXISTS (SELECT 1 FROM rerating_account)
      """)
    defer { row.reset() }
    _ = try row.step()
    lastFact = row.int64(0)
    hasCarried = row.int(1) != 0
    hasRestatements = row.int(2) != 0
  }

  /// A bill with how far it knew subscriptions.
  private struct Read {
    var bill: PastBill
    /// `nil` when nothing was due: such a bill did not write it down.
    var factsThrough: Int64?
  }

  /// `nil` when the account has no bill in the span.
  func history(of account: BillingAccountID) throws -> AccountHistory? {
    let (all, openedOn) = try bills(of: account)
    let chosen = try chosen(all, account)
    guard !chosen.isEmpty else { return nil }
    let members = try memberIDs(of: account, chosen).map { try member($0, chosen, payer: account, payerOpenedOn: openedOn) }
    var lines: [BilledLine] = []
    var corrected = false
    if case .from = span {
      for bill in chosen { if let invoice = bill.bill.invoice { lines += try BilledLineRows.of(invoice, c) } }
      if hasRestatements {
        let corrections = try CorrectionChargeRows.of(account, from: chosen[0].bill.billedFrom, c)
        lines += corrections.map(\.billedLine)
        corrected = !corrections.isEmpty
      }
    }
    var history = AccountHistory(bills: chosen.map(\.bill), payer: members[0], children: Array(members.dropFirst()), lines: lines)
    history.isCorrected = corrected
    return history
  }

  private func chosen(_ bills: [Read], _ account: BillingAccountID) throws -> [Read] {
    switch span {
    case .closing(let period):
      return bills.filter { period.start < $0.bill.billThrough && $0.bill.billThrough <= period.end }
    case .from(let period):
      guard var first = bills.firstIndex(where: { $0.bill.billedFrom < period.end && period.start < $0.bill.billThrough })
      else { return [] }
      // Usage that came late stands on a later bill than that of its days, or on none yet: those days come with it.
      while let day = try firstDayUsed(bills[first...], account), day < bills[first].bill.billedFrom,
        let earlier = bills[..<first].lastIndex(where: { $0.bill.billedFrom <= day })
      {
        first = earlier
      }
      // Days priced again before are priced again as a whole, since their corrections belong to all of them.
      if hasRestatements {
        let start = bills[first].bill.billedFrom
        let said = try RestatementRows.of(account, before: nil, c).inForce.map(\.restatement.days)
        if let whole = said.first(where: { $0.start < start && start < $0.end }), let earlier = bills.firstIndex(where: { $0.bill.billedFrom == whole.start }) {
          first = earlier
        }
      }
      return Array(bills[first...])
    }
  }

  /// The first day of which these bills charge usage, or of which usage is still unbilled.
  private func firstDayUsed(_ bills: ArraySlice<Read>, _ account: BillingAccountID) throws -> Day? {
    var first: Day?
    for bill in bills {
      guard let invoice = bill.bill.invoice, let day = try BilledLineRows.firstDayUsed(invoice, c) else { continue }
      first = min(first ?? day, day)
    }
    for member in try memberIDs(of: account, Array(bills)) {
      guard let day = try late.firstDay(of: member, zones: zones) else { continue }
      first = min(first ?? day, day)
    }
    return first
  }

  /// The payer first, then the accounts whose lines stand on the bills.
  private func memberIDs(of account: BillingAccountID, _ bills: [Read]) throws -> [BillingAccountID] {
    [account] + (try childIDs(of: account, bills)).filter { $0 != account }
  }

  private func bills(of account: BillingAccountID) throws -> (bills: [Read], openedOn: Day) {
    let position = try c.prepare("SELECT opened_on FROM account_position WHERE account_id = ?")
    position.bind(1, account.rawValue)
    defer { position.reset() }
    guard try position.step() else { return ([], Day(number: 0)) }
    let openedOn = position.day(0)
    let rows = try c.prepare(
      """
      SELECT a.run_id, r.catalog_version, COALESCE(i.issued_on, r.billing_day), a.bill_through, a.invoice_id, i.facts_through
      FROM bill_run_account a JOIN bill_run r ON r.id = a.run_id LEFT JOIN invoice i ON i.id = a.invoice_id
      WHERE a.account_id = ? AND a.state IN ('issued', 'nothing')
        AND NOT EXISTS (SELECT 1 FROM bill_run_undone u WHERE u.run_id = a.run_id AND u.ordinal = a.ordinal) ORDER BY a.bill_through, a.run_id
      """)
    rows.bind(1, account.rawValue)
    defer { rows.reset() }
    let catalogs = hasRestatements ? try ReratingCatalogRows.of(account, c) : []
    var found: [Read] = []
    while try rows.step() {
      let through = rows.day(3)
      found.append(
        Read(
          bill: PastBill(
            run: BillRunID(rows.int64(0)), catalog: CatalogVersionID(rows.int64(1)), issuedOn: rows.day(2),
            billedFrom: max(found.last?.bill.billThrough ?? openedOn, openedOn), billThrough: through,
            invoice: rows.optionalInt64(4).map { InvoiceID($0) },
            reratedBy: catalogs.last { $0.covers(found.last?.bill.billThrough ?? openedOn, through) }?.rerating),
          factsThrough: rows.optionalInt64(5)))
    }
    return (found, openedOn)
  }

  private func childIDs(of account: BillingAccountID, _ bills: [Read]) throws -> [BillingAccountID] {
    var ids: Set<Int64> = []
    let rows = try c.prepare("SELECT account_id FROM invoice_member WHERE invoice_id = ?")
    for bill in bills {
      guard let invoice = bill.bill.invoice else { continue }
      rows.bind(1, invoice.rawValue)
      while try rows.step() { ids.insert(rows.int64(0)) }
      rows.reset()
    }
    return ids.sorted().map { BillingAccountID($0) }
  }

  private func member(
    _ id: BillingAccountID, _ bills: [Read], payer: BillingAccountID, payerOpenedOn: Day
  ) throws -> MemberHistory {
    let row = try c.prepare(
      "SELECT \(AccountRows.columns), p.opened_on FROM billing_account a JOIN account_position p ON p.account_id = a.id WHERE a.id = ?")
    row.bind(1, id.rawValue)
    defer { row.reset() }
    guard try row.step() else { throw DamagedRow(table: "billing_account", row: id.rawValue, what: "was billed, but is not there") }
    let account = try AccountRows.account(row)
    let openedOn = row.day(18)
    var parts: [MemberHistory.Part?] = []
    for bill in bills { parts.append(try part(of: id, bill, isPayer: id == payer, openedOn: openedOn)) }
    let restated = hasRestatements ? try RestatementRows.of(id, before: nil, c) : .none
    let known = try SubscriptionsAsKnown(paidBy: id, bills.map { $0.factsThrough ?? lastFact }, lastFact: lastFact, replay, c)
    for index in parts.indices { parts[index]?.subscriptions = known.at[index] }
    let first = parts.lazy.compactMap(\.self).first?.billedFrom ?? payerOpenedOn
    let invoice = bills.lazy.compactMap(\.bill.invoice).first
    let through = bills[bills.count - 1].bill.billThrough
    let used = try used(by: account, from: first, through: through)
    var history = MemberHistory(
      account: account, openedOn: openedOn, parts: parts, holdings: known.last, usage: used.usage,
      carried: hasCarried ? try CarriedRows.state(of: id, before: invoice, billedThrough: first, restated, c) : .none,
      billed: try BilledPeriodRows.of(id, before: invoice, restated.before(first), c))
    guard case .from = span else { return history }
    if hasCarried { history.carriedOut = try CarriedRows.state(of: id, before: nil, billedThrough: through, restated, c) }
    history.hasLateUsage = try late.firstDay(of: id, zones: zones) != nil
    history.usageThroughRound = late.lastRound
    history.usageOpenFrom = used.openFrom
    return history
  }

  private func part(of id: BillingAccountID, _ bill: Read, isPayer: Bool, openedOn: Day) throws -> MemberHistory.Part? {
    guard let invoice = bill.bill.invoice else { return MemberHistory.Part(billedFrom: max(bill.bill.billedFrom, openedOn)) }
    let row = try c.prepare("SELECT billed_from FROM invoice_member WHERE invoice_id = ? AND account_id = ?")
    row.bind(1, invoice.rawValue)
    row.bind(2, id.rawValue)
    defer { row.reset() }
    return try row.step() ? MemberHistory.Part(billedFrom: row.day(0)) : nil
  }

  /// What was used within the days, and the first round that holds usage of later ones.
  private func used(by account: BillingAccount, from: Day, through: Day) throws -> (usage: [AssignedUsage], openFrom: Int64) {
    // An unknown zone is told by billing; its usage is then not cut by a guess.
    guard let zone = zones[account.zoneName] else { return ([], late.lastRound + 1) }
    var lookAhead = false
    if case .from = span { lookAhead = true }
    let found = try usage.read(
      account: account.id, InstantRange(start: zone.start(of: from), end: zone.start(of: through)), lookAhead: lookAhead)
    return (found.usage, min(found.laterFrom ?? .max, late.lastRound + 1))
  }
}

/// An account's subscriptions as each of several bills knew them.
struct SubscriptionsAsKnown {
  /// As the last bill knew them.
  private(set) var last: [Subscription] = []
  /// In step with the bills; `nil` where it is the same as `last`.
  private(set) var at: [[Subscription]?] = []

  init(
    paidBy account: BillingAccountID, _ factsThrough: [Int64], lastFact: Int64,
    _ replay: (SubscriptionID, [String]) throws -> Subscription?, _ c: Connection
  ) throws {
    let projected = try SubscriptionRows.paid(by: account, c).map(\.subscription)
    at = Array(repeating: nil, count: factsThrough.count)
    last = projected
    guard let first = factsThrough.min(), let through = factsThrough.last, first < lastFact else { return }
    let later = try SubscriptionsAsKnown.facts(paidBy: account, after: first, c)
    if later.isEmpty { return }
    func known(_ through: Int64) throws -> [Subscription] {
      try projected.compactMap { subscription in
        later[subscription.id].map { $0 > through } ?? false
          ? try replay(subscription.id, try SubscriptionsAsKnown.texts(subscription.id, through, c)) : subscription
      }
    }
    last = try known(through)
    for (index, then) in factsThrough.enumerated() where then != through { at[index] = try known(then) }
  }

  /// The last fact of each subscription that has one after a number.
  private static func facts(paidBy account: BillingAccountID, after: Int64, _ c: Connection) throws -> [SubscriptionID: Int64] {
    let rows = try c.prepare(
      """
      SELECT f.subscription_id, MAX(f.id) FROM subscription_payer p JOIN subscription_fact f ON f.subscription_id = p.subscription_id
      WHERE p.account_id = ? AND f.id > ? GROUP BY f.subscription_id
      """)
    rows.bind(1, account.rawValue)
    rows.bind(2, after)
    defer { rows.reset() }
    var found: [SubscriptionID: Int64] = [:]
    while try rows.step() { found[SubscriptionID(rows.int64(0))] = rows.int64(1) }
    return found
  }

  private static func texts(_ id: SubscriptionID, _ through: Int64, _ c: Connection) throws -> [String] {
    let rows = try c.prepare("SELECT body FROM subscription_fact WHERE subscription_id = ? AND id <= ? ORDER BY number")
    rows.bind(1, id.rawValue)
    rows.bind(2, through)
    defer { rows.reset() }
    var found: [String] = []
    while try rows.step() { found.append(rows.text(0)) }
    return found
  }
}
