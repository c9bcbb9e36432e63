import Primitives

/// The naive twin of the whole system: keeps plain lists of what was told, one entry a day where days count, and works
/// out what must be billed by counting. Shares no arithmetic with Florin.
struct Clerk {
  struct Account {
    var reference: String
    var parent: String?
    var currency = "EUR"
    var anchor = 1
    var zone = "Europe/Madrid"
    var billedThrough: Day
    /// The run that holds its bill.
    var heldBy: Int64?
    /// The run that has still to bill it.
    var awaits: Int64?
    /// All that was invoiced to it, minor units.
    var owedMinor = 0
  }

  struct Event {
    var id: String
    var subscription: Int
    var at: Instant
    var thousandths: Int
    /// The closing that billed it.
    var billedBy: Int?
  }

  struct Ticket {
    var id: String
    var account: String
    var on: Day
    var amountMinor: Int
    var billedBy: Int?
  }

  struct Run {
    var id: Int64
    var day: Day
    /// How many events were known when it was planned.
    var events: Int
    /// The prices published by then.
    var prices: [MeteredPrice]
    /// The states it left its accounts in.
    var states: [String: String] = [:]
  }

  /// A recurring amount on an invoice, and what was given back of it.
  struct Piece {
    var start: Day
    var days: Int
    var quantity: Int
    var amountMinor: Int
    var given: [Bool]
    var givenMinor = 0
  }

  /// A price of metered data from a day on, in millionths of a cent for a thousandth.
  struct MeteredPrice: Hashable {
    var from: Day
    var unitMicros: Int
  }

  /// All that was put on invoices for one price in one month of account, whatever for.
  struct SumKey: Hashable, CustomStringConvertible {
    var account: String
    var subscription: Int
    var price: String
    var cycle: Day

    var description: String { "\(account) subscription \(subscription) \(price) of \(cycle)" }
  }

  /// What a re-rating found to be paid more or less.
  struct Correction: Hashable {
    var key: SumKey
    var amountMinor: Int
  }

  struct PieceKey: Hashable {
    var subscription: Int
    var price: String
    var account: String
  }

  /// Usage that is priced together: what an account pays of one price of one subscription in one month of account.
  struct PartKey: Hashable {
    var subscription: Int
    var offering: String
    var account: String
    var cycle: Day
    var version: Int
  }

  struct Part {
    var thousandths = 0
    var billedThousandths = 0
  }

  /// The day every account of the worlds is opened.
  static let opened = Day("2026-01-01") ?? Day(number: 0)

  var accounts: [Account] = []
  var subscriptions: [KeptSubscription] = []
  var quotes: [KeptQuote] = []
  var events: [Event] = []
  var tickets: [Ticket] = []
  var runs: [Run] = []
  var pieces: [PieceKey: [Piece]] = [:]
  var parts: [PartKey: Part] = [:]
  /// Prices of metered data by their first day.
  var meteredPrices = [MeteredPrice(from: Day(number: 0), unitMicros: 2_000)]
  /// What was put on invoices, with corrections that stand on the next one.
  var sums: [SumKey: Int] = [:]
  /// Bills in force, in the order they were made.
  var bills: [Bill] = []
  /// Corrections that no invoice carries yet, by who pays.
  var corrections: [String: [Correction]] = [:]
  var correctionCount = 0
  /// The days of each payer that were priced again.
  var restated: [String: [ServicePeriod]] = [:]
  /// How many events were known when an account was last priced again: a run planned before looks at those, too.
  var eventsPriced: [String: Int] = [:]
  /// Accounts booked under the key of a re-rating.
  var rerated: [String: Set<String>] = [:]
  /// Keys of the changes noted.
  var changes: [String] = []
  var papers: [Paper] = []
  /// How often an account was closed with or without an invoice.
  var closings = 0
  var lastInvoice: Int64 = 0
  var invoiceCount = 0
  var taxMinor: [String: Int] = [:]
  var netMinor: [String: Int] = [:]
  var thirdPartyMinor: [String: Int] = [:]

  func account(_ reference: String) -> Int? { accounts.firstIndex { $0.reference == reference } }
  func subscription(_ reference: String) -> Int? { subscriptions.firstIndex { $0.reference == reference } }

  func version(on day: Day) -> Int { meteredPrices.lastIndex { $0.from <= day } ?? 0 }

  /// Which part an event belongs to.
  func part(of event: Event) -> PartKey? {
    let subscription = subscriptions[event.subscription]
    // All who use data live in Madrid.
    let day = WallCalendar.localDay(event.at, zone: "Europe/Madrid")
    guard subscription.isHeld(on: day) else { return nil }
    return part(of: event.subscription, on: day, account: subscription.payer(on: day))
  }

  func part(of index: Int, on day: Day, account reference: String) -> PartKey? {
    guard let account = account(reference) else { return nil }
    let held = subscriptions[index].held(on: day)
    return PartKey(
      subscription: index, offering: held.offering, account: reference,
      cycle: WallCalendar.cycleStart(day, anchor: accounts[account].anchor), version: held.offering == "metered" ? version(on: day) : 0)
  }
}
