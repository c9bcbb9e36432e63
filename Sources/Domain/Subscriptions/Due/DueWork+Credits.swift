import Catalog
import Primitives

/// Repairs: billed days that are no longer entitled are given back.
extension DueWork {
  /// Gives back, of each charge, the covered days outside `entitled`.
  ///
  /// The amount is rounded on the running share of all days given back so far, so that a charge given back in parts
  /// adds up to itself; what adjustments have already taken off is never given back again.
  mutating func giveBack(
    _ coverage: [Coverage], _ entitled: [ServicePeriod], _ item: SubscriptionItem, _ price: ChargeablePrice,
    _ terms: RecurringTerms
  ) {
    let settled = ServicePeriod(start: Day(number: 0), end: max(Day(number: 0), from))
    for covered in coverage {
      let charge = covered.charge
      var unused = DaySpans.subtract(entitled, from: covered.days)
      if terms.proration != .none { unused = DaySpans.subtract(settled, from: unused) }
      guard !unused.isEmpty else { continue }
      if terms.proration == .none, unused != [charge.period] { continue }
      guard let index = price.version(on: charge.period.start, in: currency) ?? price.anyVersion(in: currency) else { continue }
      let whole = Proration.weight(of: charge.period, by: terms.proration, zone: zone)
      var share = covered.credited.reduce(0) { $0 + Proration.weight(of: $1, by: terms.proration, zone: zone) }
      var given = covered.creditedMinor
      var left = covered.leftMinor
      for span in unused {
        let weight = Proration.weight(of: span, by: terms.proration, zone: zone)
        share += weight
        let target = -Repair.shareMinor(of: charge.amountMinor, share, whole)
        let credit = Repair.capped(target - given, left: left)
        guard weight > 0, credit.amountMinor != 0 else { continue }
        given += credit.amountMinor
        left += credit.amountMinor
        items.append(
          DueItem(
            subscription: subscription.id, item: item.number,
            kind: .credit(of: charge, amountMinor: credit.amountMinor, capped: credit.capped), price: price,
            versionIndex: index, quantity: charge.quantity, agreement: item.agreed(price.price.code, on: charge.period.start),
            period: span, fullPeriod: charge.fullPeriod, fraction: Fraction(weight, whole)))
      }
    }
  }

  /// A one-time price is due when the item begins, once for everything that carries it on.
  mutating func addOneTime(_ item: SubscriptionItem, _ price: ChargeablePrice) {
    let held = subscription.held(item)
    let day = ServicePeriod(start: held.start, end: held.start.adding(days: 1))
    let due =
      !held.isEmpty && subscription.predecessor(of: item) == nil && subscription.payer(on: day.start) == account
    let coverage = coverage(item, price)
    let terms = RecurringTerms(every: .month, timing: .advance, proration: .byDay)
    if !coverage.isEmpty { giveBack(coverage, due ? [day] : [], item, price, terms) }
    guard due, day.start < horizon, day.start >= from, !coverage.contains(where: { $0.days.contains(day) }),
      let index = version(of: price, on: day.start, item)
    else { return }
    items.append(
      DueItem(
        subscription: subscription.id, item: item.number, kind: .oneTime, price: price, versionIndex: index,
        quantity: item.quantity, agreement: item.agreed(price.price.code, on: day.start), period: day, fullPeriod: day,
        fraction: .whole))
  }
}
