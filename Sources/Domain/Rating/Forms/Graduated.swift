public import Catalog
public import Primitives

extension Tiered {
  /// Each unit at the price of its own band, from where the period stands to where it goes.
  ///
  /// Band i holds the quantities above the bound before it up to and with its own. `from` is what earlier parts of
  /// the period billed, `nil` for the first part: then the first band's flat fee is due, even for a quantity of zero.
  /// A later band's flat fee is due when the quantity enters it. Going down takes units back band by band; flat fees stay.
  func graduated(from: Exact?, to: Exact, labels: [String], into steps: inout [ExplanationStep]) {
    let start = from ?? .zero
    var lower: Exact?
    for index in tiers.indices {
      let tier = tiers[index]
      if let bound = lower, to <= bound, start <= bound { break }
      let units = clamped(to, lower, tier.upTo) - clamped(start, lower, tier.upTo)
      if !units.isZero {
        steps.append(
          ExplanationStep(.tier, label: labels[index], quantity: units, unitPrice: tier.unit, amount: units * tier.unit))
      }
      let entered = lower.map { to > $0 && (from == nil || start <= $0) } ?? (from == nil)
      if entered, !tier.flat.isZero {
        steps.append(ExplanationStep(.tierFlat, label: labels[index], amount: tier.flat))
      }
      lower = tier.upTo
    }
  }

  /// Bands entered by full units, priced by the units weighted with the time they were held.
  ///
  /// An event that straddles a bound is split by its full units; a negative one walks back down (below zero at the
  /// first band's price); a flat fee once reached stays. A total below zero is lifted to zero.
  public func graduatedProrated(_ events: [ProratedUnits]) -> [ExplanationStep] {
    let labels = bandLabels(tiers.map(\.upTo))
    var units = [Exact](repeating: .zero, count: tiers.count)
    var reached = 0
    var position = Exact.zero
    for event in events where !event.full.isZero {
      let next = position + event.full
      let perUnit = event.prorated / event.full
      var lower: Exact?
      for index in tiers.indices {
        if let bound = lower, next <= bound, position <= bound { break }
        units[index] += (clamped(next, lower, tiers[index].upTo) - clamped(position, lower, tiers[index].upTo)) * perUnit
        if let bound = lower, next > bound { reached = max(reached, index) }
        lower = tiers[index].upTo
      }
      position = next
    }
    var steps: [ExplanationStep] = []
    for index in tiers.indices where index <= reached {
      let tier = tiers[index]
      if !units[index].isZero {
        steps.append(
          ExplanationStep(.tier, label: labels[index], quantity: units[index], unitPrice: tier.unit, amount: units[index] * tier.unit))
      }
      if !tier.flat.isZero { steps.append(ExplanationStep(.tierFlat, label: labels[index], amount: tier.flat)) }
    }
    let total = Explanation(steps).amount
    if total.isNegative { steps.append(ExplanationStep(.minimumSpend, label: "0", amount: -total)) }
    return steps
  }
}

/// Units that came or went in a period: all of them, and weighted by the part of the period they were held.
public struct ProratedUnits: Sendable, Hashable {
  public var full: Exact
  public var prorated: Exact

  public init(full: Exact, prorated: Exact) {
    self.full = full
    self.prorated = prorated
  }
}
