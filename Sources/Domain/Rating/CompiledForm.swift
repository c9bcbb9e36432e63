import Catalog
import Primitives

/// A price form made ready: names resolved to tables, labels written, the tree of choices ending in numbered leaves.
///
/// An event walks from the root to a leaf. Event leaves (stepped intervals, percentage, dynamic) charge it at once;
/// quantity leaves gather it and price the sum at the end.
struct CompiledForm: Sendable {
  indirect enum Node: Sendable {
    case leaf(Int)
    case deck(leaf: Int, CompiledDeck, ByPrefix)
    case routes(PrefixIndex, [Node?], ByPrefix)
    case cells([String], [(values: [String], node: Node)])
    case time(TimeBands, [Node])
  }

  enum Leaf: Sendable {
    case flat(Flat)
    case perUnit(PerUnit)
    case graduated(Tiered, [String])
    case volume(Tiered, [String])
    case package(Package)
    case blockTiers(BlockTiers, [String])
    case percentage(Percentage)
    case graduatedPercentage(GraduatedPercentage, [String])
    case steppedIntervals(SteppedIntervals, [String])
    case capacity(Capacity)
    case dynamic(Dynamic)
    case deck(CompiledDeck)

    var pricesEvents: Bool {
      switch self {
      case .percentage, .steppedIntervals, .dynamic, .deck: true
      default: false
      }
    }
  }

  private(set) var root: Node = .leaf(0)
  private(set) var leaves: [Leaf] = []
  /// The choice that leads to each leaf (`peak`, `es / mobile`), for the explanation.
  private(set) var leafLabels: [String?] = []

  init(_ form: PriceForm, context: PriceContext) throws(Rejection) {
    var problems: [Problem] = []
    root = compile(form, label: nil, context: context, problems: &problems)
    if !problems.isEmpty { throw Rejection(problems) }
  }

  private mutating func leaf(_ leaf: Leaf, _ label: String?) -> Node {
    leaves.append(leaf)
    leafLabels.append(label)
    return .leaf(leaves.count - 1)
  }

  private mutating func compile(_ form: PriceForm, label: String?, context: PriceContext, problems: inout [Problem]) -> Node {
    switch form {
    case .flat(let form): return leaf(.flat(form), label)
    case .perUnit(let form): return leaf(.perUnit(form), label)
    case .graduated(let form): return leaf(.graduated(form, bandLabels(form.tiers.map(\.upTo))), label)
    case .volume(let form): return leaf(.volume(form, bandLabels(form.tiers.map(\.upTo))), label)
    case .package(let form): return leaf(.package(form), label)
    case .blockTiers(let form):
      return leaf(.blockTiers(form, form.tiers.map { "\($0.maximumBlocks.map(\.description) ?? "∞") × \($0.block)" }), label)
    case .percentage(let form): return leaf(.percentage(form), label)
    case .graduatedPercentage(let form): return leaf(.graduatedPercentage(form, bandLabels(form.tiers.map(\.upTo))), label)
    case .steppedIntervals(let form):
      var bound: Exact? = .zero
      let labels = bandLabels(form.steps.map { step in
        bound = step.width.flatMap { width in bound.map { $0 + width } }
        return bound
      })
      return leaf(.steppedIntervals(form, labels), label)
    case .capacity(let form): return leaf(.capacity(form), label)
    case .dynamic(let form): return leaf(.dynamic(form), label)
    case .byDimension(let form):
      return .cells(form.dimensions, form.cells.map { cell in
        let node = compile(cell.form, label: joined(label, cell.values.joined(separator: " / ")), context: context, problems: &problems)
        return (cell.values, node)
      })
    case .byPrefix(let form):
      guard let code = form.deck else {
        let targets = form.routes.map { route in
          route.form.map { compile($0, label: joined(label, route.destination), context: context, problems: &problems) }
        }
        return .routes(PrefixIndex(form.routes.map(\.prefix)), targets, form)
      }
      guard let deck = context.decks[code] else {
        problems.append(missing("rate deck", code.text))
        return .leaf(0)
      }
      guard case .leaf(let number) = leaf(.deck(deck), label) else { return .leaf(0) }
      return .deck(leaf: number, deck, form)
    case .byTime(let form):
      let zone = context.zones[form.zoneName]
      if zone == nil { problems.append(missing("time zone", form.zoneName)) }
      var holidays: Set<Day> = []
      if let code = form.calendar {
        if let calendar = context.calendars[code] { holidays = calendar.holidays } else { problems.append(missing("calendar", code.text)) }
      }
      let nodes = form.bands.map { compile($0.form, label: joined(label, $0.name), context: context, problems: &problems) }
      return .time(TimeBands(zone: zone ?? .utc, holidays: holidays, bands: form.bands), nodes)
    }
  }

  private func joined(_ outer: String?, _ inner: String) -> String? {
    guard let outer else { return inner.isEmpty ? nil : inner }
    return inner.isEmpty ? outer : "\(outer) / \(inner)"
  }

  private func missing(_ what: String, _ name: String) -> Problem {
    Problem(
      .missingLookup, "the price names the \(what) `\(name)`, which is not loaded",
      remedy: "add it to the catalog, or correct the name in the price")
  }
}
