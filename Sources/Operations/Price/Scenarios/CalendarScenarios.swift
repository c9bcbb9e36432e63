import Parties
import Primitives
import Subscriptions

/// Models about days: month anchors and local dates.
enum CalendarScenarios {
  /// `anchor_day`, `from` → `next`: the next day of the month that carries the anchor, or its month's last.
  static func monthAnchor(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    guard let anchor = reader.integer("anchor_day"), let from = reader.day("from") else { throw reader.missing() }
    let cycle = BillCycle(unit: .month, anchorDay: anchor)
    reader.problems += cycle.problems()
    try reader.finish()
    return ScenarioResult([("next", .text(cycle.next(after: from).description))])
  }

  /// `from`, `to` (instants), `timezone` → `days`: the difference of local calendar dates.
  static func localDays(_ inputs: SourceNode, zone: (String) -> Zone?) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let from = reader.required("from").flatMap { reader.instant($0) }
    let to = reader.required("to").flatMap { reader.instant($0) }
    guard let name = reader.text("timezone"), let from, let to else { throw reader.missing() }
    guard let zone = zone(name) else {
      reader.refuse("timezone", "there is no time zone \"\(name)\"", remedy: "use an IANA name such as Europe/Madrid")
      throw reader.missing()
    }
    return ScenarioResult([("days", .number(Exact(Proration.localDays(from: from, to: to, in: zone))))])
  }
}
