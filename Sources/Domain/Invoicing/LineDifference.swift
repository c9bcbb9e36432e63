public import Parties
public import Primitives
public import Rating

/// One thing that is billed differently: what it came to before, what it comes to after, and why each.
public struct LineDifference: Sendable, Equatable {
  /// What makes two lines speak of the same thing: who used it, which price, in which bill cycle period.
  public struct Key: Sendable, Hashable {
    public var usedBy: BillingAccountID?
    public var subscription: SubscriptionID?
    public var price: PriceCode
    public var group: Group
    /// The bill cycle period in which the service began.
    public var period: ServicePeriod

    public init(usedBy: BillingAccountID?, subscription: SubscriptionID?, price: PriceCode, group: Group, period: ServicePeriod) {
      self.usedBy = usedBy
      self.subscription = subscription
      self.price = price
      self.group = group
      self.period = period
    }
  }

  /// Kinds of lines that are compared with each other: a charge together with what is given back of it.
  public enum Group: String, Sendable, Hashable, CaseIterable {
    case recurring, usage
    case oneTime = "one-time"
    case trueUp = "true-up"
    case discount
    case thirdParty = "third-party"
    case correction

    public init(_ kind: RatedCharge.Kind) {
      self =
        switch kind {
        case .recurring, .credit: .recurring
        case .usage: .usage
        case .oneTime: .oneTime
        case .trueUp: .trueUp
        case .discount: .discount
        case .thirdParty: .thirdParty
        case .correction: .correction
        }
    }
  }

  /// What the lines of one side come to; all zero when there is none.
  public struct Side: Sendable, Equatable {
    public var lines = 0
    public var quantity = Exact.zero
    /// As the price says it: with tax where prices contain it.
    public var amountMinor: Int64 = 0
    public var netMinor: Int64 = 0
    /// The steps of all its lines.
    public var explanation = Explanation()
    /// Those of its last line.
    public var terms: ChargeTerms?
    /// From the first day of its lines to the last.
    public var days: ServicePeriod?

    mutating func add(_ line: InvoiceLine) {
      lines += 1
      quantity += line.charge.quantity
      amountMinor &+= line.charge.amount.amountMinor
      netMinor &+= line.netMinor
      for step in line.charge.explanation.steps { explanation.append(step) }
      terms = line.charge.terms
      let period = line.charge.period
      days = days.map { ServicePeriod(start: min($0.start, period.start), end: max($0.end, period.end)) } ?? period
    }
  }

  public var key: Key
  /// Of the first line found.
  public var terms: ChargeTerms
  public var before = Side()
  public var after = Side()

  public var offering: OfferingCode? { terms.offering }
  public var name: LocalizedText { terms.name }
  public var unit: String { terms.unit }

  /// More to pay is positive.
  public var amountMinor: Int64 { after.amountMinor &- before.amountMinor }

  /// Whatever costs another amount, the largest change first; things that cost the same are left out.
  public static func between(_ before: [InvoiceLine], _ after: [InvoiceLine], cycle: BillCycle) -> [LineDifference] {
    if isSame(before, after) { return [] }
    var table = Table(cycle: cycle)
    for line in before { table.entry(of: line) { $0.before.add(line) } }
    for line in after { table.entry(of: line) { $0.after.add(line) } }
    return table.entries.filter { $0.amountMinor != 0 }.enumerated().sorted { a, b in
      let (x, y) = (a.element.amountMinor.magnitude, b.element.amountMinor.magnitude)
      return x == y ? a.offset < b.offset : x > y
    }.map(\.element)
  }

  /// The ordinary case without a table: line by line the same.
  private static func isSame(_ before: [InvoiceLine], _ after: [InvoiceLine]) -> Bool {
    guard before.count == after.count else { return false }
    for index in before.indices {
      let (a, b) = (before[index].charge, after[index].charge)
      if a.amount != b.amount || a.kind != b.kind || a.subscription != b.subscription || a.period != b.period
        || before[index].usedBy != after[index].usedBy || a.price != b.price
      {
        return false
      }
    }
    return true
  }

  private struct Table {
    let cycle: BillCycle
    private(set) var entries: [LineDifference] = []
    private var places: [Key: Int] = [:]

    init(cycle: BillCycle) { self.cycle = cycle }

    mutating func entry(of line: InvoiceLine, _ change: (inout LineDifference) -> Void) {
      let charge = line.charge
      let key = Key(
        usedBy: line.usedBy, subscription: charge.subscription, price: charge.price, group: Group(charge.kind),
        period: cycle.period(containing: charge.period.start))
      let place = places[key] ?? entries.count
      if place == entries.count {
        places[key] = place
        entries.append(LineDifference(key: key, terms: charge.terms))
      }
      change(&entries[place])
    }
  }
}
