extension FactStream {
  /// Every stream there is, by its place. A place is never given to another stream.
  static let all: [FactStream] = parties + orders + usage + billing + corrections + requests + balances + archive + verifactu + templates

  static let usageEvents = FactStream(
    id: 1, name: "usage_event",
    parts: [
      Part(
        table: "usage_event", key: "event",
        columns: ["source", "id", "subject", "type", "at", "quantity_digits", "quantity_scale", "attributes", "line"])
    ], isLinkedByWriter: true)

  private static let usage: [FactStream] = [
    usageEvents,
    FactStream(
      id: 2, name: "usage_batch",
      parts: [
        Part(
          table: "usage_batch", key: "id",
          columns: ["file", "fingerprint", "format", "mapping", "header", "corrects", "started_at", "first_offset", "first_line"])
      ]),
    FactStream(
      id: 3, name: "usage_round",
      parts: [
        Part(
          table: "usage_round", key: "round",
          columns: [
            "batch_id", "first_event", "event_count", "assigned_count", "duplicate_count", "changed_count", "rejected_count",
            "next_offset", "next_line", "facts_through",
          ])
      ]),
    one(4, "usage_batch_end", ["batch_id", "finished_at"]),
    one(5, "usage_rejected", ["batch_id", "line", "raw"]),
    one(
      6, "usage_reject_decision",
      ["reject_id", "state", "code", "path", "message", "remedy", "corrected_batch", "corrected_line"]),
    one(7, "usage_changed_repeat", ["batch_id", "line", "event", "difference"]),
  ]

  private static let parties: [FactStream] = [
    one(10, "customer", ["reference", "name", "segment"]),
    FactStream(
      id: 11, name: "billing_account",
      parts: [
        Part(
          table: "billing_account", key: "id",
          columns: [
            "reference", "customer_id", "name", "seller", "currency", "zone", "language", "segment", "address", "tax_standing",
            "tax_detail", "cycle_unit", "cycle_anchor_day", "cycle_anchor_month", "payment_term_days", "payment_method",
            "consolidated_into",
          ]),
        // Of where the account stands, only the day it was opened on is a fact.
        Part(table: "account_position", key: "account_id", columns: ["opened_on"]),
      ]),
    one(12, "subscription_fact", ["subscription_id", "number", "recorded_at", "body"]),
    one(13, "command", ["key", "fingerprint", "answer"]),
    FactStream(
      id: 14, name: "catalog_version",
      parts: [
        Part(table: "catalog_version", key: "id", columns: ["published_at", "settled_through", "note", "fingerprint"]),
        Part(table: "catalog_file", key: "catalog_version", order: ["position"], columns: ["position", "name", "content"]),
      ]),
    one(
      15, "third_party_charge",
      ["account_id", "source", "external_id", "provider", "name", "used_on", "amount_minor", "tax_category"]),
  ]

  static let journal = FactStream(
    id: 24, name: "journal_entry",
    parts: [
      Part(table: "journal_entry", key: "id", columns: ["occasion", "seller", "booked_on", "currency", "subject", "invoice_id"]),
      Part(
        table: "posting", key: "entry_id", columns: ["ledger_id", "account_id", "booked_on", "amount_minor"],
        writtenInOrderOf: ["id"]),
    ], isLinkedByWriter: true)

  static let invoices = FactStream(
    id: 25, name: "invoice",
    parts: [
      Part(
        table: "invoice", key: "id",
        columns: [
          "account_id", "run_id", "seller", "number", "currency", "issued_on", "due_on", "period_start", "period_end", "net_minor",
          "tax_minor", "gross_minor", "taxes", "facts_through",
        ]),
      Part(
        table: "invoice_member", key: "invoice_id", order: ["account_id"],
        columns: [
          "account_id", "billed_from", "billed_through", "usage_since_cut_off", "usage_since_round", "usage_open_from",
          "usage_through_round",
        ]),
      Part(
        table: "invoice_line", key: "invoice_id", order: ["number"],
        columns: [
          "number", "terms_id", "used_by", "subscription_id", "period_start", "period_end", "quantity", "amount_minor", "net_minor",
        ]),
      Part(table: "invoice_explanation", key: "invoice_id", columns: ["steps"]),
      Part(
        table: "recognition", key: "invoice_id", order: ["line", "recognise_on"],
        columns: ["line", "recognise_on", "deferred_account", "revenue_account", "amount_minor"]),
      Part(
        table: "billed_period", key: "invoice_id", order: ["number"],
        columns: [
          "account_id", "subscription_id", "number", "item", "price", "kind", "period_start", "period_end", "full_start", "full_end",
          "quantity", "amount_minor",
        ]),
      // Those of a cancelled invoice stand apart, so that they can be billed again.
      Part(
        table: "third_party_billed", key: "invoice_id", order: ["charge_id"], columns: ["charge_id"],
        source: "(SELECT invoice_id, charge_id FROM third_party_billed UNION ALL SELECT invoice_id, charge_id FROM third_party_unbilled) b",
        furtherTables: ["third_party_unbilled"]),
    ]
      + carried(
        key: "m.invoice_id", account: "m.account_id", in: "invoice_member m CROSS JOIN", through: "m.billed_through",
        undoneBy: "SELECT invoice_id FROM invoice_cancellation WHERE invoice_id = m.invoice_id")
      + [Part(table: "correction_billed", key: "invoice_id", order: ["charge_id"], columns: ["charge_id"])],
    isLinkedByWriter: true)

  private static let orders: [FactStream] = [
    one(16, "quote", ["reference", "account_id", "quoted_on", "valid_until", "recorded_at", "body"])
  ]

  private static let billing: [FactStream] = [
    journal,
    invoices,
    FactStream(
      id: 20, name: "bill_run",
      parts: [
        Part(
          table: "bill_run", key: "id",
          columns: ["key", "billing_day", "planned_at", "catalog_version", "usage_through_round", "plan"]),
        Part(
          table: "bill_run_account", key: "run_id", order: ["ordinal"], columns: ["ordinal", "account_id", "bill_through"],
          // Why the plan left an account out; what was decided later is told by decisions.
          initially: ["CASE WHEN state = 'skipped' AND evidence IS NULL THEN reason END"]),
      ]),
    FactStream(
      id: 21, name: "bill_run_decision",
      parts: [
        Part(
          table: "bill_run_decision", key: "id", columns: ["run_id", "ordinal", "state", "reason", "evidence", "decided_at"])
      ]
        + carried(
          key: "d.id", account: "r.account_id", in: "\(closed) CROSS JOIN", through: "r.bill_through", undoneBy: decisionUndoneBy)
        + carried(
          key: "d.id", account: "a.id",
          in: "\(closed) CROSS JOIN billing_account a ON a.consolidated_into = r.account_id CROSS JOIN", through: "r.bill_through",
          undoneBy: decisionUndoneBy)
        + [
          Part(
            table: "bill_run_decision_member", key: "decision_id", order: ["account_id"],
            columns: ["account_id", "billed_from", "facts_through"])
        ]),
    one(22, "ledger_account", ["seller", "code", "currency"]),
    one(
      23, "line_terms",
      [
        "kind", "offering", "price", "name", "unit", "tax_inclusive", "tax_category", "tax_treatment", "tax_percent", "tax_reason",
        "revenue_account",
      ]),
  ]

  private static let corrections: [FactStream] = [
    FactStream(
      id: 40, name: "credit_note",
      parts: [
        Part(
          table: "credit_note", key: "id",
          columns: [
            "invoice_id", "account_id", "seller", "number", "currency", "issued_on", "recorded_at", "reason", "net_minor",
            "tax_minor", "gross_minor", "taxes",
          ]),
        Part(
          table: "credit_note_line", key: "credit_note_id", order: ["number"],
          columns: ["number", "invoice_line", "net_minor", "explanation"]),
        Part(
          table: "recognition_taken_back", key: "credit_note_id", order: ["line", "recognise_on"],
          columns: ["invoice_id", "line", "recognise_on", "amount_minor"]),
      ]),
    FactStream(
      id: 41, name: "invoice_cancellation",
      parts: [
        Part(
          table: "invoice_cancellation", key: "id",
          columns: ["invoice_id", "credit_note_id", "cancelled_on", "recorded_at", "reason", "invoices_through"]),
        Part(table: "bill_run_undone", key: "cancellation_id", order: ["run_id", "ordinal"], columns: ["run_id", "ordinal"]),
      ]),
    one(42, "invoice_replacement", ["cancelled_id", "invoice_id"]),
    FactStream(
      id: 43, name: "usage_correction",
      parts: [
        Part(
          table: "usage_correction", key: "event",
          columns: ["corrects", "is_void", "round", "corrected_at", "corrected_round", "account_id"])
      ]),
    FactStream(
      id: 50, name: "rerating",
      parts: [
        Part(table: "rerating", key: "id", columns: ["key", "request", "applied_at", "period_start", "period_end", "has_catalog"]),
        Part(table: "rerating_file", key: "rerating_id", order: ["position"], columns: ["position", "name", "content"]),
      ]),
    one(
      51, "rerating_account",
      [
        "rerating_id", "account_id", "payer_id", "from_day", "through_day", "first_invoice", "invoices_through",
        "usage_through_round", "usage_open_from", "state",
      ]),
    one(
      52, "correction_charge",
      [
        "rerating_id", "account_id", "used_by", "subscription_id", "kind", "offering", "price", "name", "unit", "tax_inclusive",
        "tax_category", "revenue_account", "period_start", "period_end", "quantity", "amount_minor", "explanation",
      ]),
  ]

  private static let requests: [FactStream] = [
    one(60, "request", ["recorded_at", "caller", "key", "operation", "content"]),
    one(61, "request_answer", ["request_id", "caller", "key", "answered_at", "status", "body"]),
    one(62, "access_key", ["public_id", "name", "digest", "roles", "customer_id", "created_at", "expires_at"]),
    one(63, "access_key_revocation", ["access_key_id", "revoked_at"]),
    one(64, "caller_decision", ["caller", "is_open", "decided_at"]),
    one(65, "user_session", ["digest", "sign_in", "caller", "roles", "customer", "created_at", "expires_at"]),
    one(66, "user_session_end", ["user_session_id", "ended_at"]),
  ]

  static let balanceMovements = FactStream(
    id: 73, name: "balance_movement",
    parts: [
      Part(
        table: "balance_movement", key: "id",
        columns: ["bucket_id", "kind", "amount", "after", "moved_at", "cause", "reason", "entry_id", "charging_id"])
    ], isLinkedByWriter: true)

  static let chargingRequests = FactStream(
    id: 74, name: "charging_request",
    parts: [
      Part(
        table: "charging_request", key: "id",
        columns: [
          "session", "number", "kind", "subscription_id", "balance_id", "asked_at", "decided_at", "asked", "answer", "refunds", "state",
          "valid_until", "standing", "reserved",
        ]),
      Part(
        table: "charging_charge", key: "request_id", order: ["number"],
        columns: [
          "number", "rating_group", "service", "destination", "price", "period_start", "revenue_account", "unit", "units",
          "units_from_buckets", "net_minor", "tax_minor", "uncollected_minor", "exact", "allowance_taken", "explanation", "parts",
        ]),
      Part(
        table: "charging_usage", key: "request_id", order: ["number"],
        columns: ["number", "event_id", "subject", "type", "used_at", "quantity", "attributes"]),
      Part(table: "charging_count", key: "request_id", order: ["number"], columns: ["number", "charge", "code", "window_start", "amount"]),
    ], isLinkedByWriter: true)

  private static let balances: [FactStream] = [
    one(70, "customer_balance", ["reference", "account_id", "kind", "credit_limit_minor", "opened_at"]),
    one(71, "customer_balance_subscription", ["balance_id", "subscription_id"]),
    one(
      72, "balance_bucket",
      [
        "balance_id", "number", "unit", "valid_from", "valid_to", "priority", "factor", "blockers", "floor", "rollover_days",
        "rollover_at_most",
      ]),
    balanceMovements,
    chargingRequests,
    one(75, "voucher_batch", ["reference", "unit", "amount", "valid_days", "is_bonus", "redeem_from", "redeem_until", "made_at"]),
    one(76, "voucher", ["batch_id", "number", "digest"]),
    one(77, "voucher_redemption", ["voucher_id", "movement_id", "redeemed_at"]),
    one(78, "voucher_block", ["batch_id", "voucher_id", "blocked_at", "reason"]),
    one(79, "spending_control", ["balance_id", "code", "rule", "set_by", "may_be_lifted", "set_at", "reason"]),
    one(
      80, "charging_notice",
      ["request_id", "balance_id", "code", "kind", "unit", "amount", "stands", "level", "window_start", "top_up", "noticed_at"]),
    one(
      97, "charging_given_up",
      [
        "session", "subject", "used_at", "said_at", "begun_at", "services", "result", "obstacle", "noted_at", "reason", "given_up_by", "given_up_at",
      ]),
  ]

  private static let archive: [FactStream] = [
    one(
      81, "archive_entry",
      [
        "seller", "number", "kind", "document", "form", "language", "account_id", "account", "country", "issued_on", "byte_count", "digest", "kept_at",
        "link_before", "link",
      ]),
    one(82, "archive_seal", ["day", "first_entry", "last_entry", "root", "sealed_at", "link_before", "link"]),
    one(83, "archive_stamp", ["seal_id", "authority", "response", "stamped_at"]),
    one(84, "archive_hold", ["covers", "subject", "reason", "set_by", "set_at"]),
    one(85, "archive_hold_release", ["hold_id", "reason", "released_by", "released_at"]),
    one(86, "archive_erasure", ["entry_id", "rule", "since", "erased_by", "erased_at"]),
  ]

  private static let verifactu: [FactStream] = [
    one(
      87, "verifactu_record",
      [
        "issuer", "number", "seller", "subject", "act", "document", "issued_on", "type", "tax_total", "total", "generated_at", "before", "fingerprint",
        "recorded_at", "reason", "xml",
      ])
  ]

  private static let templates: [FactStream] = [
    FactStream(
      id: 95, name: "template_version",
      parts: [
        Part(table: "template_version", key: "id", columns: ["template", "number", "put_by", "put_at"]),
        Part(table: "template_file", key: "template_version", order: ["position"], columns: ["position", "content"]),
      ]),
    one(96, "template_decision", ["version_id", "kind", "from_day", "decided_by", "decided_at", "note"]),
  ]

  /// Decisions that closed an account without an invoice, with the account.
  private static let closed =
    "bill_run_decision d CROSS JOIN bill_run_account r ON r.run_id = d.run_id AND r.ordinal = d.ordinal AND d.state = 'nothing'"

  private static let decisionUndoneBy = """
    SELECT k.invoice_id FROM bill_run_undone u JOIN invoice_cancellation k ON k.id = u.cancellation_id
    WHERE u.run_id = r.run_id AND u.ordinal = r.ordinal
    """

  /// What accounts carry from one bill into the next, as three parts of the fact that closed them.
  ///
  /// - Parameter undoneBy: the cancelled invoice that undid the closing, when one did; a day may then be closed again.
  private static func carried(
    key: String, account: String, in members: String, through: String, undoneBy: String
  ) -> [Part] {
    func part(_ table: String, _ order: [String], _ columns: [String]) -> Part {
      Part(
        table: table, key: key, order: ([account] + order.map { "x." + $0 }),
        columns: (["account_id", "billed_through"] + columns).map { "x." + $0 },
        source: """
          \(members) \(table) x ON x.account_id = \(account) AND x.billed_through = \(through)
          AND x.undone_by = COALESCE((\(undoneBy)), 0)
          """)
    }
    return [
      part(
        "carried_allowance", ["number"],
        ["number", "code", "subscription_id", "granted_on", "expires_on", "granted", "units_left"]),
      part("carried_meter", ["subscription_id", "price"], ["subscription_id", "price", "value", "present"]),
      part(
        "billed_free_usage", ["number"],
        ["number", "subscription_id", "price", "period_start", "period_end", "quantity", "minimum_top_up"]),
    ]
  }

  /// A stream of one table whose rows are numbered by `id`.
  private static func one(_ id: Int64, _ table: String, _ columns: [String]) -> FactStream {
    FactStream(id: id, name: table, parts: [Part(table: table, key: "id", columns: columns)])
  }
}
