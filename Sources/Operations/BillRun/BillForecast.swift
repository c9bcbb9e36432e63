public import Invoicing
public import Primitives
import Rating
import Taxation

/// What a bill will come to at the end of its cycle when usage goes on as it did so far.
///
/// A usage line is taken times the days of its period by the days elapsed, today counted; every other line stands as it is.
/// Allowances, tiers and minimums of the days to come are not foreseen: the line's amount so far is stretched, not its
/// quantity. Nothing is booked by it.
public struct BillForecast: Sendable, Equatable {
  /// One line as it is and as it is expected.
  public struct Line: Sendable, Equatable {
    public var number: Int
    public var netMinor: Int64
    public var expectedNetMinor: Int64
    public var elapsedDays: Int
    public var days: Int
  }

  /// Usage lines only.
  public var lines: [Line]
  public var currency: Currency
  public var netMinor: Int64
  public var taxMinor: Int64
  public var grossMinor: Int64

  /// - Parameter today: in the account's calendar.
  public init(_ invoice: Invoice, today: Day) {
    var lines: [Line] = []
    lines.reserveCapacity(invoice.lines.count)
    var grown = Array(repeating: Int64(0), count: invoice.taxes.count)
    for index in invoice.lines.indices where invoice.lines[index].charge.kind == .usage {
      let period = invoice.lines[index].charge.period
      let netMinor = invoice.lines[index].netMinor
      let days = Int(period.end.number - period.start.number)
      let elapsed = min(days, max(0, Int(today.number - period.start.number) + 1))
      var expected = netMinor
      if elapsed > 0, elapsed < days {
        expected = (Exact(Int(netMinor)) * Exact(days) / Exact(elapsed)).minorUnits(digits: 0, mode: .halfUp) ?? netMinor
        if let tax = invoice.taxes.firstIndex(where: { $0.key == invoice.lines[index].taxKey }) { grown[tax] += expected - netMinor }
      }
      lines.append(
        Line(number: invoice.lines[index].number, netMinor: netMinor, expectedNetMinor: expected, elapsedDays: elapsed, days: days))
    }
    self.lines = lines
    currency = invoice.currency
    netMinor = invoice.netMinor + grown.reduce(0, +)
    taxMinor = zip(invoice.taxes, grown).reduce(0) { sum, next in
      let (tax, more) = next
      if more == 0 { return sum + tax.taxMinor }
      let added = (Exact(Int(more)) * tax.key.percent / Exact(100)).minorUnits(digits: 0, mode: .halfUp) ?? 0
      return sum + tax.taxMinor + added
    }
    grossMinor = netMinor + taxMinor
  }
}
