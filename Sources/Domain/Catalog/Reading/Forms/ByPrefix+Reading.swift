public import Primitives

extension ProblemCode {
  public static let catalogBadPrefix = ProblemCode("catalog.bad-prefix")
}

extension ByPrefix {
  init?(reading fields: inout FormFields) {
    let field = fields.reader.optionalText("field") ?? "destination"
    let rounding = fields.rounding("perCallRounding")
    let maximum = fields.optionalPrice("maximumCost")
    if fields.reader.node["routes"] == nil {
      guard let deck = fields.reader.code("deck") else { return nil }
      self.init(deck: RateDeckCode(deck), field: field, perCallRounding: rounding, maximumCost: maximum)
      return
    }
    var seen: Set<String> = []
    let routes: [Route] = fields.each("routes") { entry in
      let prefix = entry.reader.text("prefix")
      let destination = entry.reader.optionalText("destination")
      let blocked = entry.reader.optionalFlag("blocked") ?? false
      guard let prefix else { return nil }
      if !prefix.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
        entry.report(.catalogBadPrefix, at: "prefix", "\"\(prefix)\" is not a prefix", remedy: "write digits only, without `+`; an empty text for every number")
      } else if !seen.insert(prefix).inserted {
        entry.report(.catalogBadPrefix, at: "prefix", "the prefix \(prefix) is written twice", remedy: "keep one of the two routes")
      }
      let own: Set<String> = ["prefix", "destination", "blocked"]
      let form = blocked ? nil : entry.form(besides: own)
      if !blocked, form == nil { return nil }
      return Route(prefix: prefix, destination: destination ?? prefix, form: form)
    }
    self.init(routes: routes, field: field, perCallRounding: rounding, maximumCost: maximum)
  }
}
