/// The rounds of usage in order, as far as proving them needs.
struct UsageRounds {
  struct Round {
    var round: Int64
    /// The numbers of its events; empty for a round that only assigned events held before.
    var events: Range<Int64>
    var isOfBatch: Bool
    /// The last subscription fact known to it; `nil` for rounds older than this column.
    var factsThrough: Int64?
  }

  private let rows: Statement
  /// The round that the reader stands at; `nil` at the end.
  private(set) var round: Round?

  init(_ c: Connection) throws {
    rows = try c.scan("SELECT round, first_event, event_count, batch_id, facts_through FROM usage_round ORDER BY round")
    try advance()
  }

  mutating func advance() throws {
    guard try rows.step() else { return round = nil }
    let first = rows.int64(1)
    round = Round(
      round: rows.int64(0), events: first..<max(first, first + rows.int64(2)), isOfBatch: !rows.isNull(3),
      factsThrough: rows.optionalInt64(4))
  }

  /// The first event whose assignment can be worked out again; those before were assigned by facts nobody wrote down.
  static func firstTold(_ c: Connection) throws -> Int64 {
    let row = try c.prepare("SELECT COALESCE(MIN(first_event), 9223372036854775807) FROM usage_round WHERE facts_through IS NOT NULL")
    defer { row.reset() }
    _ = try row.step()
    return row.int64(0)
  }
}
