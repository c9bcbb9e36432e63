/// Why an amount is what it is: steps whose amounts sum to it, to the last digit.
public struct Explanation: Sendable, Equatable, Codable {
  public var steps: [ExplanationStep]

  public init(_ steps: [ExplanationStep] = []) { self.steps = steps }

  /// The exact sum of the steps.
  public var amount: Exact {
    var sum = Exact.zero
    // By index, here and below: a step is read where it lies instead of being copied out.
    for index in steps.indices { sum += steps[index].amount }
    return sum
  }

  public mutating func append(_ step: ExplanationStep) { steps.append(step) }

  /// Rounds the sum, records the difference as a last step of kind `rounding`, and gives the rounded sum.
  ///
  /// Fractions without a finite decimal form are written with twelve decimals; the rounding step takes up what
  /// that leaves, so the written steps sum exactly to the rounded amount.
  public mutating func round(_ rounding: Rounding) -> Exact {
    var sum = Exact.zero
    var isDecimal = true
    for index in steps.indices {
      sum += steps[index].amount
      if !steps[index].amount.isDecimal { isDecimal = false }
    }
    let result = sum.rounded(rounding)
    if !isDecimal {
      sum = .zero
      for index in steps.indices {
        if !steps[index].amount.isDecimal { steps[index].amount = steps[index].amount.rounded(12, .halfEven) }
        sum += steps[index].amount
      }
    }
    let difference = result - sum
    if !difference.isZero { steps.append(ExplanationStep(.rounding, label: rounding.label, amount: difference.reduced)) }
    return result
  }

  /// The rounded sum and the explanation with its rounding; this one stays as it is.
  public func rounded(_ rounding: Rounding) -> (amount: Exact, explanation: Explanation) {
    var written = self
    let amount = written.round(rounding)
    return (amount, written)
  }
}

/// One step of an explanation. Numbers and codes only; the words are made in the reader's language.
public struct ExplanationStep: Sendable, Equatable, Codable {
  /// What a step does to the amount; the words for it are made in the reader's language.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    // price forms
    case flat, units, tier, tierFlat = "tier-flat", freeUnits = "free-units", package, block
    case percent, fixed, minimumPerEvent = "minimum-per-event", maximumPerEvent = "maximum-per-event"
    case connect, interval, maximumCost = "maximum-cost", capacity, dynamic
    // adjustments
    case allowance, proration, override, discount, minimumSpend = "minimum-spend", maximumSpend = "maximum-spend"
    case commitment, trial, rounding
    // corrections and what comes from outside
    case credit, alreadyBilled = "already-billed", thirdParty = "third-party", tax
  }

  public var kind: Kind
  /// What the step is about: a tier's bounds (`0–100`), a destination, a coupon's code, a price code.
  public var label: String?
  public var quantity: Exact?
  public var unitPrice: Exact?
  /// The share taken, such as 14/31; only for steps that take one.
  public var numerator: Int?
  public var denominator: Int?
  public var period: ServicePeriod?
  public var amount: Exact

  public init(
    _ kind: Kind, label: String? = nil, quantity: Exact? = nil, unitPrice: Exact? = nil, numerator: Int? = nil,
    denominator: Int? = nil, period: ServicePeriod? = nil, amount: Exact
  ) {
    self.kind = kind
    self.label = label
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.numerator = numerator
    self.denominator = denominator
    self.period = period
    self.amount = amount
  }
}
