public import Catalog
public import Parties
public import Primitives

extension RecurringTerms {
  /// The calendar of this price's periods for a subscription begun on `startsOn` and billed by `account`'s cycle.
  ///
  /// Aligned to the cycle, a period no longer than the cycle's begins on its anchor; a longer one (a yearly price
  /// on a monthly bill) begins in the cycle month in which the subscription began. Weeks and months never nest, so
  /// there, and for `anniversary`, the day of the start is the anchor.
  public func cycle(on account: BillCycle, startsOn: Day) -> BillCycle {
    let unit = every.cycleUnit
    if alignment == .cycle {
      if unit == account.unit { return account }
      if unit != .week, account.unit != .week {
        let month = unit.months < account.unit.months ? account.anchorMonth : account.period(containing: startsOn).start.month
        return BillCycle(unit: unit, anchorDay: account.anchorDay, anchorMonth: month)
      }
    }
    let (_, month, day) = startsOn.civil
    return BillCycle(unit: unit, anchorDay: unit == .week ? startsOn.weekday : day, anchorMonth: month)
  }
}

extension RecurringTerms.Period {
  /// The same period as a unit of bill cycles.
  public var cycleUnit: BillCycle.Unit {
    switch self {
    case .week: .week
    case .month: .month
    case .quarter: .quarter
    case .halfYear: .halfYear
    case .year: .year
    }
  }
}
