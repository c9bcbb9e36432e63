import Invoicing
public import Operations
import Parties
public import Primitives

extension Store {
  public func planCandidates() throws -> [PlanCandidate] { try read(Store.planCandidates) }

  private static func planCandidates(_ c: Connection) throws -> [PlanCandidate] {
    let rows = try c.prepare(
      """
      SELECT a.id, a.reference, a.cycle_unit, a.cycle_anchor_day, a.cycle_anchor_month, p.billed_through, a.consolidated_into,
        EXISTS (SELECT 1 FROM subscription_payer s WHERE s.account_id = a.id)
        OR EXISTS (SELECT 1 FROM third_party_charge t WHERE t.account_id = a.id)
        OR EXISTS (SELECT 1 FROM billing_account m WHERE m.consolidated_into = a.id), u.held_by, u.planned_by
      FROM billing_account a JOIN account_position p ON p.account_id = a.id
      LEFT JOIN (
        SELECT account_id, MAX(CASE state WHEN 'held' THEN run_id END) AS held_by,
          MAX(CASE state WHEN 'planned' THEN run_id END) AS planned_by
        FROM bill_run_account WHERE state IN ('held', 'planned') GROUP BY account_id
      ) u ON u.account_id = a.id
      ORDER BY a.id
      """)
    defer { rows.reset() }
    var found: [PlanCandidate] = []
    while try rows.step() {
      guard let unit = BillCycle.Unit(rawValue: rows.text(2)) else {
        throw DamagedRow(table: "billing_account", row: rows.int64(0), what: "bill cycle \(rows.text(2)) unknown")
      }
      found.append(
        PlanCandidate(
          account: BillingAccountID(rows.int64(0)), reference: rows.text(1),
          cycle: BillCycle(unit: unit, anchorDay: rows.int(3), anchorMonth: rows.int(4)), billedThrough: rows.day(5),
          consolidatedInto: rows.optionalInt64(6).map { BillingAccountID($0) }, holdsAnything: rows.int(7) != 0,
          heldBy: rows.optionalInt64(8).map { BillRunID($0) }, plannedBy: rows.optionalInt64(9).map { BillRunID($0) }))
    }
    return found
  }

  public func plan(
    on billingDay: Day, key: String, at: Instant, _ decide: ([PlanCandidate]) throws -> BillRunPlan
  ) throws -> BillRunID {
    try writeReferencesKnown { c in
      let known = try c.prepare("SELECT id, billing_day FROM bill_run WHERE key = ?")
      known.bind(1, key)
      if try known.step() {
        let (id, day) = (BillRunID(known.int64(0)), known.day(1))
        known.reset()
        if day != billingDay {
          throw Rejection(
            Problem(
              .keyReused, path: "key", "the key \"\(key)\" names bill run \(id) for \(day), not for \(billingDay)",
              remedy: "use a new key for a new run"))
        }
        return id
      }
      known.reset()
      let plan = try decide(try Store.planCandidates(c))
      let run = try c.prepare(
        """
        INSERT INTO bill_run(key, billing_day, planned_at, catalog_version, plan, usage_through_round)
        VALUES (?, ?, ?, ?, ?, (SELECT COALESCE(MAX(round), 0) FROM usage_round))
        """)
      run.bind(1, key)
      run.bind(2, plan.billingDay)
      run.bind(3, at)
      run.bind(4, plan.catalogVersion.rawValue)
      run.bind(5, "\(plan.dueCount) of \(plan.lines.count) accounts due")
      try run.run()
      let id = c.lastInsertedRow
      let row = try c.prepare(
        "INSERT INTO bill_run_account(run_id, ordinal, account_id, bill_through, state, reason) VALUES (?, ?, ?, ?, ?, ?)")
      row.bind(1, id)
      for (ordinal, line) in plan.lines.enumerated() {
        row.bind(2, ordinal)
        row.bind(3, line.account.rawValue)
        switch line.decision {
        case .bill(let through):
          row.bind(4, through)
          row.bind(5, "planned")
          row.bindNull(6)
        case .skip(let reason):
          row.bind(4, plan.billingDay)
          row.bind(5, "skipped")
          row.bind(6, reason.text)
        }
        try row.run()
      }
      return BillRunID(id)
    }
  }

  public func billRun(_ id: BillRunID) throws -> BillRun? {
    try read { c in
      let row = try c.prepare("SELECT \(BillRun.columns) FROM bill_run WHERE id = ?")
      row.bind(1, id.rawValue)
      defer { row.reset() }
      return try row.step() ? BillRun(row) : nil
    }
  }

  public func billRuns() throws -> [BillRun] { try read(Store.billRuns) }

  static func billRuns(_ c: Connection) throws -> [BillRun] {
    let rows = try c.prepare("SELECT \(BillRun.columns) FROM bill_run ORDER BY id")
    defer { rows.reset() }
    var found: [BillRun] = []
    while try rows.step() { found.append(BillRun(rows)) }
    return found
  }

  /// The plan as saved: what each account was to get, and why some get nothing.
  public func planLines(of run: BillRunID) throws -> [PlanLineRow] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT r.account_id, a.reference, r.bill_through, r.state, r.reason FROM bill_run_account r
        JOIN billing_account a ON a.id = r.account_id WHERE r.run_id = ? ORDER BY r.ordinal
        """)
      rows.bind(1, run.rawValue)
      defer { rows.reset() }
      var found: [PlanLineRow] = []
      while try rows.step() {
        found.append(
          PlanLineRow(
            account: BillingAccountID(rows.int64(0)), reference: rows.text(1), billThrough: rows.day(2), state: rows.text(3),
            reason: rows.optionalText(4)))
      }
      return found
    }
  }

  public func pendingAccounts(of run: BillRunID) throws -> [PendingAccount] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT a.ordinal, a.account_id, a.bill_through, r.usage_through_round
        FROM bill_run_account a JOIN bill_run r ON r.id = a.run_id
        WHERE a.run_id = ? AND a.state = 'planned' ORDER BY a.ordinal
        """)
      rows.bind(1, run.rawValue)
      return try ClaimRows.pending(rows)
    }
  }

  public func record(_ outcomes: [AccountOutcome], of run: BillRunID, numberFormat: (SellerCode, Int64) -> String) throws {
    try writeReferencesKnown { c in
      var invoices = try InvoiceRows(c, run: run)
      let hasCancelled = try ReplacementRows.isNeeded(c)
      let pending = try c.prepare("SELECT 1 FROM bill_run_account WHERE run_id = ? AND ordinal = ? AND state = 'planned'")
      let decide = try c.prepare(
        "UPDATE bill_run_account SET state = ?, reason = ?, evidence = ?, invoice_id = ? WHERE run_id = ? AND ordinal = ?")
      for outcome in outcomes {
        pending.bind(1, run.rawValue)
        pending.bind(2, outcome.pending.ordinal)
        let isPending = try pending.step()
        pending.reset()
        guard isPending else { continue }
        decide.bindNull(2)
        decide.bindNull(3)
        decide.bindNull(4)
        switch outcome {
        case .bill(let bill):
          let id = try invoices.issue(bill, numberFormat: numberFormat)
          if hasCancelled { try ReplacementRows.link(id, account: bill.invoice.account, period: bill.invoice.billingPeriod, c) }
          decide.bind(1, "issued")
          decide.bind(4, id.rawValue)
        case .nothing(let account, let members, let factsThrough):
          try invoices.close(members)
          try CarriedRows.save(members, firstPart: 1, LinkedRows(c: c, maker: nil, isWriting: true))
          let reason = "nothing was due before \(account.billThrough)"
          decide.bind(1, "nothing")
          decide.bind(2, reason)
          try note(run, account.ordinal, "nothing", reason, nil, c)
          try saveMembers(members, of: c.lastInsertedRow, factsThrough, c)
        case .held(let account, let reasons):
          let (reason, evidence) = (reasons.map(\.code.rawValue).joined(separator: ", "), try JSONColumn.text(reasons))
          decide.bind(1, "held")
          decide.bind(2, reason)
          decide.bind(3, evidence)
          try note(run, account.ordinal, "held", reason, evidence, c)
        }
        decide.bind(5, run.rawValue)
        decide.bind(6, outcome.pending.ordinal)
        try decide.run()
      }
      try invoices.saveSequences()
      if isShared, let first = outcomes.first { try ClaimRows.end(of: run, first: first.pending.ordinal, c) }
    }
  }

  /// Writes down what a run, or a person after it, decided about an account.
  private func note(
    _ run: BillRunID, _ ordinal: Int, _ state: String, _ reason: String?, _ evidence: String?, _ c: Connection
  ) throws {
    let row = try c.prepare("INSERT INTO bill_run_decision(run_id, ordinal, state, reason, evidence) VALUES (?, ?, ?, ?, ?)")
    row.bind(1, run.rawValue)
    row.bind(2, ordinal)
    row.bind(3, state)
    row.bind(4, reason)
    row.bind(5, evidence)
    try row.run()
  }

  private func saveMembers(_ members: [MemberClosing], of decision: Int64, _ factsThrough: Int64, _ c: Connection) throws {
    let row = try c.prepare(
      "INSERT INTO bill_run_decision_member(decision_id, account_id, billed_from, facts_through) VALUES (?, ?, ?, ?)")
    for member in members {
      row.bind(1, decision)
      row.bind(2, member.account.rawValue)
      row.bind(3, member.billedFrom)
      row.bind(4, factsThrough)
      try row.run()
    }
  }

  public func finish(_ run: BillRunID, at: Instant) throws {
    try write { c in
      let row = try c.prepare("UPDATE bill_run SET finished_at = ? WHERE id = ? AND finished_at IS NULL")
      row.bind(1, at)
      row.bind(2, run.rawValue)
      try row.run()
      guard try c.changes() > 0 else { return }
      let end = try c.prepare("INSERT INTO bill_run_decision(run_id, state, decided_at) VALUES (?, 'finished', ?)")
      end.bind(1, run.rawValue)
      end.bind(2, at)
      try end.run()
    }
  }

  // With evidence, be it none, a decision is told from what the plan left out.
  public func dismiss(_ account: BillingAccountID, of run: BillRunID) throws -> Bool {
    try write { c in
      let row = try c.prepare(
        """
        UPDATE bill_run_account SET state = 'skipped',
          reason = CASE state WHEN 'held' THEN 'held for ' || reason || ' and dismissed' ELSE 'dismissed before it was billed' END,
          evidence = COALESCE(evidence, '[]')
        WHERE run_id = ? AND account_id = ? AND state IN ('held', 'planned')
        """)
      row.bind(1, run.rawValue)
      row.bind(2, account.rawValue)
      try row.run()
      guard try c.changes() > 0 else { return false }
      let decision = try c.prepare(
        """
        INSERT INTO bill_run_decision(run_id, ordinal, state, reason, evidence)
        SELECT run_id, ordinal, state, reason, evidence FROM bill_run_account WHERE run_id = ? AND account_id = ?
        """)
      decision.bind(1, run.rawValue)
      decision.bind(2, account.rawValue)
      try decision.run()
      return true
    }
  }

  public func dismissPending(of run: BillRunID) throws -> Int {
    try write { c in
      let decision = try c.prepare(
        """
        INSERT INTO bill_run_decision(run_id, ordinal, state, reason, evidence)
        SELECT run_id, ordinal, 'skipped', 'dismissed before it was billed', '[]' FROM bill_run_account
        WHERE run_id = ? AND state = 'planned' ORDER BY ordinal
        """)
      decision.bind(1, run.rawValue)
      try decision.run()
      let row = try c.prepare(
        """
        UPDATE bill_run_account SET state = 'skipped', reason = 'dismissed before it was billed', evidence = '[]'
        WHERE run_id = ? AND state = 'planned'
        """)
      row.bind(1, run.rawValue)
      try row.run()
      return try c.changes()
    }
  }

  public func reopen(_ account: BillingAccountID, of run: BillRunID) throws -> PendingAccount? {
    try write { c in
      let row = try c.prepare(
        """
        SELECT a.ordinal, a.bill_through, r.usage_through_round FROM bill_run_account a JOIN bill_run r ON r.id = a.run_id
        WHERE a.run_id = ? AND a.account_id = ? AND a.state = 'held'
        """)
      row.bind(1, run.rawValue)
      row.bind(2, account.rawValue)
      defer { row.reset() }
      guard try row.step() else { return nil }
      let pending = PendingAccount(
        ordinal: row.int(0), account: account, billThrough: row.day(1), usageThroughRound: row.int64(2))
      row.reset()
      let open = try c.prepare(
        "UPDATE bill_run_account SET state = 'planned', reason = NULL, evidence = NULL WHERE run_id = ? AND ordinal = ?")
      open.bind(1, run.rawValue)
      open.bind(2, pending.ordinal)
      try open.run()
      try note(run, pending.ordinal, "planned", nil, nil, c)
      return pending
    }
  }
}

extension BillRun {
  fileprivate static let columns = "id, key, billing_day, planned_at, catalog_version, finished_at"

  fileprivate init(_ row: Statement) {
    self.init(
      id: BillRunID(row.int64(0)), key: row.text(1), billingDay: row.day(2), plannedAt: row.instant(3),
      catalogVersion: CatalogVersionID(row.int64(4)), finishedAt: row.isNull(5) ? nil : row.instant(5))
  }
}
