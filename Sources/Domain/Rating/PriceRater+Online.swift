import Catalog
public import Primitives

/// What charging while it happens must know of a price beyond its amounts.
extension PriceRater {
  /// Whether what one event costs depends on the event as a whole: a first interval, a fee per call, that it is one. Else
  /// only the quantity so far matters, and an event may be priced piece by piece.
  public var pricesWholeEvents: Bool {
    // At one scale of quantities the events of a period add up to it, whoever of them comes first.
    (perEvent && !singleQuantityLeaf) || form.leaves.contains(where: \.pricesEvents) || readsValueField || meter?.aggregation == .count
  }

  /// The first instant after `instant` at which the price may be another one; `nil` when it never changes by itself.
  ///
  /// - Parameter zone: where the price's days begin.
  public func nextChange(after instant: Instant, zone: Zone) -> Instant? {
    var next = version.effective.to.map { zone.start(of: $0) }.flatMap { $0 > instant ? $0 : nil }
    func look(_ node: CompiledForm.Node) {
      switch node {
      case .leaf, .deck: break
      case .routes(_, let nodes, _): for case let node? in nodes { look(node) }
      case .cells(_, let cells): for cell in cells { look(cell.node) }
      case .time(let bands, let nodes):
        var border = bands.nextBorder(after: instant)
        // Bounds at which the same band goes on are no change; a week has them all.
        let here = bands.band(at: instant)
        for _ in 0..<(7 * 24 * 4) where bands.band(at: border) == here { border = bands.nextBorder(after: border) }
        if bands.band(at: border) != here { next = min(next ?? border, border) }
        for node in nodes { look(node) }
      }
    }
    look(form.root)
    return next
  }
}
