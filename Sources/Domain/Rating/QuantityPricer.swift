import Catalog
import Primitives
import Usage

/// Prices quantities at the leaves of a form, event by event or all at once.
struct QuantityPricer {
  let rater: PriceRater
  let request: RatingRequest

  /// Appends the steps of one leaf for the quantity that goes from `from` to `to` in the period.
  func price(_ leaf: Int, from: Exact?, to: Exact, into steps: inout [ExplanationStep]) {
    let first = steps.count
    switch rater.form.leaves[leaf] {
    case .flat(let flat): flat.price(from: from, into: &steps)
    case .perUnit(let perUnit): perUnit.price(from: from, to: to, into: &steps)
    case .graduated(let tiered, let labels): tiered.graduated(from: from, to: to, labels: labels, into: &steps)
    case .volume(let tiered, let labels): tiered.volume(from: from, to: to, labels: labels, into: &steps)
    case .package(let package): package.price(from: from, to: to, into: &steps)
    case .blockTiers(let blocks, let labels): blocks.price(from: from, to: to, labels: labels, into: &steps)
    case .graduatedPercentage(let tiers, let labels): tiers.price(from: from, to: to, labels: labels, into: &steps)
    case .capacity(let capacity):
      if from == nil, let step = capacity.price([rater.meter?.unit ?? "": to]) { steps.append(step) }
    case .percentage, .steppedIntervals, .dynamic, .deck:
      break
    }
    if let label = rater.form.leafLabels[leaf] {
      for index in first..<steps.count { steps[index].label = steps[index].label.map { "\(label) / \($0)" } ?? label }
    }
  }

  /// All events of one leaf at the end of the period.
  func price(_ leaf: Int, events: [MeteredUsage], carriedIn: MeterState, into steps: inout [ExplanationStep]) -> MeterReading {
    let reading = reading(events, carriedIn: carriedIn)
    if let buckets = reading.buckets {
      for bucket in buckets {
        var part: [ExplanationStep] = []
        price(leaf, from: nil, to: bucket, into: &part)
        for step in part { merge(step, into: &steps) }
      }
      return reading
    }
    switch rater.form.leaves[leaf] {
    case .graduated(let tiered, _) where tiered.prorated:
      steps.append(contentsOf: tiered.graduatedProrated(prorated(events, carriedIn: carriedIn)))
    case .volume(let tiered, _) where tiered.prorated:
      let units = prorated(events, carriedIn: carriedIn)
      tiered.volume(
        full: units.reduce(.zero) { $0 + $1.full }, priced: units.reduce(.zero) { $0 + $1.prorated }, into: &steps)
    case .capacity(let capacity) where capacity.dimension != nil:
      if request.alreadyBilled == nil, let step = capacity.price(used(events, by: capacity.dimension ?? "")) { steps.append(step) }
    default:
      let from = request.alreadyBilled?.quantity
      price(leaf, from: from, to: (from ?? .zero) + reading.quantity, into: &steps)
    }
    return reading
  }

  private func reading(_ events: [MeteredUsage], carriedIn: MeterState) -> MeterReading {
    // A plain sum, by far the most frequent, needs neither the meter nor the period's borders.
    if rater.sumsEvents { return MeterReading(quantity: Aggregations.sum(events)) }
    return rater.meter?.aggregate(events, over: request.range, carriedIn: carriedIn) ?? MeterReading(quantity: Aggregations.sum(events))
  }

  private func used(_ events: [MeteredUsage], by dimension: String) -> [String: Exact] {
    Dictionary(grouping: events) { $0.attributes[dimension] ?? "" }.mapValues { events in
      rater.meter?.aggregate(events, over: request.range).quantity ?? Aggregations.maximum(events)
    }
  }

  /// Each event's units weighted by the days left of the period, its own day counted.
  private func prorated(_ events: [MeteredUsage], carriedIn: MeterState) -> [ProratedUnits] {
    let days = request.period.days
    var units: [ProratedUnits] = []
    if !carriedIn.value.isZero { units.append(ProratedUnits(full: carriedIn.value, prorated: carriedIn.value)) }
    for event in events {
      let left = min(days, max(0, request.zone.day(of: event.at).days(until: request.period.end)))
      units.append(ProratedUnits(full: event.quantity, prorated: event.quantity * .ratio(left, max(1, days))))
    }
    return units
  }

  /// Adds to the step of the same kind, label and price, or appends.
  func merge(_ step: ExplanationStep, into steps: inout [ExplanationStep]) {
    for index in steps.indices where steps[index].kind == step.kind && steps[index].label == step.label && steps[index].unitPrice == step.unitPrice {
      steps[index].amount += step.amount
      if let quantity = step.quantity { steps[index].quantity = (steps[index].quantity ?? .zero) + quantity }
      return
    }
    steps.append(step)
  }
}
