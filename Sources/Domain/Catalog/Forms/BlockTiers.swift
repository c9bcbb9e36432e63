public import Primitives

/// Blocks of units with a price each, in tiers that hold a number of blocks.
public struct BlockTiers: Sendable, Hashable {
  /// How the tiers share the quantity.
  public enum Policy: String, Sendable, CaseIterable {
    /// Fills the tiers in order.
    case allTiers = "all-tiers"
    /// Prices everything at the tier reached.
    case topTier = "top-tier"
  }

  /// A size of block, how many of them there are, and what each costs.
  public struct Tier: Sendable, Hashable {
    public var block: Exact
    /// Capacity of this tier alone, in blocks; `nil` without limit.
    public var maximumBlocks: Exact?
    public var price: Exact

    public init(block: Exact, maximumBlocks: Exact? = nil, price: Exact) {
      self.block = block
      self.maximumBlocks = maximumBlocks
      self.price = price
    }
  }

  public var policy: Policy
  public var tiers: [Tier]

  public init(policy: Policy = .allTiers, tiers: [Tier]) {
    self.policy = policy
    self.tiers = tiers
  }
}
