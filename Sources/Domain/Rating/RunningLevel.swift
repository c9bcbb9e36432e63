import Catalog
import Primitives
import Usage

/// Where a meter stands while its events are priced one by one, and the highest it has been.
///
/// Only a rise above the highest level so far is charged: what was given back can be taken again for nothing.
struct RunningLevel {
  private(set) var level: Exact
  private(set) var highest: Exact?
  private(set) var present: Set<String>

  init(carriedIn: MeterState, alreadyBilled: Exact?) {
    present = carriedIn.present
    level = alreadyBilled ?? (carriedIn.present.isEmpty ? .zero : Exact(carriedIn.present.count))
    highest = alreadyBilled ?? (carriedIn.present.isEmpty ? nil : level)
  }

  /// Moves the level by one event and gives the stretch to charge; `nil` when the level rose above no earlier one.
  mutating func move(_ quantity: Exact, _ event: MeteredUsage, _ meter: Meter?) -> (from: Exact?, to: Exact)? {
    switch meter?.aggregation ?? .sum {
    case .count: level += .one
    case .uniqueCount:
      guard let value = event.attributes[meter?.uniqueField ?? "id"] else { return nil }
      if let operation = meter?.operationField, event.attributes[operation] == "remove" {
        if present.remove(value) != nil { level -= .one }
      } else if present.insert(value).inserted {
        level += .one
      }
    case .maximum: level = max(level, quantity)
    case .latest: level = quantity
    default: level += quantity
    }
    let before = highest
    if let before, level <= before { return nil }
    if before == nil, level.isNegative { return nil }
    highest = level
    return (before, level)
  }
}
