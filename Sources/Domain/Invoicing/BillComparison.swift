import Primitives
import Rating

/// Why a bill differs from the previous one.
///
/// Lines are compared with their share of the tax, so the amounts of the reasons sum exactly to the difference of
/// the two totals.
public enum BillComparison {
  /// The reasons, the largest amount first; those of amount zero are left out, except a change of plan.
  public static func compare(current: Invoice, previous: Invoice?) -> [BillChange] {
    guard let previous, previous.currency == current.currency else {
      return [BillChange(.firstBill, amountMinor: current.grossMinor)]
    }
    var comparison = Comparison(current, previous)
    comparison.findPlanChanges()
    for index in comparison.items.indices where !comparison.isExplained[index] { comparison.explain(comparison.items[index]) }
    return comparison.sortedChanges()
  }
}

struct Comparison {
  let currency: Currency
  private(set) var items: [ComparedItem] = []
  private(set) var isExplained: [Bool] = []
  private(set) var changes: [BillChange] = []
  private var taxRates: [(before: Exact, after: Exact, amountMinor: Int64)] = []

  init(_ current: Invoice, _ previous: Invoice) {
    currency = current.currency
    var index: [ComparedItem.Identity: Int] = [:]
    var items: [ComparedItem] = []
    func position(_ line: InvoiceLine) -> Int {
      let kind = line.charge.kind
      let identity = ComparedItem.Identity(
        usedBy: line.usedBy, subscription: line.charge.subscription, price: line.charge.price,
        group: kind == .discount || kind == .thirdParty || kind == .oneTime || kind == .correction ? kind : nil)
      if let known = index[identity] { return known }
      index[identity] = items.count
      items.append(ComparedItem(identity: identity, name: line.charge.name))
      return items.count - 1
    }
    for (line, gross) in zip(current.lines, current.lineGrossMinor()) { items[position(line)].after.add(line, grossMinor: gross) }
    for (line, gross) in zip(previous.lines, previous.lineGrossMinor()) { items[position(line)].before.add(line, grossMinor: gross) }
    self.items = items
    isExplained = Array(repeating: false, count: items.count)
  }

  /// Pairs an item that ends in the middle of a period with one of the same subscription that begins there.
  mutating func findPlanChanges() {
    for new in items.indices where !items[new].before.isPresent && items[new].after.kinds.contains(.recurring) {
      guard let begun = items[new].after.parts.first(where: { !$0.isCredit }) else { continue }
      let old = items.indices.first { old in
        !isExplained[old] && old != new && items[old].before.kinds.contains(.recurring)
          && items[old].identity.subscription == items[new].identity.subscription
          && items[old].identity.usedBy == items[new].identity.usedBy
          && items[old].after.parts.contains { $0.isCredit ? $0.period.start == begun.period.start : $0.period.end == begun.period.start }
      }
      guard let old, let ended = items[old].after.parts.first(where: {
        $0.isCredit ? $0.period.start == begun.period.start : $0.period.end == begun.period.start
      }) else { continue }
      isExplained[old] = true
      isExplained[new] = true
      let amount = items[new].after.grossMinor + items[old].after.grossMinor - items[old].before.grossMinor
      changes.append(
        BillChange(
          .planChange(old: items[old].name, oldDays: ended.daysHeld, new: items[new].name, newDays: begun.numerator),
          name: items[new].name, usedBy: items[new].identity.usedBy, subscription: items[new].identity.subscription, amountMinor: amount))
    }
  }

  mutating func explain(_ item: ComparedItem) {
    let (before, after) = (item.before, item.after)
    var rest = after.grossMinor - before.grossMinor
    func add(_ reason: BillChange.Reason, _ amountMinor: Int64) {
      if amountMinor == 0 { return }
      changes.append(
        BillChange(
          reason, name: item.name, usedBy: item.identity.usedBy, subscription: item.identity.subscription, amountMinor: amountMinor))
    }
    guard before.isPresent, after.isPresent else {
      return add(Comparison.reason(ofOneSided: item), rest)
    }
    if let old = before.percent, let new = after.percent, old != new, !after.taxInclusive { rest -= taxRate(old, new, onMinor: after.netMinor) }
    if before.discount.isZero != after.discount.isZero {
      let amount = discountEffect(item)
      add(after.discount.isZero ? .discountEnded : .discountStarted, amount)
      rest -= amount
    }
    if item.identity.group != nil { return add(Comparison.reason(ofOneSided: item), rest) }
    if after.kinds.contains(.usage) { return add(.usage(before: before.quantity, after: after.quantity, unit: after.unit), rest) }
    guard after.kinds.contains(.recurring), before.kinds.contains(.recurring) else {
      return add(after.kinds.contains(.credit) ? .credit : .other, rest)
    }
    if before.periods != after.periods { return add(.proration(beforeDays: before.days, afterDays: after.days), rest) }
    guard let old = before.unitPrice, let new = after.unitPrice else { return add(.other, rest) }
    if before.quantity != after.quantity {
      let whole = old == new ? rest : grossMinor((after.quantity - before.quantity) * old * after.periods, item)
      add(.quantity(before: before.quantity, after: after.quantity, unit: after.unit), whole)
      rest -= whole
    }
    add(old == new ? .other : .price(before: old, after: new), rest)
  }

  func sortedChanges() -> [BillChange] {
    let rates = taxRates.filter { $0.amountMinor != 0 }.map {
      BillChange(.taxRate(before: $0.before, after: $0.after), amountMinor: $0.amountMinor)
    }
    return (changes + rates).enumerated().sorted {
      ($1.element.amountMinor.magnitude, $0.offset) < ($0.element.amountMinor.magnitude, $1.offset)
    }.map(\.element)
  }

  private static func reason(ofOneSided item: ComparedItem) -> BillChange.Reason {
    let side = item.after.isPresent ? item.after : item.before
    if side.kinds.contains(.recurring) { return item.after.isPresent ? .newItem : .endedItem }
    if side.kinds.contains(.usage) { return .usage(before: item.before.quantity, after: item.after.quantity, unit: side.unit) }
    if side.kinds.contains(.discount) {
      let isTaken = item.after.isPresent && !item.before.isPresent
      return isTaken ? .discountStarted : item.after.isPresent ? .other : .discountEnded
    }
    if side.kinds.contains(.thirdParty) { return .thirdParty }
    if side.kinds.contains(.oneTime) { return .oneTime }
    if side.kinds.contains(.credit) { return .credit }
    return .other
  }

  private mutating func taxRate(_ before: Exact, _ after: Exact, onMinor net: Int64) -> Int64 {
    let amount = (Exact(unscaled: net, scale: 0) * (after - before) * Exact(unscaled: 1, scale: 2)).minorUnits(digits: 0, mode: .halfUp) ?? 0
    if let known = taxRates.firstIndex(where: { $0.before == before && $0.after == after }) {
      taxRates[known].amountMinor += amount
    } else {
      taxRates.append((before, after, amount))
    }
    return amount
  }

  /// What beginning or ending a discount inside the price makes of the gross.
  private func discountEffect(_ item: ComparedItem) -> Int64 { grossMinor(item.after.discount - item.before.discount, item) }

  /// An exact net amount with the item's tax, in smallest units.
  private func grossMinor(_ net: Exact, _ item: ComparedItem) -> Int64 {
    let factor = item.before.taxInclusive ? .one : (item.before.percent ?? .zero) * Exact(unscaled: 1, scale: 2) + .one
    return (net * factor).minorUnits(digits: currency.minorDigits, mode: .halfUp) ?? 0
  }
}
