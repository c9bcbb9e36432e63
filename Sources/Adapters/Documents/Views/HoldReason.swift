/// Why an invoice was kept back.
public struct HoldReason: Sendable, Hashable {
  /// The check that stopped it: `zero`, `negative`, `unusual`, `unrated-usage`, `tax-missing`, `unsafe`, …
  public var code: String
  /// What was found, in English, as the check wrote it.
  public var evidence: String

  public init(code: String, evidence: String) {
    self.code = code
    self.evidence = evidence
  }
}
