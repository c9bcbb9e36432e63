import Primitives

extension Dynamic {
  init?(reading fields: inout FormFields) {
    let field = fields.reader.optionalText("amountField") ?? "amount"
    self.init(amountField: field, factor: fields.optionalPrice("factor") ?? .one)
  }
}
