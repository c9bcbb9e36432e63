import Primitives

extension Capacity {
  init?(reading fields: inout FormFields) {
    let dimension = fields.reader.optionalText("dimension")
    var nodes: [SourceNode] = []
    let tiers: [Tier] = fields.each("tiers") { entry in
      var limits: [String: Exact] = [:]
      if let node = entry.reader.optional("limits") {
        var inner = SourceReader(node)
        for key in node.keys { limits[key] = inner.number(key) }
        entry.reader.problems += inner.problems
      }
      nodes.append(entry.reader.node)
      return entry.price("amount").map { Tier(limits: limits, amount: $0) }
    }
    for (tier, node) in zip(tiers, nodes).dropLast() where tier.limits.isEmpty {
      fields.reader.report(
        .catalogTierOrder, node, "only the last tier may be without `limits`; tiers after this one would never be reached",
        remedy: "give this tier `limits`, or move it to the end")
    }
    self.init(tiers: tiers, dimension: dimension)
  }
}
