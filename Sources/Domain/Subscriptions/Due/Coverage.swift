import Primitives

/// One billed charge with what has been given back of it.
struct Coverage {
  var charge: BilledPeriod
  var credited: [ServicePeriod] = []
  var creditedMinor: Int64 = 0
  var adjustedMinor: Int64 = 0

  /// The days that are billed and not given back.
  var days: [ServicePeriod] { DaySpans.subtract(credited, from: [charge.period]) }

  /// What could still be given back.
  var leftMinor: Int64 { charge.amountMinor + creditedMinor + adjustedMinor }

  /// The charges among `rows`, each with the credits that belong to it: a credit belongs to the latest charge
  /// before it that covers its days.
  static func read(_ rows: [BilledPeriod]) -> [Coverage] {
    var found: [Coverage] = []
    for row in rows {
      if row.kind == .charge {
        found.append(Coverage(charge: row))
        continue
      }
      guard let index = found.lastIndex(where: { $0.covers(row) }) else { continue }
      if row.kind == .adjustment {
        found[index].adjustedMinor += row.amountMinor
      } else {
        found[index].credited.append(row.period)
        found[index].creditedMinor += row.amountMinor
      }
    }
    return found
  }

  private func covers(_ row: BilledPeriod) -> Bool {
    guard charge.period.intersection(row.period) != nil else { return false }
    return row.kind == .adjustment || days.contains { $0.start <= row.period.start && row.period.end <= $0.end }
  }
}
