public import Operations
public import Primitives

extension Store: CallerStore {
  public func isRevoked(caller: String) throws -> Bool { try read { try CallerRows.isRevoked(caller, $0) } }

  public func revoke(caller: String, at: Instant) throws -> Bool { try decide(caller, isOpen: false, at) }
  public func restore(caller: String, at: Instant) throws -> Bool { try decide(caller, isOpen: true, at) }

  public func revokedCallers() throws -> [String] {
    try read { c in
      let rows = try c.prepare(
        "SELECT d.caller FROM caller_decision d WHERE d.is_open = 0 AND d.id = (SELECT MAX(id) FROM caller_decision WHERE caller = d.caller) ORDER BY d.id")
      defer { rows.reset() }
      var found: [String] = []
      while try rows.step() { found.append(rows.text(0)) }
      return found
    }
  }

  private func decide(_ caller: String, isOpen: Bool, _ at: Instant) throws -> Bool {
    try write { c in
      guard try CallerRows.isRevoked(caller, c) == isOpen else { return false }
      let row = try c.prepare("INSERT INTO caller_decision(caller, is_open, decided_at) VALUES (?, ?, ?)")
      row.bind(1, caller)
      row.bind(2, isOpen ? 1 : 0)
      row.bind(3, at)
      try row.run()
      return true
    }
  }
}

private enum CallerRows {
  static func isRevoked(_ caller: String, _ c: Connection) throws -> Bool {
    let row = try c.prepare("SELECT is_open FROM caller_decision WHERE caller = ? ORDER BY id DESC LIMIT 1")
    row.bind(1, caller)
    defer { row.reset() }
    return try row.step() && row.int64(0) == 0
  }
}
