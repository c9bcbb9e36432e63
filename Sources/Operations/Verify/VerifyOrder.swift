/// What a proof tells while it goes on.
enum VerifyStep: Sendable {
  /// So many facts of a law were looked at so far.
  case looked(String, Int)
  case found(String, Finding)
  case proved(Verify.Outcome)
}

/// Brings what is proved side by side into one order: that of the laws.
struct VerifyOrder {
  private let laws: [String]
  private var next = 0
  private var findings: [String: [Finding]] = [:]
  private var proved: [String: Verify.Outcome] = [:]
  private var lookedAt: [String: Int] = [:]
  private(set) var outcomes: [Verify.Outcome] = []

  init(_ laws: [String]) { self.laws = laws }

  /// Takes in a step, and hands on what is in turn.
  mutating func take(
    _ step: VerifyStep, _ report: (Finding) -> Void, _ looked: (Int) -> Void, _ progress: (Verify.Outcome) -> Void
  ) {
    switch step {
    case .looked(let law, let count):
      lookedAt[law] = count
      looked(lookedAt.values.reduce(0, +))
    case .found(let law, let finding):
      if next < laws.count, laws[next] == law { report(finding) } else { findings[law, default: []].append(finding) }
    case .proved(let outcome):
      proved[outcome.check] = outcome
      while next < laws.count, let outcome = proved.removeValue(forKey: laws[next]) {
        findings.removeValue(forKey: laws[next])?.forEach(report)
        outcomes.append(outcome)
        progress(outcome)
        next += 1
        // What was found of the law that is now in turn need not wait for its end.
        if next < laws.count { findings.removeValue(forKey: laws[next])?.forEach(report) }
      }
    }
  }
}
