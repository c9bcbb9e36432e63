import Primitives

/// Brings a database to the newest schema: numbered SQL files, each applied once, each in its own transaction.
enum Migrations {
  static let all: [(number: Int, sql: [UInt8])] = [
    (1, PackageResources.m0001_florin_sql),
    (2, PackageResources.m0002_catalog_sql),
    (3, PackageResources.m0003_usage_sql),
    (4, PackageResources.m0004_free_usage_sql),
    (5, PackageResources.m0005_invoice_lines_sql),
    (6, PackageResources.m0006_corrections_sql),
    (7, PackageResources.m0007_rerating_sql),
    (8, PackageResources.m0008_audit_sql),
    (9, PackageResources.m0009_audit_order_sql),
    (10, PackageResources.m0010_quotes_sql),
    (11, PackageResources.m0011_usage_corrections_sql),
    (12, PackageResources.m0012_requests_sql),
    (13, PackageResources.m0013_access_keys_sql),
    (14, PackageResources.m0014_claims_sql),
    (15, PackageResources.m0015_webhooks_sql),
    (16, PackageResources.m0016_nothing_due_sql),
    (17, PackageResources.m0017_callers_sql),
    (18, PackageResources.m0018_user_sessions_sql),
    (19, PackageResources.m0019_balances_sql),
    (20, PackageResources.m0020_charging_sql),
    (21, PackageResources.m0021_space_sql),
    (22, PackageResources.m0022_vouchers_sql),
    (23, PackageResources.m0023_uncharged_sql),
    (24, PackageResources.m0024_controls_sql),
    (25, PackageResources.m0025_invoicing_sql),
    (26, PackageResources.m0026_archive_sql),
    (27, PackageResources.m0027_reader_links_sql),
    (28, PackageResources.m0028_verifactu_sql),
    (29, PackageResources.m0029_templates_sql),
    (30, PackageResources.m0030_commit_mark_sql),
    (31, PackageResources.m0031_list_indexes_sql),
    (32, PackageResources.m0032_balance_lists_sql),
    (33, PackageResources.m0033_cheaper_checks_sql),
    (34, PackageResources.m0034_bucket_ends_sql),
    (35, PackageResources.m0035_room_on_pages_sql),
    (36, PackageResources.m0036_counters_apart_sql),
    (38, PackageResources.m0038_notices_of_commands_sql),
    (39, PackageResources.m0039_notices_of_commands_sql),
    (40, PackageResources.m0040_given_up_sql),
    (41, PackageResources.m0041_names_in_runs_sql),
    (42, PackageResources.m0042_several_wait_sql),
    (43, PackageResources.m0043_waiting_numbers_sql),
    (44, PackageResources.m0044_counted_uncollected_sql),
    (45, PackageResources.m0045_paid_in_sql),
    (46, PackageResources.m0046_heard_at_sql),
  ]

  /// - Throws: `StoreFault` when a migration fails (nothing of it stays), `Rejection` when the database is from a
  ///   newer Florin than this one.
  ///
  /// Facts written before there were links are linked at the end; from then on every transaction links its own.
  static func apply(to connection: Connection) throws {
    try begin(connection)
    let newest = all.last?.number ?? 0
    let current = try number(of: connection)
    if current > newest {
      throw Rejection(
        Problem(
          .databaseFromNewerVersion, at: .init(file: connection.address.description),
          "the database has schema \(current), this Florin knows schemas up to \(newest)",
          remedy: "use the Florin that wrote it, or a newer one"))
    }
    for migration in all where migration.number > current {
      try connection.transaction {
        // Another process may have been quicker.
        guard try number(of: connection) < migration.number else { return }
        try connection.change(schema: String(decoding: migration.sql, as: UTF8.self))
        let note = try connection.prepare("INSERT INTO schema_migration(number) VALUES (?)")
        note.bind(1, migration.number)
        try note.run()
      }
    }
    connection.markCommits()
    let sealing = try ChainSealing()
    if current < newest {
      try connection.transaction {
        for stream in FactStream.all where try ChainRows(connection).head(stream) == nil {
          try sealing.link(stream, from: .min, connection)
        }
      }
    }
    connection.seal(with: sealing)
  }

  /// The last migration applied.
  private static func number(of connection: Connection) throws -> Int {
    let highest = try connection.prepare("SELECT COALESCE(MAX(number), 0) FROM schema_migration")
    defer { highest.reset() }
    _ = try highest.step()
    return highest.int(0)
  }

  /// Makes the table in which migrations are noted, when it is missing.
  private static func begin(_ connection: Connection) throws {
    let table = "CREATE TABLE IF NOT EXISTS schema_migration(number INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL DEFAULT 0);"
    switch connection.driver {
    case .sqlite: try connection.execute(table)
    case .postgres(let postgres):
      if try postgres.hasTable("schema_migration") { return }
      try connection.transaction {
        if try postgres.hasTable("schema_migration") { return }
        try connection.execute(PostgresDialect.functions)
        try connection.change(schema: table)
      }
    }
  }
}

extension Connection {
  /// Runs statements that change the schema, in the words of migrations.
  func change(schema: String) throws {
    switch driver {
    case .sqlite(let sqlite): if !schema.hasPrefix(PostgresDialect.alone) { try sqlite.execute(schema) }
    case .postgres(let postgres): if let schema = PostgresDialect.schema(schema) { try postgres.execute(schema) }
    }
  }
}

extension ProblemCode {
  static let databaseFromNewerVersion = ProblemCode("store.newer-database")
}
