public import Catalog
public import Primitives

extension Tiered {
  /// The whole quantity at the price of the band it falls in, plus that band's flat fee.
  ///
  /// A quantity between two whole bounds falls in the upper band. A later part of a period owes the difference
  /// between the volume price of everything so far and that of what was billed before.
  func volume(from: Exact?, to: Exact, labels: [String], into steps: inout [ExplanationStep]) {
    let start = steps.count
    volume(full: to, priced: to, labels: labels, into: &steps)
    guard let from else { return }
    var before: [ExplanationStep] = []
    volume(full: from, priced: from, labels: labels, into: &before)
    let billed = Explanation(before).amount
    if !billed.isZero || steps.count > start {
      steps.append(ExplanationStep(.alreadyBilled, quantity: from, amount: -billed))
    }
  }

  /// The band chosen by `full` units; `priced` units (weighted by time) pay its unit price, the flat fee is whole.
  public func volume(full: Exact, priced: Exact, into steps: inout [ExplanationStep]) {
    volume(full: full, priced: priced, labels: bandLabels(tiers.map(\.upTo)), into: &steps)
  }

  private func volume(full: Exact, priced: Exact, labels: [String], into steps: inout [ExplanationStep]) {
    guard let index = tiers.firstIndex(where: { tier in tier.upTo.map { full <= $0 } ?? true }) ?? tiers.indices.last
    else { return }
    let tier = tiers[index]
    if !priced.isZero {
      steps.append(
        ExplanationStep(.tier, label: labels[index], quantity: priced, unitPrice: tier.unit, amount: priced * tier.unit))
    }
    if !tier.flat.isZero { steps.append(ExplanationStep(.tierFlat, label: labels[index], amount: tier.flat)) }
  }
}
