import Catalog
import Primitives

extension GraduatedPercentage {
  /// Each band of value at its own percentage, with the band's flat fee once it is entered (the first band's always).
  func price(from: Exact?, to: Exact, labels: [String], into steps: inout [ExplanationStep]) {
    let start = from ?? .zero
    var lower: Exact?
    for index in tiers.indices {
      let tier = tiers[index]
      if let bound = lower, to <= bound, start <= bound { break }
      let value = clamped(to, lower, tier.upTo) - clamped(start, lower, tier.upTo)
      if !value.isZero {
        let rate = tier.percent * Percentage.hundredth
        steps.append(ExplanationStep(.percent, label: labels[index], quantity: value, unitPrice: rate, amount: value * rate))
      }
      let entered = lower.map { to > $0 && (from == nil || start <= $0) } ?? (from == nil)
      if entered, !tier.flat.isZero { steps.append(ExplanationStep(.tierFlat, label: labels[index], amount: tier.flat)) }
      lower = tier.upTo
    }
  }
}
