import Primitives
import Templates

/// Templates in their rows.
struct TemplateRows {
  let c: Connection

  func all() throws -> [TemplateHistory] {
    let rows = try c.prepare("SELECT id, template, number, put_by, put_at FROM template_version ORDER BY template, number")
    defer { rows.reset() }
    var found: [TemplateHistory] = []
    var places: [Int64: (template: Int, number: Int)] = [:]
    let files = try files()
    while try rows.step() {
      let (id, code) = (rows.int64(0), rows.text(1))
      if found.last?.code != code { found.append(TemplateHistory(code: code)) }
      let source = files[id] ?? TemplateSource(text: [])
      found[found.count - 1].versions.append(
        TemplateVersion(id: id, template: code, number: rows.int(2), source: source, by: rows.text(3), at: rows.instant(4)))
      places[id] = (found.count - 1, rows.int(2))
    }
    for (version, decision) in try decisions() {
      guard let place = places[version] else { continue }
      var decision = decision
      decision.version = place.number
      found[place.template].decisions.append(decision)
    }
    return found
  }

  private func files() throws -> [Int64: TemplateSource] {
    let rows = try c.prepare("SELECT template_version, position, content FROM template_file ORDER BY template_version, position")
    defer { rows.reset() }
    var found: [Int64: TemplateSource] = [:]
    while try rows.step() {
      if rows.int(1) == 0 { found[rows.int64(0)] = TemplateSource(text: rows.bytes(2)) } else { found[rows.int64(0)]?.logo = rows.bytes(2) }
    }
    return found
  }

  private func decisions() throws -> [(version: Int64, decision: TemplateDecision)] {
    let rows = try c.prepare("SELECT id, version_id, kind, from_day, decided_by, decided_at, note FROM template_decision ORDER BY id")
    defer { rows.reset() }
    var found: [(version: Int64, decision: TemplateDecision)] = []
    while try rows.step() {
      let kind: TemplateDecision.Kind
      switch (rows.text(2), rows.optionalDay(3)) {
      case ("released", let from?): kind = .released(from: from)
      case ("ended", let from?): kind = .ended(from: from)
      case ("taken-back", _): kind = .takenBack
      default: kind = .proposed
      }
      found.append((rows.int64(1), TemplateDecision(id: rows.int64(0), version: 0, kind: kind, by: rows.text(4), at: rows.instant(5), note: rows.text(6))))
    }
    return found
  }

  func mark() throws -> (version: Int64, decision: Int64) {
    let row = try c.prepare("SELECT COALESCE((SELECT MAX(id) FROM template_version), 0), COALESCE((SELECT MAX(id) FROM template_decision), 0)")
    defer { row.reset() }
    _ = try row.step()
    return (row.int64(0), row.int64(1))
  }

  /// The newest day on which any document was issued.
  func lastIssued() throws -> Day? {
    var newest: Day?
    for table in ["invoice", "credit_note"] {
      let row = try c.prepare(table == "invoice" ? "SELECT MAX(issued_on) FROM invoice" : "SELECT MAX(issued_on) FROM credit_note")
      defer { row.reset() }
      if try row.step(), let day = row.optionalDay(0) { newest = newest.map { max($0, day) } ?? day }
    }
    return newest
  }

  func insert(_ source: TemplateSource, of code: String, number: Int, by: String, at: Instant) throws -> TemplateVersion {
    let row = try c.prepare("INSERT INTO template_version(template, number, put_by, put_at) VALUES (?, ?, ?, ?)")
    row.bind(1, code)
    row.bind(2, number)
    row.bind(3, by)
    row.bind(4, at)
    try row.run()
    let id = c.lastInsertedRow
    let file = try c.prepare("INSERT INTO template_file(template_version, position, content) VALUES (?, ?, ?)")
    for (position, content) in [source.text, source.logo].enumerated() {
      guard let content else { continue }
      file.bind(1, id)
      file.bind(2, position)
      file.bind(3, blob: content)
      try file.run()
    }
    return TemplateVersion(id: id, template: code, number: number, source: source, by: by, at: at)
  }

  func insert(_ decision: TemplateDecision, of version: Int64) throws -> TemplateDecision {
    let row = try c.prepare("INSERT INTO template_decision(version_id, kind, from_day, decided_by, decided_at, note) VALUES (?, ?, ?, ?, ?, ?)")
    let (kind, from): (String, Day?) =
      switch decision.kind {
      case .proposed: ("proposed", nil)
      case .takenBack: ("taken-back", nil)
      case .released(let from): ("released", from)
      case .ended(let from): ("ended", from)
      }
    row.bind(1, version)
    row.bind(2, kind)
    row.bind(3, from)
    row.bind(4, decision.by)
    row.bind(5, decision.at)
    row.bind(6, decision.note)
    try row.run()
    var written = decision
    written.id = c.lastInsertedRow
    return written
  }
}
