import Primitives

extension PerUnit {
  init?(reading fields: inout FormFields) {
    guard let unit = fields.pricePerUnit("unit", required: true) else { return nil }
    self.init(unit: unit)
  }
}
