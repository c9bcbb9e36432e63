public import Primitives

/// A tree of results as the price door prints it: keys in the order made, amounts as text.
public indirect enum PriceAnswer: Sendable, Equatable {
  case text(String)
  case number(Int)
  case flag(Bool)
  case null
  case list([PriceAnswer])
  case map([Field])

  public struct Field: Sendable, Equatable {
    public var key: String
    public var value: PriceAnswer
  }

  /// An exact amount with all its digits; a fraction without end with 20 decimals.
  static func exact(_ value: Exact) -> PriceAnswer { .text(value.decimalText(maximumDigits: 20)) }

  /// An amount of money with two decimals, half up.
  static func cents(_ value: Exact) -> PriceAnswer { .text(value.rounded(2, .halfUp).description) }

  static func cents(minor: Int64) -> PriceAnswer { .cents(Exact(unscaled: minor, scale: 2)) }
  static func exacts(_ values: [Exact]) -> PriceAnswer { .list(values.map(PriceAnswer.exact)) }
  static func cents(_ values: [Exact]) -> PriceAnswer { .list(values.map { .cents($0) }) }

  public subscript(key: String) -> PriceAnswer? {
    if case .map(let fields) = self { fields.first { $0.key == key }?.value } else { nil }
  }

  public func write(to json: inout JSONText) {
    switch self {
    case .text(let text): json.value(text)
    case .number(let number): json.value(number)
    case .flag(let flag): json.value(flag)
    case .null: json.null()
    case .list(let items): json.array { for item in items { item.write(to: &$0) } }
    case .map(let fields):
      json.object {
        for field in fields {
          $0.key(named: field.key)
          field.value.write(to: &$0)
        }
      }
    }
  }
}

extension PriceAnswer {
  /// A value of a scenario; `days` are counted, every other number is written as text.
  init(_ value: ScenarioValue, key: String) {
    switch value {
    case .number(let number):
      if key == "days", let days = number.wholeUnits(.down) { self = .number(days) } else {
        self = number.isDecimal ? .text(number.description) : .exact(number)
      }
    case .text(let text): self = .text(text)
    case .flag(let flag): self = .flag(flag)
    case .none: self = .null
    case .list(let values): self = .list(values.map { PriceAnswer($0, key: key) })
    case .map(let values): self = .map(values.sorted { $0.key < $1.key }.map { Field(key: $0.key, value: PriceAnswer($0.value, key: $0.key)) })
    }
  }
}

/// What one scenario gives: named results, and the steps behind the amount.
public struct PriceOutcome: Sendable {
  public var fields: [PriceAnswer.Field] = []
  public var explanation = Explanation()

  init() {}

  init(_ fields: KeyValuePairs<String, PriceAnswer>, _ explanation: Explanation = Explanation()) {
    self.fields = fields.map { PriceAnswer.Field(key: $0.key, value: $0.value) }
    self.explanation = explanation
  }

  mutating func set(_ key: String, _ value: PriceAnswer) { fields.append(PriceAnswer.Field(key: key, value: value)) }
}
