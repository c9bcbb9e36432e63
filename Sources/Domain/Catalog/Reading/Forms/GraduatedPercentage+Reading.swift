import Primitives

extension GraduatedPercentage {
  init?(reading fields: inout FormFields) {
    var bounds: [FormFields.Bounds] = []
    let tiers: [Tier] = fields.each("tiers") { entry in
      bounds.append(entry.bounds())
      let percent = entry.percent("percent")
      let flat = entry.optionalPrice("flat") ?? .zero
      return percent.map { Tier(upTo: bounds.last?.upTo, percent: $0, flat: flat) }
    }
    fields.check(bounds)
    self.init(tiers: tiers)
  }
}
