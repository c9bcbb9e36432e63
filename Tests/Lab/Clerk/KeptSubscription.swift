import Primitives
import Subscriptions

/// A subscription as a naive clerk keeps it: one entry for each day, no spans, no items that close.
struct KeptSubscription {
  struct Held: Hashable {
    var item: Int
    var offering: String
    var quantity: Int
  }

  let reference: String
  let subject: String
  let startsOn: Day
  /// Half off its first three months of account.
  let isWelcome: Bool
  /// From the start on, one entry a day.
  private(set) var held: [Held]
  private(set) var suspended: [Bool]
  private(set) var payer: [String]
  private(set) var endsOn: Day?
  /// Whoever was to pay at any time, and whatever was to be held.
  private(set) var payers: [String]
  private(set) var offerings: [String]
  private var nextItem = 2

  static let days = 1400

  init(reference: String, subject: String, startsOn: Day, offering: String, quantity: Int, payer: String, isWelcome: Bool = false) {
    self.isWelcome = isWelcome
    (self.reference, self.subject, self.startsOn) = (reference, subject, startsOn)
    held = Array(repeating: Held(item: 1, offering: offering, quantity: quantity), count: Self.days)
    suspended = Array(repeating: false, count: Self.days)
    self.payer = Array(repeating: payer, count: Self.days)
    payers = [payer]
    offerings = [offering]
  }

  func index(_ day: Day) -> Int { startsOn.days(until: day) }

  func held(on day: Day) -> Held { held[index(day)] }
  func payer(on day: Day) -> String { payer[index(day)] }
  func isHeld(on day: Day) -> Bool { day >= startsOn && day < endsOn ?? .open }

  /// How many units an account owes for a day.
  func units(at: Int, of offering: String, payer account: String) -> Int {
    if held[at].offering != offering || suspended[at] || payer[at] != account { return 0 }
    return isHeld(on: startsOn.adding(days: at)) ? held[at].quantity : 0
  }

  mutating func change(on day: Day, _ change: (inout Held) -> Void) {
    let first = index(day)
    let old = held[first].item
    for at in first..<Self.days where held[at].item == old {
      change(&held[at])
      held[at].item = nextItem
    }
    offerings.append(held[first].offering)
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

  mutating func move(to account: String, on day: Day) {
    for at in index(day)..<Self.days { payer[at] = account }
    payers.append(account)
  }

  mutating func cancel(on day: Day) { endsOn = day }
}
