import Primitives
import Subscriptions

/// A subscription as a naive clerk keeps it: one entry for each day, no spans, no items that close.
struct TwinSubscription {
  struct Held: Hashable {
    var item: Int
    var offering: String
    var quantity: Int
  }

  let reference: String
  let subject: String
  let startsOn: Day
  /// From the start on, one entry a day.
  private(set) var held: [Held]
  private(set) var suspended: [Bool]
  private(set) var payer: [String]
  private(set) var endsOn: Day?
  private var nextItem = 2

  static let days = 400

  init(reference: String, subject: String, startsOn: Day, offering: String, quantity: Int, payer: String) {
    (self.reference, self.subject, self.startsOn) = (reference, subject, startsOn)
    held = Array(repeating: Held(item: 1, offering: offering, quantity: quantity), count: Self.days)
    suspended = Array(repeating: false, count: Self.days)
    self.payer = Array(repeating: payer, count: Self.days)
  }

  private func index(_ day: Day) -> Int { startsOn.days(until: day) }

  func offering(on day: Day) -> String { held[index(day)].offering }
  func isHeld(on day: Day) -> Bool { day >= startsOn && day < endsOn ?? .open }

  mutating func change(on day: Day, _ change: (inout Held) -> Void) {
    let first = index(day)
    let old = held[first].item
    for at in first..<Self.days where held[at].item == old {
      change(&held[at])
      held[at].item = nextItem
    }
    nextItem += 1
  }

  mutating func suspend(on day: Day) { for at in index(day)..<Self.days { suspended[at] = true } }

  mutating func resume(on day: Day) {
    var at = index(day)
    while at < Self.days, suspended[at] {
      suspended[at] = false
      at += 1
    }
  }

  mutating func move(to account: String, on day: Day) { for at in index(day)..<Self.days { payer[at] = account } }
  mutating func cancel(on day: Day) { endsOn = day }

  /// How many units of each offering each account owes, a unit a day.
  var unitDays: [TwinKey: Int] {
    var sums: [TwinKey: Int] = [:]
    for at in 0..<Self.days where startsOn.adding(days: at) < endsOn ?? .open && !suspended[at] {
      sums[TwinKey(subscription: reference, offering: held[at].offering, account: payer[at]), default: 0] += held[at].quantity
    }
    return sums
  }
}

struct TwinKey: Hashable, CustomStringConvertible {
  var subscription: String
  var offering: String
  var account: String
  var description: String { "\(offering) of \(subscription) on account \(account)" }
}
