public import Invoicing
public import Primitives

/// Why an invoice or an account was kept back, as its page says it.
public struct HoldNote: Sendable, Hashable {
  /// The check that stopped it, such as `unusual-amount`; codes without words of their own are shown as they are.
  public var code: String
  /// What was found, as the check wrote it.
  public var evidence: String

  public init(code: String, evidence: String) {
    self.code = code
    self.evidence = evidence
  }

  /// From a check's reason; evidence in smallest units is written as amounts of `currency`.
  public init(_ reason: HoldReason, currency: Currency) {
    code = reason.code.rawValue
    evidence = reason.evidence.map { fact in
      if fact.name.hasSuffix("-minor"), let minor = Int64(fact.value) {
        return "\(fact.name.dropLast(6)) \(Money(amountMinor: minor, currency: currency))"
      }
      return "\(fact.name) \(fact.value)"
    }.joined(separator: ", ")
  }
}
