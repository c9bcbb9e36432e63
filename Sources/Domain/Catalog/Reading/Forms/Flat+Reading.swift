import Primitives

extension Flat {
  init?(reading fields: inout FormFields) {
    guard let amount = fields.price("amount") else { return nil }
    self.init(amount: amount)
  }
}
