import Primitives

extension BlockTiers {
  init?(reading fields: inout FormFields) {
    let policy = fields.reader.optionalChoice("policy", Policy.self) ?? .allTiers
    let capped = fields.reader.optionalFlag("capped") ?? false
    var nodes: [SourceNode] = []
    let tiers: [Tier] = fields.each("tiers") { entry in
      let block = entry.size("block")
      let maximum = entry.optionalSize("maximumBlocks")
      let price = entry.price("price")
      guard let block, let price else { return nil }
      nodes.append(entry.reader.node)
      return Tier(block: block, maximumBlocks: maximum, price: price)
    }
    for (tier, node) in zip(tiers, nodes).dropLast() where tier.maximumBlocks == nil {
      fields.reader.report(
        .catalogTierOrder, node, "only the last tier may be without `maximumBlocks`; tiers after this one would never be reached",
        remedy: "give this tier `maximumBlocks`, or move it to the end")
    }
    if policy == .allTiers, !capped, let last = tiers.last, last.maximumBlocks != nil, let node = nodes.last {
      fields.reader.report(
        .catalogTierEnd, node, "the last tier is bounded, so a larger quantity has no price",
        remedy: "leave `maximumBlocks` out of the last tier, or write `capped: true` beside `tiers` when what is beyond is meant to be free")
    }
    self.init(policy: policy, tiers: tiers)
  }
}
