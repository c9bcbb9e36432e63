public import Primitives
public import Rating

/// One question to the price door, read from a document.
///
/// Either a scenario, `{model, inputs}` (with `id` and `expected` left aside), or a price in Florin's own words:
/// `{form: …, quantity | events | usage, period, adjustments …}`, see `Docs/price.md`.
public struct PriceScenario: Sendable {
  public let id: String?
  public let model: String?
  public let node: SourceNode

  /// The questions of a document: a list of them, or one.
  public static func read(_ document: SourceNode) throws(Rejection) -> [PriceScenario] {
    var nodes = [document]
    if case .list(let items) = document.content { nodes = items }
    if let scenarios = document["scenarios"], case .list(let items) = scenarios.content { nodes = items }
    var problems: [Problem] = []
    var found: [PriceScenario] = []
    for node in nodes {
      guard case .map = node.content else {
        problems.append(
          Problem(
            .wrongType, at: node.place, path: node.path, "expected a map, found \(node.describedBriefly)",
            remedy: "write `{form: …, quantity: …}` or `{model: …, inputs: …}`"))
        continue
      }
      var reader = SourceReader(node)
      let id = reader.optionalText("id")
      let model = reader.optionalText("model")
      if model == nil, node["form"] == nil {
        problems.append(
          Problem(
            .missingField, at: node.place, path: node.path, "there is neither a `form` nor a `model`",
            remedy: "write `form`, such as `form: per-unit`, or `model` with `inputs`"))
      }
      problems += reader.problems
      found.append(PriceScenario(id: id, model: model, node: node))
    }
    if !problems.isEmpty { throw Rejection(problems) }
    return found
  }

  /// The amounts and the reason. Zones, calendars and decks that the question names are looked up in `context`.
  public func answer(_ context: PriceContext) throws(Rejection) -> PriceOutcome {
    guard let model else { return try OwnForm.answer(node, context) }
    guard let inputs = node["inputs"] else {
      throw Rejection(Problem(.missingField, at: node.place, path: node.path, "the field `inputs` is missing", remedy: "add `inputs` beside `model`"))
    }
    if let outcome = try PriceModels.answer(model, PriceInputs(node: inputs), context) { return outcome }
    if let reason = PriceModels.later[model] {
      throw Rejection(
        Problem(
          .laterPriceModel, at: node["model"]?.place, path: node["model"]?.path ?? "", "\"\(model)\" belongs to later work: \(reason)",
          remedy: "leave it out for now"))
    }
    throw Rejection(
      Problem(
        .unknownPriceModel, at: node["model"]?.place, path: node["model"]?.path ?? "", "there is no model \"\(model)\"",
        remedy: nearest(model, among: PriceModels.names).map { "did you mean `\($0)`?" } ?? "use `form` with one of Florin's price forms"))
  }

  /// Zones named anywhere in the question, so that the caller can load them.
  public var zoneNames: Set<String> {
    var names: Set<String> = []
    PriceScenario.collect(node, &names)
    return names
  }

  private static func collect(_ node: SourceNode, _ names: inout Set<String>) {
    switch node.content {
    case .map(let entries):
      for (key, value) in entries {
        if ["zone", "timezone", "timeZone"].contains(key), case .scalar(let text, _) = value.content { names.insert(text) }
        collect(value, &names)
      }
    case .list(let items): for item in items { collect(item, &names) }
    default: break
    }
  }
}
