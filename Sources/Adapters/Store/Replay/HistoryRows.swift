import Operations
import Parties
import Primitives
import Rating
import Subscriptions
import Usage

/// Reads an account's bills with what they were made from. Made once per snapshot.
struct HistoryRows {
  private let c: Connection
  private let span: BillSpan
  private let zones: [String: Zone]
  private let replay: (SubscriptionID, [String]) throws -> Subscription?
  private let own: OwnRows
  /// Of accounts whose lines stand on another's bills, one by one: they come in no order.
  private let childrensOwn: OwnRows
  private let billStream: AccountStream
  private let late: LateUsageRows
  private let snapshot: Snapshot
  private let runs = KnownRuns()

  /// What holds for every account of a snapshot.
  private struct Snapshot {
    var lastFact: Int64
    var hasCarried: Bool
    var hasRestatements: Bool
    var hasChildren: Bool
    var hasBilledPeriods: Bool
    var hasUndone: Bool

    init(_ c: Connection) throws {
      let row = try c.prepare(
        """
        SELECT (SELECT COALESCE(MAX(id), 0) FROM subscription_fact),
          EXISTS (SELECT 1 FROM carried_allowance) OR EXISTS (SELECT 1 FROM carried_meter),
          EXISTS (SELECT 1 FROM rerating_account),
          EXISTS (SELECT 1 FROM billing_account WHERE consolidated_into IS NOT NULL),
          EXISTS (SELECT 1 FROM billed_period),
          EXISTS (SELECT 1 FROM bill_run_undone)
        """)
      defer { row.reset() }
      _ = try row.step()
      lastFact = row.int64(0)
      hasCarried = row.int(1) != 0
      hasRestatements = row.int(2) != 0
      hasChildren = row.int(3) != 0
      hasBilledPeriods = row.int(4) != 0
      hasUndone = row.int(5) != 0
    }
  }

  init(
    _ c: Connection, _ span: BillSpan, zones: [String: Zone],
    replay: @escaping (SubscriptionID, [String]) throws -> Subscription?
  ) throws {
    self.c = c
    self.span = span
    self.zones = zones
    self.replay = replay
    let usage = try UsageWithinRows(c)
    own = try OwnRows(usage, c)
    childrensOwn = try OwnRows(UsageWithinRows(beside: usage), c)
    billStream = try AccountStream(HistoryRows.billQuery, account: 6, c)
    late = try LateUsageRows(c)
    snapshot = try Snapshot(c)
  }

  /// A bill with how far it knew subscriptions.
  struct Read {
    var bill: PastBill
    /// `nil` for a bill that found nothing due before such bills wrote it down.
    var factsThrough: Int64?
    /// The decision that nothing was due.
    var decision: Int64?
  }

  /// An account as it stands now.
  private struct Owner {
    var account: BillingAccount
    var openedOn: Day
    var billedThrough: Day
    /// The day of the earliest usage of billed days that no bill covers.
    var lateFrom: Day?
  }

  private var isFrom: Bool { if case .from = span { true } else { false } }

  /// Goes to a stretch of accounts, whose histories are asked for in ascending order.
  func begin(_ stretch: ClosedRange<Int64>) throws {
    try own.begin(stretch)
    billStream.begin(stretch)
  }

  /// `nil` when the account has no bill in the span.
  func history(of account: BillingAccountID) throws -> AccountHistory? {
    let payer = try owner(account, own)
    let all = try bills(of: payer)
    var lines = BilledLineCache(c)
    let chosen = try chosen(all, payer, &lines)
    guard !chosen.isEmpty else { return nil }
    var billed: [BilledLine] = []
    if isFrom {
      for bill in chosen {
        let more = try lines.lines(of: bill.bill.invoice)
        if billed.isEmpty { billed = more } else { billed += more }
      }
    }
    let children = try childIDs(of: account, chosen)
    let earlier = all.prefix { $0.bill.run != chosen[0].bill.run }
    let members = try [member(payer, own, chosen, after: earlier, billed, payer: account)]
      + children.map { try member(child($0), childrensOwn, chosen, after: earlier, billed, payer: account) }
    var history = AccountHistory(bills: chosen.map(\.bill), payer: members[0], children: Array(members.dropFirst()), lines: billed)
    if isFrom, snapshot.hasRestatements {
      let corrections = try CorrectionChargeRows.of(account, from: chosen[0].bill.billedFrom, c)
      history.lines += corrections.map(\.billedLine)
      history.isCorrected = !corrections.isEmpty
    }
    return history
  }

  private func child(_ id: BillingAccountID) throws -> Owner {
    try childrensOwn.begin(id.rawValue...id.rawValue)
    return try owner(id, childrensOwn)
  }

  private func owner(_ id: BillingAccountID, _ own: OwnRows) throws -> Owner {
    let position = try own.position(of: id)
    var owner = Owner(account: position.account, openedOn: position.openedOn, billedThrough: position.billedThrough)
    guard isFrom, let since = position.closing, since.throughRound < late.lastRound, let zone = zones[owner.account.zoneName] else { return owner }
    let said = snapshot.hasRestatements ? try RestatementRows.of(id, before: nil, c).since(since, owner.billedThrough) : since
    owner.lateFrom = try late.firstDay(of: id, since: said, zone)
    return owner
  }

  private func chosen(_ bills: [Read], _ payer: Owner, _ lines: inout BilledLineCache) throws -> [Read] {
    switch span {
    case .closing(let period):
      return bills.filter { period.start < $0.bill.billThrough && $0.bill.billThrough <= period.end }
    case .from(let period):
      guard var first = bills.firstIndex(where: { $0.bill.billedFrom < period.end && period.start < $0.bill.billThrough })
      else { return [] }
      // Usage that came late stands on a later bill than that of its days, or on none yet: those days come with it.
      while let day = try firstDayUsed(bills[first...], payer, &lines), day < bills[first].bill.billedFrom,
        let earlier = bills[..<first].lastIndex(where: { $0.bill.billedFrom <= day })
      {
        first = earlier
      }
      // Days priced again before are priced again as a whole, since their corrections belong to all of them.
      if snapshot.hasRestatements {
        let start = bills[first].bill.billedFrom
        let said = try RestatementRows.of(payer.account.id, before: nil, c).inForce.map(\.restatement.days)
        if let whole = said.first(where: { $0.start < start && start < $0.end }),
          let earlier = bills.firstIndex(where: { $0.bill.billedFrom == whole.start })
        {
          first = earlier
        }
      }
      return Array(bills[first...])
    }
  }

  /// The first day of which these bills charge usage, or of which usage is still unbilled.
  private func firstDayUsed(_ bills: ArraySlice<Read>, _ payer: Owner, _ lines: inout BilledLineCache) throws -> Day? {
    var first = payer.lateFrom
    for bill in bills {
      if let day = try lines.firstDayUsed(of: bill.bill.invoice) { first = min(first ?? day, day) }
    }
    for child in try childIDs(of: payer.account.id, Array(bills)) {
      if let day = try self.child(child).lateFrom { first = min(first ?? day, day) }
    }
    return first
  }

  private static let billQuery = """
    SELECT a.run_id, a.bill_through, a.invoice_id, i.issued_on, i.facts_through, a.ordinal, a.account_id
    FROM bill_run_account a LEFT JOIN invoice i ON i.id = a.invoice_id
    WHERE a.account_id BETWEEN ? AND ? AND a.state IN ('issued', 'nothing') ORDER BY a.account_id
    """

  private func bills(of payer: Owner) throws -> [Read] {
    let rows = billStream.rows
    let catalogs = snapshot.hasRestatements ? try ReratingCatalogRows.of(payer.account.id, c) : []
    var found: [Read] = []
    while try billStream.next(of: payer.account.id.rawValue) {
      let run = BillRunID(rows.int64(0))
      if snapshot.hasUndone, try isUndone(run, rows.int64(5)) { continue }
      let known = try runs.run(run, c)
      let decision = rows.isNull(2) ? try nothingDue(run, rows.int64(5)) : nil
      let factsThrough = try rows.optionalInt64(4) ?? decision.flatMap { try looked($0, at: payer.account.id)?.factsThrough }
      found.append(
        Read(
          bill: PastBill(
            run: run, catalog: known.catalog, issuedOn: rows.optionalDay(3) ?? known.billingDay, billedFrom: payer.openedOn,
            billThrough: rows.day(1), invoice: rows.optionalInt64(2).map { InvoiceID($0) }),
          factsThrough: factsThrough, decision: decision))
    }
    if found.count > 1 { found.sort { ($0.bill.billThrough, $0.bill.run) < ($1.bill.billThrough, $1.bill.run) } }
    for index in found.indices {
      if index > 0 { found[index].bill.billedFrom = max(found[index - 1].bill.billThrough, payer.openedOn) }
      let (from, through) = (found[index].bill.billedFrom, found[index].bill.billThrough)
      found[index].bill.reratedBy = catalogs.last { $0.covers(from, through) }?.rerating
    }
    return found
  }

  private func isUndone(_ run: BillRunID, _ ordinal: Int64) throws -> Bool {
    let row = try c.prepare("SELECT 1 FROM bill_run_undone WHERE run_id = ? AND ordinal = ?")
    row.bind(1, run.rawValue)
    row.bind(2, ordinal)
    defer { row.reset() }
    return try row.step()
  }

  /// The decision that nothing was due.
  private func nothingDue(_ run: BillRunID, _ ordinal: Int64) throws -> Int64? {
    let row = try c.prepare("SELECT MAX(id) FROM bill_run_decision WHERE run_id = ? AND ordinal = ? AND state = 'nothing'")
    row.bind(1, run.rawValue)
    row.bind(2, ordinal)
    defer { row.reset() }
    return try row.step() ? row.optionalInt64(0) : nil
  }

  /// From which day on a bill that found nothing due covered an account, and what it knew of subscriptions; `nil` when it did
  /// not cover it, or was made before such bills wrote it down.
  private func looked(_ decision: Int64, at account: BillingAccountID) throws -> (from: Day, factsThrough: Int64)? {
    let row = try c.prepare("SELECT billed_from, facts_through FROM bill_run_decision_member WHERE decision_id = ? AND account_id = ?")
    row.bind(1, decision)
    row.bind(2, account.rawValue)
    defer { row.reset() }
    return try row.step() ? (row.day(0), row.int64(1)) : nil
  }

  /// The accounts whose lines stand on the payer's bills.
  private func childIDs(of payer: BillingAccountID, _ bills: [Read]) throws -> [BillingAccountID] {
    guard snapshot.hasChildren else { return [] }
    var ids: Set<Int64> = []
    let rows = try c.prepare("SELECT account_id FROM invoice_member WHERE invoice_id = ?")
    for bill in bills {
      guard let invoice = bill.bill.invoice else { continue }
      rows.bind(1, invoice.rawValue)
      while try rows.step() { ids.insert(rows.int64(0)) }
      rows.reset()
    }
    ids.remove(payer.rawValue)
    return ids.sorted().map { BillingAccountID($0) }
  }

  private func member(
    _ owner: Owner, _ own: OwnRows, _ bills: [Read], after earlier: ArraySlice<Read>, _ lines: [BilledLine], payer: BillingAccountID
  ) throws -> MemberHistory {
    let id = owner.account.id
    var parts =
      id == payer
      ? bills.map { MemberHistory.Part(billedFrom: max($0.bill.billedFrom, owner.openedOn)) } : try parts(of: owner, bills, after: earlier)
    let restated = snapshot.hasRestatements ? try RestatementRows.of(id, before: nil, c) : .none
    let known = try SubscriptionsAsKnown(
      own.subscriptions(paidBy: id), paidBy: id, billed: lines.lazy.filter { ($0.usedBy ?? payer) == id }.compactMap(\.subscription),
      bills.map { $0.factsThrough ?? snapshot.lastFact }, lastFact: snapshot.lastFact, before: bills[bills.count - 1].bill.billThrough, replay, c)
    for index in parts.indices { parts[index]?.subscriptions = known.at[index] }
    let first = parts.lazy.compactMap(\.self).first?.billedFrom ?? owner.openedOn
    let invoice = bills.lazy.compactMap(\.bill.invoice).first
    let through = bills[bills.count - 1].bill.billThrough
    let used = try used(by: owner.account, own.usage, from: first, through: through)
    var history = MemberHistory(
      account: owner.account, openedOn: owner.openedOn, parts: parts, holdings: known.last, usage: used.usage,
      carried: snapshot.hasCarried ? try CarriedRows.state(of: id, before: invoice, billedThrough: first, restated, c) : .none,
      billed: snapshot.hasBilledPeriods ? try BilledPeriodRows.of(id, before: invoice, restated.before(first), c) : [])
    guard isFrom else { return history }
    if snapshot.hasCarried { history.carriedOut = try CarriedRows.state(of: id, before: nil, billedThrough: through, restated, c) }
    history.hasLateUsage = owner.lateFrom != nil
    history.usageThroughRound = late.lastRound
    history.usageOpenFrom = used.openFrom
    return history
  }

  /// What the bills of another account cover of this one. Each says from which day on; one that found nothing due before such
  /// bills wrote it down did not cover this account where a later invoice begins before its end.
  private func parts(of owner: Owner, _ bills: [Read], after earlier: ArraySlice<Read>) throws -> [MemberHistory.Part?] {
    var stands = owner.openedOn
    func from(_ bill: Read) throws -> Day? {
      let from =
        if let invoice = bill.bill.invoice { try firstDay(of: owner, on: invoice) }
        else if bill.factsThrough != nil { try bill.decision.flatMap { try looked($0, at: owner.account.id)?.from } } else {
          try firstDayBilled(of: owner, after: bill.bill.billThrough) >= bill.bill.billThrough ? stands : nil
        }
      if from != nil { stands = bill.bill.billThrough }
      return from
    }
    if bills.contains(where: { $0.bill.invoice == nil }) { for bill in earlier { _ = try from(bill) } }
    return try bills.map { try from($0).map { MemberHistory.Part(billedFrom: $0) } }
  }

  private func firstDay(of owner: Owner, on invoice: InvoiceID) throws -> Day? {
    let row = try c.prepare("SELECT billed_from FROM invoice_member WHERE invoice_id = ? AND account_id = ?")
    row.bind(1, invoice.rawValue)
    row.bind(2, owner.account.id.rawValue)
    defer { row.reset() }
    return try row.step() ? row.day(0) : nil
  }

  /// Where the first invoice in force that goes beyond a day begins; where the account stands when there is none.
  private func firstDayBilled(of owner: Owner, after day: Day) throws -> Day {
    let row = try c.prepare(
      """
      SELECT billed_from FROM invoice_member m WHERE account_id = ? AND billed_through > ?
        AND NOT EXISTS (SELECT 1 FROM invoice_cancellation x WHERE x.invoice_id = m.invoice_id) ORDER BY billed_through LIMIT 1
      """)
    row.bind(1, owner.account.id.rawValue)
    row.bind(2, day)
    defer { row.reset() }
    return try row.step() ? row.day(0) : owner.billedThrough
  }

  /// What was used within the days, and the first round that holds usage of later ones.
  private func used(by account: BillingAccount, _ usage: UsageWithinRows, from: Day, through: Day) throws -> (usage: [AssignedUsage], openFrom: Int64) {
    // An unknown zone is told by billing; its usage is then not cut by a guess.
    guard let zone = zones[account.zoneName] else { return ([], late.lastRound + 1) }
    let found = try usage.read(
      account: account.id, InstantRange(start: zone.start(of: from), end: zone.start(of: through)), lookAhead: isFrom)
    return (found.usage, min(found.laterFrom ?? .max, late.lastRound + 1))
  }
}
