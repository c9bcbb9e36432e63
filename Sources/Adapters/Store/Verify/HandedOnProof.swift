import Operations

/// What charging has handed on to the bill is known to usage: as an event, or as a record that it rejected.
struct HandedOnProof {
  static let law = "charging-handed-on"

  private struct Named: Decodable {
    var id: String
  }

  private let c: Connection

  init(_ c: Connection) { self.c = c }

  /// - Returns: how many uses were looked at.
  func run(_ report: (Finding) -> Void) throws -> Int {
    let handed = "FROM charging_usage WHERE request_id <= (SELECT COALESCE(MAX(through), 0) FROM charging_usage_cursor)"
    let count = try c.prepareOwn("SELECT COUNT(*) \(handed)")
    _ = try count.step()
    let looked = count.int(0)
    count.reset()
    // Usage is not looked through where nothing was ever handed on.
    if looked == 0 { return 0 }
    let lost = try c.prepareOwn("SELECT event_id \(handed) EXCEPT SELECT id FROM usage_event WHERE source = ? ORDER BY 1")
    lost.bind(1, ChargedUse.source)
    defer { lost.reset() }
    var rejected: Set<String>?
    while try lost.step() {
      let id = lost.text(0)
      let known = try rejected ?? self.rejected()
      rejected = known
      if !known.contains(id) { report(Finding(Self.law, id, "was handed on to the bill, but usage neither accepted nor rejected it")) }
    }
    return looked
  }

  /// The names of what was rejected, whatever became of it since.
  private func rejected() throws -> Set<String> {
    let rows = try c.prepareOwn("SELECT r.raw FROM usage_rejected r JOIN usage_batch b ON b.id = r.batch_id WHERE b.file LIKE ?")
    rows.bind(1, "\(ChargedUse.batches) %")
    defer { rows.reset() }
    var names: Set<String> = []
    while try rows.step() {
      if let named = try? JSONColumn.value(Named.self, rows.bytes(0)) { names.insert(named.id) }
    }
    return names
  }
}
