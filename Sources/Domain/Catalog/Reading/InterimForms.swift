import Primitives

// Only until the forms and adjustments bring their own readers: delete this file together with their arrival.
extension PriceForm {
  init?(reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    _ = reader.text("form")
    let amount = reader.number("amount")
    reader.refuseUnknownFields()
    problems += reader.problems
    guard reader.problems.isEmpty, let amount else { return nil }
    self = .flat(Flat(amount: amount))
  }
}

extension Adjustment {
  init?(reading node: SourceNode, problems: inout [Problem]) { return nil }
}
