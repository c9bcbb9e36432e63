import Primitives

extension Tiered {
  init?(reading fields: inout FormFields) {
    let prorated = fields.reader.optionalFlag("prorated") ?? false
    var bounds: [FormFields.Bounds] = []
    let tiers: [Tier] = fields.each("tiers") { entry in
      bounds.append(entry.bounds())
      return Tier(
        upTo: bounds.last?.upTo, unit: entry.pricePerUnit("unit", required: false) ?? .zero, flat: entry.optionalPrice("flat") ?? .zero)
    }
    fields.check(bounds)
    self.init(tiers: tiers, prorated: prorated)
  }
}
