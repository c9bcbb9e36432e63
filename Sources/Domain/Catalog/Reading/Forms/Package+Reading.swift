import Primitives

extension Package {
  init?(reading fields: inout FormFields) {
    let size = fields.size("size")
    let price = fields.price("price")
    let free = fields.optionalQuantity("freeUnits") ?? .zero
    let rounding = fields.reader.optionalChoice("rounding", PartialPackage.self) ?? .up
    guard let size, let price else { return nil }
    self.init(size: size, price: price, freeUnits: free, rounding: rounding)
  }
}
