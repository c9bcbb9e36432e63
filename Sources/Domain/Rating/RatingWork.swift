import Catalog
import Primitives
import Usage

/// One price being worked out: the steps so far, and everything that goes out beside the amount.
struct RatingWork {
  let rater: PriceRater
  private let pricer: QuantityPricer
  private var usage: [MeteredUsage]
  private var pricedQuantity: Exact
  private var explanation = Explanation()
  private var sum = Exact.zero
  private var allowances: [AllowanceBucket]
  private var unrated: [UnratedUsage] = []
  private var events: [RatedEvent] = []
  private var carriedOut = MeterState.empty
  private var hasUsage: Bool
  private var roundedAmount = Exact.zero

  init(rater: PriceRater, request: consuming RatingRequest) {
    self.rater = rater
    usage = rater.readsValueField ? rater.meter?.valued(request.usage) ?? request.usage : request.usage
    hasUsage = !request.usage.isEmpty || (rater.hasMeter && request.quantity.isZero)
    pricedQuantity = request.quantity
    // Two tiers, a discount and a rounding: what most lines have.
    explanation.steps.reserveCapacity(4)
    allowances = request.allowances
    pricer = QuantityPricer(rater: rater, request: request)
  }

  private var request: RatingRequest { _read { yield pricer.request } }

  mutating func apply(_ stage: AdjustmentOrder) {
    switch stage {
    case .allowance: takeAllowances()
    case .form: priceForm()
    case .agreement: applyAgreement()
    case .proration: prorate()
    case .trial: applyTrial()
    case .discount: applyDiscounts()
    case .maximumSpend: applyMaximumSpend()
    case .minimumSpend: applyMinimumSpend()
    case .overage: applyOverage()
    case .rounding: round()
    }
  }

  private mutating func add(_ step: ExplanationStep) {
    explanation.append(step)
    sum += step.amount
  }

  // MARK: - Allowance and form

  private mutating func takeAllowances() {
    guard !allowances.isEmpty else { return }
    var taken = Exact.zero
    if usage.isEmpty {
      taken = AllowanceUse.take(pricedQuantity, on: request.period.start, from: &allowances)
      pricedQuantity -= taken
    } else {
      var left: [MeteredUsage] = []
      left.reserveCapacity(usage.count)
      for var event in usage {
        let part = AllowanceUse.take(event.quantity, on: request.zone.day(of: event.at), from: &allowances)
        taken += part
        event.quantity -= part
        if event.quantity.isZero, !part.isZero { continue }
        if let unit = rater.secondsPerUnit, let seconds = (part * Exact(unit)).wholeUnits(.down) {
          event.at = event.at.adding(seconds: Int64(seconds))
        }
        left.append(event)
      }
      usage = left
    }
    if !taken.isZero { add(ExplanationStep(.allowance, label: allowances.first?.code, quantity: taken, amount: .zero)) }
  }

  private mutating func priceForm() {
    var steps: [ExplanationStep] = []
    swap(&steps, &explanation.steps)
    let first = steps.count
    if let windowed = rater.windowed {
      priceByWindow(windowed.commitment, windowed.seconds, &steps)
    } else if rater.perEvent {
      priceEventByEvent(&steps)
    } else if rater.singleQuantityLeaf {
      if hasUsage {
        let reading = pricer.price(0, events: usage, carriedIn: request.carriedIn, into: &steps)
        pricedQuantity = reading.quantity
        carriedOut = reading.carriedOut
      } else {
        let from = request.alreadyBilled?.quantity
        pricer.price(0, from: from, to: (from ?? .zero) + pricedQuantity, into: &steps)
      }
    } else {
      priceThroughTree(&steps)
    }
    for index in first..<steps.count { sum += steps[index].amount }
    swap(&steps, &explanation.steps)
  }

  /// Each window of the period is priced and settled on its own, those without usage, too.
  private mutating func priceByWindow(
    _ commitment: Commitment, _ seconds: Int, _ steps: inout [ExplanationStep]
  ) {
    let range = request.range
    let width = Int64(seconds) * 1_000_000
    var byWindow: [Int64: [MeteredUsage]] = [:]
    for event in usage { byWindow[(event.at.microseconds - range.start.microseconds) / width, default: []].append(event) }
    var settled = CommitmentWindows()
    var plain = Exact.zero
    var quantity = Exact.zero
    for (_, events) in byWindow.sorted(by: { $0.key < $1.key }) {
      var part: [ExplanationStep] = []
      quantity += pricer.price(0, events: events, carriedIn: .empty, into: &part).quantity
      let cost = Explanation(part).amount
      plain += cost
      settled.add(cost, commitment)
      for step in part { pricer.merge(step, into: &steps) }
    }
    let windows = (range.end.microseconds - range.start.microseconds + width - 1) / width
    let idle = Exact(unscaled: max(0, windows - Int64(byWindow.count)), scale: 0)
    if commitment.trueUp { settled.trueUp += commitment.amount * idle }
    let overage = settled.utilized + settled.overage - plain
    if !overage.isZero { steps.append(ExplanationStep(.commitment, label: "× \(commitment.overageFactor)", amount: overage)) }
    if !settled.trueUp.isZero { steps.append(ExplanationStep(.commitment, amount: settled.trueUp)) }
    pricedQuantity = quantity
  }

  /// A quantity without events walks the tree as one event at the start of the period.
  private var walked: [MeteredUsage] {
    hasUsage ? usage : [MeteredUsage(at: request.range.start, quantity: pricedQuantity)]
  }

  private mutating func priceThroughTree(_ steps: inout [ExplanationStep]) {
    var walker = EventPricer(form: rater.form, secondsPerUnit: rater.secondsPerUnit)
    let counts = rater.meter?.aggregation == .count
    let sums = rater.meter.map { $0.aggregation == .sum || $0.aggregation == .count } ?? true
    var quantities = [Exact](repeating: .zero, count: rater.form.leaves.count)
    var touched = [Bool](repeating: false, count: rater.form.leaves.count)
    var perLeaf: [[MeteredUsage]] = sums ? [] : Array(repeating: [], count: rater.form.leaves.count)
    var total = Exact.zero
    for event in walked {
      guard walker.add(event) != nil else { continue }
      total += counts ? .one : event.quantity
      for (index, part) in walker.gathered.enumerated() {
        touched[part.leaf] = true
        if sums {
          if !counts { quantities[part.leaf] += part.quantity } else if index == 0 { quantities[part.leaf] += .one }
        } else {
          var copy = event
          copy.quantity = part.quantity
          perLeaf[part.leaf].append(copy)
        }
      }
    }
    steps.append(contentsOf: walker.steps)
    for leaf in rater.form.leaves.indices where touched[leaf] {
      var part: [ExplanationStep] = []
      let isLimitedByDimension = if case .capacity(let form) = rater.form.leaves[leaf] { form.dimension != nil } else { false }
      if sums, !isLimitedByDimension {
        let from = request.alreadyBilled?.quantity
        pricer.price(leaf, from: from, to: (from ?? .zero) + quantities[leaf], into: &part)
      } else {
        _ = pricer.price(leaf, events: sums ? [] : perLeaf[leaf], carriedIn: request.carriedIn, into: &part)
      }
      steps.append(contentsOf: part)
    }
    if hasUsage { pricedQuantity = total }
    unrated = walker.unrated
  }

  private mutating func priceEventByEvent(_ steps: inout [ExplanationStep]) {
    var walker = EventPricer(form: rater.form, secondsPerUnit: rater.secondsPerUnit)
    let start = RunningLevel(carriedIn: request.carriedIn, alreadyBilled: request.alreadyBilled?.quantity)
    var levels = Array(repeating: start, count: rater.form.leaves.count)
    var merged: [ExplanationStep] = []
    var total = Exact.zero
    var part: [ExplanationStep] = []
    events.reserveCapacity(usage.count)
    for event in walked {
      guard var amount = walker.add(event) else { continue }
      total += event.quantity
      for gathered in walker.gathered {
        guard let stretch = levels[gathered.leaf].move(gathered.quantity, event, rater.meter) else { continue }
        part.removeAll(keepingCapacity: true)
        pricer.price(gathered.leaf, from: stretch.from, to: stretch.to, into: &part)
        for step in part {
          amount += step.amount
          pricer.merge(step, into: &merged)
        }
      }
      events.append(RatedEvent(event: event.event, amount: amount))
    }
    steps.append(contentsOf: walker.steps)
    steps.append(contentsOf: merged)
    pricedQuantity = total
    unrated = walker.unrated
    if let level = levels.first { carriedOut = MeterState(value: level.level, present: level.present) }
  }

  // MARK: - Adjustments

  private mutating func applyAgreement() {
    guard let agreement = request.agreement else { return }
    let difference: Exact
    switch agreement {
    case .replace(let amount):
      let units = if case .perUnit = rater.version.form { pricedQuantity } else { Exact.one }
      difference = amount * units - sum
    case .add(let amount):
      let units = if case .perUnit = rater.version.form { pricedQuantity } else { Exact.one }
      difference = amount * units
    case .percentOff(let percent):
      difference = -(sum * percent * Percentage.hundredth)
    }
    if !difference.isZero { add(ExplanationStep(.override, amount: difference)) }
  }

  private mutating func prorate() {
    guard !rater.hasMeter, !request.share.isWhole else { return }
    let share = request.share
    add(
      ExplanationStep(
        .proration, numerator: share.numerator, denominator: share.denominator, period: request.period,
        amount: sum * share.exact - sum))
  }

  private mutating func applyTrial() {
    guard let started = request.subscribedOn, !sum.isZero else { return }
    for case .trial(let trial) in rater.version.adjustments {
      let free = ServicePeriod(start: started, end: started.adding(days: trial.days)).intersection(request.period)
      guard let free, request.period.days > 0 else { continue }
      add(
        ExplanationStep(
          .trial, numerator: free.days, denominator: request.period.days, period: free,
          amount: -(sum * .ratio(free.days, request.period.days))))
    }
  }

  private mutating func applyDiscounts() {
    for case .discount(let discount) in rater.version.adjustments where sum.isPositive {
      switch discount.reduction {
      case .percent(let percent):
        let rate = percent * Percentage.hundredth
        add(ExplanationStep(.discount, label: discount.name, quantity: sum, unitPrice: -rate, amount: -(sum * rate)))
      case .amount(let amount):
        add(ExplanationStep(.discount, label: discount.name, amount: -min(amount, sum)))
      }
    }
  }

  private mutating func applyMaximumSpend() {
    for case .maximumSpend(let maximum) in rater.version.adjustments {
      let room = max(.zero, maximum - (request.alreadyBilled?.amount ?? .zero))
      if room < sum { add(ExplanationStep(.maximumSpend, label: maximum.description, amount: room - sum)) }
    }
  }

  private mutating func applyMinimumSpend() {
    guard request.isLastPart else { return }
    for case .minimumSpend(let minimum) in rater.version.adjustments {
      let filled = request.alreadyBilled?.minimumTopUp ?? .zero
      let missing = max(.zero, minimum - (request.alreadyBilled?.amount ?? .zero) + filled - sum) - filled
      if !missing.isZero { add(ExplanationStep(.minimumSpend, label: minimum.description, amount: missing)) }
    }
  }

  private mutating func applyOverage() {
    for case .commitment(let commitment) in rater.version.adjustments
    where commitment.overageFactor != .one && commitment.windowSeconds == nil {
      let committed = commitment.amount(share: request.commitmentShare ?? request.share)
        - (request.alreadyBilled?.amount ?? .zero) - request.countedSpend
      let over = sum - max(.zero, committed)
      guard over.isPositive else { continue }
      add(
        ExplanationStep(
          .commitment, label: "× \(commitment.overageFactor)", quantity: over, unitPrice: commitment.overageFactor - 1,
          amount: over * (commitment.overageFactor - 1)))
    }
  }

  private mutating func round() {
    let currency = rater.version.currency
    if let rounding = rater.version.rounding { _ = explanation.round(rounding) }
    roundedAmount = explanation.round(Rounding(digits: currency.minorDigits))
  }

  // MARK: - The answer

  var exact: ExactPrice {
    ExactPrice(quantity: pricedQuantity, explanation: explanation, allowances: allowances, unrated: unrated, events: events)
  }

  func finish() throws(Rejection) -> RatedPrice {
    let amount = try money(roundedAmount)
    return RatedPrice(
      quantity: pricedQuantity, amount: amount, explanation: explanation, trueUp: try trueUp(line: amount),
      allowances: allowances, unrated: unrated, events: events, carriedOut: carriedOut)
  }

  /// The rounded commitment of the period less everything spent towards it, when that leaves something.
  private func trueUp(line: Money) throws(Rejection) -> RatedPrice.TrueUp? {
    guard rater.mayTrueUp, request.isLastPart else { return nil }
    for case .commitment(let commitment) in rater.version.adjustments where commitment.trueUp && commitment.windowSeconds == nil {
      let share = commitment.prorated ? request.commitmentShare ?? request.share : .whole
      let promised = try money(commitment.amount * share.exact)
      let spent = line.exact + (request.alreadyBilled?.amount ?? .zero) + request.countedSpend
      let before = request.alreadyBilled?.trueUp ?? .zero
      let missing = try money(max(.zero, promised.exact - spent) - before)
      if missing.amountMinor == 0 { return nil }
      if promised.exact <= spent {
        return RatedPrice.TrueUp(
          amount: missing, explanation: Explanation([ExplanationStep(.alreadyBilled, label: "commitment reached", amount: missing.exact)]))
      }
      var reason = Explanation([ExplanationStep(.commitment, amount: commitment.amount)])
      if !share.isWhole {
        reason.append(
          ExplanationStep(
            .proration, numerator: share.numerator, denominator: share.denominator, period: request.period,
            amount: commitment.amount * share.exact - commitment.amount))
      }
      reason.append(ExplanationStep(.alreadyBilled, amount: -spent))
      if !before.isZero { reason.append(ExplanationStep(.alreadyBilled, label: "commitment", amount: -before)) }
      return RatedPrice.TrueUp(amount: missing, explanation: reason.rounded(Rounding(digits: missing.currency.minorDigits)).explanation)
    }
    return nil
  }

  private func money(_ amount: Exact) throws(Rejection) -> Money {
    if let money = Money(rounding: amount, to: rater.version.currency) { return money }
    throw Rejection(
      Problem(
        .amountTooLarge, path: "quantity", "the amount for a quantity of \(pricedQuantity) does not fit a booked amount",
        remedy: "check the quantity and the price; an amount has at most 18 digits"))
  }
}

extension Commitment {
  /// The promise for the part of the period held.
  func amount(share: Share) -> Exact { prorated && !share.isWhole ? amount * share.exact : amount }
}
