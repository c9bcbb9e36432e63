import Charging
import Primitives

/// What is remembered of the counters of one subscription: of each price the two latest bill cycle periods that were asked for.
struct KnownCounters {
  private struct One {
    var price: PriceCode
    var periodStart: Day
    /// `nil`: there is none.
    var counter: ChargingCounter?
  }

  private var all: [One] = []
  /// Every counter since this day was read, those too that are not kept.
  var readSince: Day?

  /// `nil`: it is not remembered; `.some(nil)`: there is none.
  subscript(price: PriceCode, periodStart: Day) -> ChargingCounter?? {
    var isLatest = true
    for one in all where one.price == price {
      if one.periodStart == periodStart { return .some(one.counter) }
      if one.periodStart > periodStart { isLatest = false }
    }
    // Behind the latest of its price there is none that was not kept.
    return isLatest && readSince.map { periodStart >= $0 } ?? false ? .some(nil) : nil
  }

  mutating func keep(_ counter: ChargingCounter?, for key: ChargingWork.CounterKey) {
    let one = One(price: key.price, periodStart: key.periodStart, counter: counter)
    var (count, earliest): (Int, Int?) = (0, nil)
    for (index, other) in all.enumerated() where other.price == key.price {
      if other.periodStart == key.periodStart { return all[index] = one }
      count += 1
      if earliest.map({ other.periodStart < all[$0].periodStart }) ?? true { earliest = index }
    }
    guard count > 1, let earliest else { return all.append(one) }
    // An earlier one than both is read again when it is asked for again.
    if all[earliest].periodStart < key.periodStart { all[earliest] = one }
  }
}
