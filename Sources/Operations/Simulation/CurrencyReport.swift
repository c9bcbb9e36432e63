public import Invoicing
import Parties
public import Primitives
import Rating

/// The part of a simulation in one currency. Sums are exact decimals, wide enough for any number of bills.
public struct CurrencyReport: Sendable {
  public let currency: Currency
  public internal(set) var accounts = 0
  /// Accounts that would pay less, and more.
  public internal(set) var winners = 0
  public internal(set) var losers = 0
  public internal(set) var net = Change()
  /// With tax: what customers pay.
  public internal(set) var gross = Change()
  /// By offering code; discounts and whatever else belongs to no offering last.
  public internal(set) var offerings: [OfferingRevenue] = []
  /// In step with `ChangeBand.allCases`: accounts by the change of what they pay.
  public internal(set) var bands: [Band] = ChangeBand.allCases.map { Band(band: $0) }
  /// In step with `BillShock.allCases`: accounts with at least one bill that rises so much.
  public internal(set) var shocks: [Shock] = BillShock.allCases.map { Shock(shock: $0) }
  /// The largest changes first.
  public internal(set) var mostAffected: [Affected] = []

  /// How many accounts `mostAffected` keeps.
  public static let affectedKept = 10

  /// An amount under the published catalogs and under the draft.
  public struct Change: Sendable, Hashable {
    public var before: Exact
    public var after: Exact
    public var difference: Exact { after - before }

    public init(before: Exact = .zero, after: Exact = .zero) {
      self.before = before
      self.after = after
    }

    mutating func add(_ other: Change) {
      before += other.before
      after += other.after
    }
  }

  /// Net revenue of one offering.
  public struct OfferingRevenue: Sendable, Hashable {
    /// `nil`: discounts and charges on the account itself.
    public var offering: OfferingCode?
    public var net: Change
    /// Accounts with a line of it on either side.
    public var accounts: Int
  }

  public struct Band: Sendable, Hashable {
    public var band: ChangeBand
    public var accounts = 0
    /// Gross.
    public var difference = Exact.zero
  }

  public struct Shock: Sendable, Hashable {
    public var shock: BillShock
    public var accounts = 0
  }

  /// An account with what changes on its bills.
  public struct Affected: Sendable, Equatable {
    public var account: BillingAccountID
    public var reference: String
    public var name: String
    /// Gross.
    public var beforeMinor: Int64
    public var afterMinor: Int64
    /// The largest change first.
    public var lines: [LineDifference]

    public var differenceMinor: Int64 { afterMinor &- beforeMinor }

    fileprivate var rank: (UInt64, BillingAccountID) { (UInt64.max - differenceMinor.magnitude, account) }
  }

  init(currency: Currency) { self.currency = currency }

  mutating func add(_ account: SimulatedAccount, _ before: [Invoice], _ after: [Invoice]) {
    accounts += 1
    var own: [OfferingRevenue] = []
    let was = total(before, \.before, &own)
    let now = total(after, \.after, &own)
    for entry in own { add(entry) }
    let change = Change(before: exact(was), after: exact(now))
    gross.add(change)
    let band = ChangeBand(before: was, after: now).rawValue
    bands[band].accounts += 1
    bands[band].difference += change.difference
    if now < was { winners += 1 }
    if now > was { losers += 1 }
    guard was != now || before.count != after.count else { return }
    addShocks(before, after)
    var affected = Affected(
      account: account.account, reference: account.reference, name: account.name, beforeMinor: was, afterMinor: now, lines: [])
    guard was != now, ranks(affected) else { return }
    affected.lines = LineDifference.between(before.flatMap(\.lines), after.flatMap(\.lines), cycle: account.cycle)
    insert(affected)
  }

  mutating func add(_ other: CurrencyReport) {
    accounts += other.accounts
    winners += other.winners
    losers += other.losers
    net.add(other.net)
    gross.add(other.gross)
    for entry in other.offerings { add(entry) }
    for index in bands.indices {
      bands[index].accounts += other.bands[index].accounts
      bands[index].difference += other.bands[index].difference
    }
    for index in shocks.indices { shocks[index].accounts += other.shocks[index].accounts }
    for entry in other.mostAffected where ranks(entry) { insert(entry) }
  }

  /// Gross of one side's bills; its net goes into the account's offerings and the sum.
  private mutating func total(
    _ invoices: [Invoice], _ side: WritableKeyPath<Change, Exact>, _ offerings: inout [OfferingRevenue]
  ) -> Int64 {
    var gross: Int64 = 0
    for invoice in invoices {
      gross &+= invoice.grossMinor
      net[keyPath: side] += exact(invoice.netMinor)
      for line in invoice.lines {
        let offering = line.charge.offering
        let place = offerings.firstIndex { $0.offering == offering } ?? offerings.count
        if place == offerings.count { offerings.append(OfferingRevenue(offering: offering, net: Change(), accounts: 1)) }
        offerings[place].net[keyPath: side] += exact(line.netMinor)
      }
    }
    return gross
  }

  private func exact(_ minor: Int64) -> Exact { Exact(unscaled: minor, scale: currency.minorDigits) }

  private mutating func add(_ entry: OfferingRevenue) {
    let key = entry.offering?.text ?? "\u{10FFFF}"
    var (low, high) = (0, offerings.count)
    while low < high {
      let middle = (low + high) / 2
      if (offerings[middle].offering?.text ?? "\u{10FFFF}") < key { low = middle + 1 } else { high = middle }
    }
    if low < offerings.count, offerings[low].offering == entry.offering {
      offerings[low].net.add(entry.net)
      offerings[low].accounts += entry.accounts
    } else {
      offerings.insert(entry, at: low)
    }
  }

  private mutating func addShocks(_ before: [Invoice], _ after: [Invoice]) {
    var counted = Array(repeating: false, count: shocks.count)
    for now in after {
      guard let was = before.first(where: { $0.billingPeriod.end == now.billingPeriod.end }) else { continue }
      for index in shocks.indices where shocks[index].shock.counts(before: was.grossMinor, after: now.grossMinor) { counted[index] = true }
    }
    for index in shocks.indices where counted[index] { shocks[index].accounts += 1 }
  }

  private func ranks(_ entry: Affected) -> Bool {
    guard mostAffected.count == CurrencyReport.affectedKept, let last = mostAffected.last else { return true }
    return entry.rank < last.rank
  }

  private mutating func insert(_ entry: Affected) {
    mostAffected.insert(entry, at: mostAffected.firstIndex { entry.rank < $0.rank } ?? mostAffected.endIndex)
    if mostAffected.count > CurrencyReport.affectedKept { mostAffected.removeLast() }
  }
}
