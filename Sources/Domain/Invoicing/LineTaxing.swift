import Primitives
import Rating
import Taxation

/// Gives every line its tax key and derives the totals: lines are rounded already, tax is computed once on the
/// summed base of each key, and the gross of tax-inclusive prices is kept.
struct LineTaxing {
  let situation: TaxSituation
  let issuedOn: Day
  let taxPoint: DraftRules.TaxPoint
  private(set) var holds: [HoldReason] = []
  private var keys: [TaxKey] = []
  /// Decisions already taken on this invoice; few, so searched in order.
  private var decided: [(category: TaxCategoryCode, day: Day, key: Int)] = []
  /// The index in `keys` of each line.
  private var keyOfLine: [Int] = []

  init(situation: TaxSituation, issuedOn: Day, taxPoint: DraftRules.TaxPoint) {
    self.situation = situation
    self.issuedOn = issuedOn
    self.taxPoint = taxPoint
  }

  /// The lines with their keys; `nil` with `holds` filled when a tax is missing.
  mutating func lines(of charges: [BillableCharge]) -> [InvoiceLine]? {
    var lines: [InvoiceLine] = []
    lines.reserveCapacity(charges.count)
    keyOfLine.reserveCapacity(charges.count)
    for index in charges.indices {
      guard let key = key(for: charges[index].charge) else { continue }
      keyOfLine.append(key)
      lines.append(
        InvoiceLine(
          number: index + 1, usedBy: charges[index].usedBy, charge: charges[index].charge,
          netMinor: charges[index].charge.amount.amountMinor, taxKey: keys[key]))
    }
    return holds.isEmpty ? lines : nil
  }

  private mutating func key(for charge: RatedCharge) -> Int? {
    let day = taxPoint == .issued || charge.period.isEmpty ? issuedOn : min(charge.period.lastDay, issuedOn)
    for known in decided where known.day == day && known.category == charge.taxCategory { return known.key }
    switch situation.decide(charge.taxCategory, on: day) {
    case .taxed(let key):
      let index: Int
      if let known = keys.firstIndex(of: key) {
        index = known
      } else {
        index = keys.count
        keys.append(key)
      }
      decided.append((charge.taxCategory, day, index))
      return index
    case .missing(let missing):
      let reason = HoldReason(.taxMissing, [
        .init("cause", missing.cause.rawValue), .init("category", missing.category.text), .init("place", missing.place),
        .init("day", missing.day.description), .init("price", charge.price.text),
      ])
      if !holds.contains(reason) { holds.append(reason) }
      return nil
    }
  }

  struct Totals {
    var lines: [InvoiceLine]
    var taxes: [TaxBreakdown]
    var netMinor: Int64
    var taxMinor: Int64
    var grossMinor: Int64
  }

  /// `nil` when a sum leaves 64 bits.
  func totals(of drafted: [InvoiceLine]) -> Totals? {
    var lines = drafted
    var taxes: [TaxBreakdown] = []
    var net: Int64 = 0
    var tax: Int64 = 0
    var over = false
    /// The sum of all amounts without their signs fits 64 bits; so does every partial sum anyone makes of them later.
    var magnitude: UInt64 = 0
    func add(_ sum: inout Int64, _ more: Int64) {
      let (result, overflow) = sum.addingReportingOverflow(more)
      sum = result
      if overflow { over = true }
    }
    for index in keys.indices {
      let key = keys[index]
      var plain: Int64 = 0
      var inclusive: [Int] = []
      for line in lines.indices where keyOfLine[line] == index {
        if lines[line].charge.taxInclusive, !key.percent.isZero { inclusive.append(line) } else { add(&plain, lines[line].netMinor) }
      }
      guard !over, var keyTax = TaxArithmetic.tax(onMinor: plain, percent: key.percent) else { return nil }
      var base = plain
      if !inclusive.isEmpty {
        guard let split = TaxArithmetic.split(grossMinor: inclusive.map { lines[$0].charge.amount.amountMinor }, percent: key.percent)
        else { return nil }
        for (line, amount) in zip(inclusive, split.netMinor) {
          lines[line].netMinor = amount
          add(&base, amount)
        }
        add(&keyTax, split.taxMinor)
      }
      guard let computed = TaxArithmetic.tax(onMinor: base, percent: key.percent) else { return nil }
      taxes.append(TaxBreakdown(key: key, baseMinor: base, taxMinor: keyTax, differenceMinor: keyTax &- computed))
      add(&net, base)
      add(&tax, keyTax)
    }
    var gross = net
    add(&gross, tax)
    for line in lines.indices {
      let (sum, overflow) = magnitude.addingReportingOverflow(lines[line].charge.amount.amountMinor.magnitude)
      magnitude = sum
      if overflow || sum > UInt64(Int64.max / 2) { over = true }
    }
    if over { return nil }
    if taxes.count > 1 { taxes.sort(by: LineTaxing.inPrintOrder) }
    return Totals(lines: lines, taxes: taxes, netMinor: net, taxMinor: tax, grossMinor: gross)
  }

  /// The highest rate first, then the untaxed by their letter.
  private static func inPrintOrder(_ a: TaxBreakdown, _ b: TaxBreakdown) -> Bool {
    if a.key.percent != b.key.percent { return a.key.percent > b.key.percent }
    if a.key.treatment != b.key.treatment { return a.key.treatment.rawValue < b.key.treatment.rawValue }
    return (a.key.reason ?? "") < (b.key.reason ?? "")
  }
}
