import Primitives

extension SteppedIntervals {
  init?(reading fields: inout FormFields) {
    let connectFee = fields.optionalPrice("connectFee") ?? .zero
    let rounding = fields.rounding("perCallRounding")
    let maximum = fields.optionalPrice("maximumCost")
    let capped = fields.reader.optionalFlag("capped") ?? false
    var nodes: [SourceNode] = []
    let steps: [Step] = fields.each("steps") { entry in
      let width = entry.optionalSize("width")
      let interval = entry.optionalSize("interval") ?? .one
      let price = entry.price("price")
      let per = entry.optionalSize("per")
      guard let price else { return nil }
      nodes.append(entry.reader.node)
      // With `per`, the price is for that many units; one interval costs its part of it.
      return Step(width: width, price: per.map { price * interval / $0 } ?? price, interval: interval)
    }
    for (step, node) in zip(steps, nodes).dropLast() where step.width == nil {
      fields.reader.report(
        .catalogTierOrder, node, "only the last step may be without `width`; steps after this one would never be reached",
        remedy: "give this step a `width`, or move it to the end")
    }
    if !capped, steps.last?.width != nil, let node = nodes.last {
      fields.reader.report(
        .catalogTierEnd, node, "the last step has a width, so a longer call has no price",
        remedy: "leave `width` out of the last step, or write `capped: true` beside `steps` when what is beyond is meant to be free")
    }
    self.init(connectFee: connectFee, steps: steps, perCallRounding: rounding, maximumCost: maximum)
  }
}
