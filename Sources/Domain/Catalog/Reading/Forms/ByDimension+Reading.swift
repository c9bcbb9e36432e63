import Primitives

extension ByDimension {
  init?(reading fields: inout FormFields) {
    let dimensions = fields.entries("dimensions").compactMap { fields.reader.text($0) }
    let cells: [Cell] = fields.each("cells") { entry in
      let nodes = entry.entries("values")
      let values = nodes.compactMap { entry.reader.text($0) }
      if values.count == nodes.count, values.count != dimensions.count, !nodes.isEmpty {
        entry.report(
          .wrongValue, at: "values", "the cell has \(values.count) values for \(dimensions.count) dimensions",
          remedy: "write one value for each of \(dimensions.joined(separator: ", ")), or `\"*\"` for any")
      }
      return entry.form(besides: ["values"]).map { Cell(values: values, form: $0) }
    }
    self.init(dimensions: dimensions, cells: cells)
  }
}
