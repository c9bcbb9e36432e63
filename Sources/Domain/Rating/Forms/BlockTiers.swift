import Catalog
import Primitives

extension BlockTiers {
  /// A started block is charged in full; a tier's capacity is its own, not cumulative.
  ///
  /// All tiers: filled in order, and what exceeds a bounded last tier is free. Top tier: everything in the blocks of
  /// the tier reached, the last one without bound. A later part of a period owes the difference of the totals.
  func price(from: Exact?, to: Exact, labels: [String], into steps: inout [ExplanationStep]) {
    total(to, labels: labels, into: &steps)
    guard let from else { return }
    var before: [ExplanationStep] = []
    total(from, labels: labels, into: &before)
    steps.append(ExplanationStep(.alreadyBilled, quantity: from, amount: -Explanation(before).amount))
  }

  private func total(_ quantity: Exact, labels: [String], into steps: inout [ExplanationStep]) {
    guard quantity.isPositive else { return }
    switch policy {
    case .allTiers:
      var left = quantity
      for (index, tier) in tiers.enumerated() where left.isPositive {
        var blocks = wholeParts(of: left, size: tier.block)
        if let maximum = tier.maximumBlocks, maximum < blocks { blocks = maximum }
        left -= blocks * tier.block
        append(blocks, index, labels, &steps)
      }
    case .topTier:
      var capacity = Exact.zero
      for (index, tier) in tiers.enumerated() {
        if let maximum = tier.maximumBlocks, index < tiers.count - 1 {
          capacity += maximum * tier.block
          if quantity > capacity { continue }
        }
        append(wholeParts(of: quantity, size: tier.block), index, labels, &steps)
        return
      }
    }
  }

  private func append(_ blocks: Exact, _ index: Int, _ labels: [String], _ steps: inout [ExplanationStep]) {
    let price = tiers[index].price
    steps.append(ExplanationStep(.block, label: labels[index], quantity: blocks, unitPrice: price, amount: blocks * price))
  }
}
