public import Invoicing
public import Primitives

/// Why an invoice or an account was kept back, as its page says it.
public struct HoldNote: Sendable, Hashable {
  /// The check that stopped it, such as `unusual-amount`; codes without words of their own are shown as they are.
  public var code: String
  /// What was found, in the order the check wrote it.
  public var evidence: [Fact]

  /// One thing that was found.
  public struct Fact: Sendable, Hashable {
    /// What it is, such as `usual` or `events`; names without words of their own are shown as they are.
    public var name: String
    public var value: Value

    public enum Value: Sendable, Hashable {
      case money(Int64, Currency)
      case number(Exact)
      case day(Day)
      /// A name or a code, the same in every language.
      case text(String)
      /// A sentence that the check wrote in English.
      case sentence(String)
    }

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  public init(code: String, evidence: [Fact]) {
    self.code = code
    self.evidence = evidence
  }

  /// From a check's reason; evidence in smallest units is written as amounts of `currency`.
  public init(_ reason: HoldReason, currency: Currency) {
    code = reason.code.rawValue
    evidence = reason.evidence.map { fact in
      if fact.name.hasSuffix("-minor"), let minor = Int64(fact.value) {
        return Fact(String(fact.name.dropLast(6)), .money(minor, currency))
      }
      if ["message", "why", "remedy", "command"].contains(fact.name) { return Fact(fact.name, .sentence(fact.value)) }
      if let day = Day(fact.value) { return Fact(fact.name, .day(day)) }
      if let number = Exact(fact.value), fact.name != "first-event" { return Fact(fact.name, .number(number)) }
      return Fact(fact.name, .text(fact.value))
    }
  }
}
