public import Primitives

extension ProblemCode {
  public static let catalogUnknownZone = ProblemCode("catalog.unknown-zone")
}

extension CatalogDraft {
  /// Every time zone is one that the machine's table knows.
  func zoneProblems(_ known: Set<String>) -> [Problem] {
    var problems: [Problem] = []
    for calendar in calendars { problems += Self.zoneProblem(calendar.value.zoneName, known, at: calendar.node["zone"] ?? calendar.node) }
    for version in offerings.flatMap(\.prices).flatMap(\.versions) {
      version.value.form.visit {
        if case .byTime(let byTime) = $0 {
          problems += Self.zoneProblem(byTime.zoneName, known, at: version.node.scalar(byTime.zoneName, under: "zone") ?? version.node)
        }
      }
    }
    return problems
  }

  /// The problem of one zone name, when it has one.
  public static func zoneProblem(_ name: String, _ known: Set<String>, at node: SourceNode) -> [Problem] {
    guard !known.isEmpty, !known.contains(name) else { return [] }
    return [
      node.problem(
        .catalogUnknownZone, "there is no time zone \"\(name)\"",
        remedy: nearest(name, among: known.sorted()).map { "did you mean `\($0)`?" } ?? "write an IANA name, such as Europe/Madrid")
    ]
  }
}
