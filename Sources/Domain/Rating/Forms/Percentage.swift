import Catalog
import Primitives

/// How much of a percentage's free events and free value a period has used.
struct FreeValueUsed: Sendable {
  var events = 0
  var amount = Exact.zero
  var exhausted = false
}

extension Percentage {
  /// One event's parts: what is charged before bounds, and how the bounds move it.
  struct EventPrice {
    var paidValue = Exact.zero
    var percentPart = Exact.zero
    var fixedPart = Exact.zero
    var minimumPart = Exact.zero
    var maximumPart = Exact.zero
    var amount: Exact { percentPart + fixedPart + minimumPart + maximumPart }
  }

  /// Events are free until their number or their running value is used up, whichever ends first; an event that
  /// straddles the free value pays for the rest. Fixed part and bounds are for paid events only, and the bounds
  /// hold for percentage and fixed part together.
  func price(_ value: Exact, used: inout FreeValueUsed) -> EventPrice {
    var paid = value
    let offersFree = freeEvents != nil || freeAmount != nil
    if offersFree, !used.exhausted {
      let withinEvents = freeEvents.map { used.events < $0 } ?? true
      let room = freeAmount.map { $0 - used.amount }
      if withinEvents, room.map({ value <= $0 }) ?? true {
        used.events += 1
        used.amount += value
        return EventPrice()
      }
      used.exhausted = true
      if withinEvents, let room, room.isPositive { paid = value - room }
    }
    var result = EventPrice(paidValue: paid, percentPart: paid * percent * Percentage.hundredth, fixedPart: fixedPerEvent)
    let total = result.percentPart + result.fixedPart
    if let minimumPerEvent, total < minimumPerEvent { result.minimumPart = minimumPerEvent - total }
    if let maximumPerEvent, maximumPerEvent < total { result.maximumPart = maximumPerEvent - total }
    return result
  }

  static let hundredth = Exact(unscaled: 1, scale: 2)
}
