public import Catalog
public import Primitives

extension Capacity {
  /// The first tier whose every limit holds; `nil` when none does. A unit that was not used counts as zero.
  public func tier(for used: [String: Exact]) -> Tier? {
    tiers.first { tier in tier.limits.allSatisfy { (used[$0.key] ?? .zero) <= $0.value } }
  }

  /// The amount of the tier reached, or of the last tier when every limit is passed.
  public func price(_ used: [String: Exact]) -> ExplanationStep? {
    guard let tier = tier(for: used) ?? tiers.last else { return nil }
    let label = tier.limits.sorted { $0.key < $1.key }.map { "\($0.key) ≤ \($0.value)" }.joined(separator: ", ")
    return ExplanationStep(.capacity, label: label.isEmpty ? nil : label, amount: tier.amount)
  }
}
