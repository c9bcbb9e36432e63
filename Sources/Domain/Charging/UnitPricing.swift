import Catalog
public import Primitives
import Rating
import Taxation
import Usage

/// What some more units cost on top of what was used before.
public struct PricedUnits: Sendable, Equatable {
  public var netMinor: Int64
  public var taxMinor: Int64
  public var explanation: Explanation
  public var metering: Metering
  public var counter: ChargingCounter

  /// What is to be set aside for them: never less than they will cost, whatever is charged beside them meanwhile.
  public var asideMinor: Int64

  public var grossMinor: Int64 { netMinor + taxMinor }
}

/// Why units have no price.
public struct UnpricedUnits: Error, Sendable, Hashable {
  public var why: String

  public init(_ why: String) { self.why = why }
}

extension ChargingTariff {
  /// Prices units as the bill of the period would: what a counter says is what one bill of everything so far comes to.
  ///
  /// Amounts are rounded on the sum of the period, so that a thousand small pieces cost what they cost together.
  public func price(
    _ units: Int64, of service: ServiceUnits, after metering: Metering, _ counter: ChargingCounter
  ) throws(UnpricedUnits) -> PricedUnits {
    let isWhole = rater.pricesWholeEvents
    // Two more of them must fit as well: what is granted is looked for in steps.
    guard metering.units.adding(units).adding(units) < .max, counter.units.adding(units).adding(units) < .max else {
      throw UnpricedUnits("the period has more units of the price than can be counted")
    }
    let quantity = measure.quantity(isWhole ? metering.units + units : units)
    if rater.meter?.aggregation == .count, countsOneByOne, units != 1 || metering.units > 0 {
      throw UnpricedUnits("the price \(terms.price) goes by the number of events: each has to be asked for by itself, as one unit")
    }
    var attributes = service.attributes
    if let destination = service.destination { attributes["destination"] = destination }
    var request = RatingRequest(
      quantity: .zero, usage: [MeteredUsage(at: metering.since, quantity: quantity, attributes: attributes)], period: held, zone: zone)
    request.subscribedOn = subscribedOn
    request.agreement = isDueWithoutUse ? nil : agreement
    request.isLastPart = false
    var before = measure.quantity(isWhole ? metering.basis : counter.units)
    var left: Exact?
    if let allowance {
      // A bill grants it once, to what is held first.
      let granted = max(.zero, granted(allowance) - allowanceTakenByOthers)
      // What this event took so far is asked for again with the whole of it.
      let taken = taken(of: granted, isWhole, metering, counter)
      let own = granted - taken
      request.allowances = [AllowanceBucket(code: allowance.code, grantedOn: period.start, expiresOn: period.end, granted: granted, left: own)]
      left = own
      // What an allowance gave never reaches tiers and packages.
      before -= taken
    }
    request.alreadyBilled = AlreadyBilled(quantity: before, amount: isWhole ? counter.exact - metering.exact : counter.exact)
    let priced = rater.exact(request)
    if let unrated = priced.unrated.first { throw UnpricedUnits(unrated.problem.message) }
    if let why = obstacle(to: priced, attributes) { throw UnpricedUnits(why) }
    return try settle(priced, units, isWhole, left, metering, counter)
  }

  private func settle(
    _ priced: ExactPrice, _ units: Int64, _ isWhole: Bool, _ allowanceBefore: Exact?, _ metering: Metering, _ counter: ChargingCounter
  ) throws(UnpricedUnits) -> PricedUnits {
    var (metering, after) = (metering, counter)
    let amount = priced.explanation.amount
    let difference = isWhole ? amount - metering.exact : amount
    if let allowanceBefore {
      let left = priced.allowances.first?.left ?? allowanceBefore
      let taken = allowanceBefore - left
      let more = isWhole ? taken - metering.allowanceTaken : taken
      after.allowanceTaken = (after.allowanceTaken + more).rounded(15, .halfEven).reduced
      metering.allowanceTaken = (metering.allowanceTaken + more).rounded(15, .halfEven).reduced
    }
    metering.units += units
    metering.exact = (isWhole ? amount : metering.exact + amount).rounded(15, .halfEven).reduced
    after.units += units
    // Fifteen decimals of a cent's hundredth: what is cut off never comes to one.
    after.exact = (after.exact + difference).rounded(15, .halfEven).reduced
    guard let before = rounded(counter.exact), let totals = totals(after.exact, on: counter, before) else {
      throw UnpricedUnits("the amount does not fit a booked amount")
    }
    (after.netMinor, after.taxMinor) = totals
    let (net, tax) = (after.netMinor - counter.netMinor, after.taxMinor - counter.taxMinor)
    var explanation = priced.explanation
    for index in explanation.steps.indices where !explanation.steps[index].amount.isDecimal {
      explanation.steps[index].amount = explanation.steps[index].amount.rounded(12, .halfEven)
    }
    if isWhole, !(amount - difference).isZero {
      explanation.append(ExplanationStep(.alreadyBilled, amount: (difference - amount).rounded(12, .halfEven)))
    }
    let charged = Exact(unscaled: rater.version.taxInclusive ? net + tax : net, scale: currency.minorDigits)
    let rest = charged - explanation.amount
    if !rest.isZero { explanation.append(ExplanationStep(.rounding, label: Rounding(digits: currency.minorDigits).label, amount: rest.reduced)) }
    return PricedUnits(
      netMinor: net, taxMinor: tax, explanation: explanation, metering: metering, counter: after, asideMinor: try aside(difference, counter, before))
  }

  /// Rounded up, with what earlier pieces owe of a smallest unit: the sum of what several sessions have set aside covers what
  /// they come to together.
  private func aside(_ difference: Exact, _ counter: ChargingCounter, _ before: (net: Int64, tax: Int64)) throws(UnpricedUnits) -> Int64 {
    guard difference.isPositive else { return 0 }
    let (net, tax) = isTaxChanging ? before : (counter.netMinor, counter.taxMinor)
    let owed = max(.zero, counter.exact - Exact(unscaled: rater.version.taxInclusive ? net + tax : net, scale: currency.minorDigits))
    guard let whole = (difference + owed).minorUnits(digits: currency.minorDigits, mode: .up) else { throw UnpricedUnits("the amount does not fit a booked amount") }
    if rater.version.taxInclusive { return whole }
    guard let tax = TaxArithmetic.tax(onMinor: whole, percent: taxPercent, mode: .up) else { throw UnpricedUnits("the tax does not fit a booked amount") }
    return whole.adding(tax)
  }

  /// Net and tax of everything charged by then.
  ///
  /// Where the tax changes within the period, what was charged stands as it is: a rate is that of the moment of the supply. Then what comes to it is by
  /// how much the whole would grow under today's, so that small pieces add up all the same.
  ///
  /// - Parameter before: what the counter comes to under today's tax.
  private func totals(_ exact: Exact, on counter: ChargingCounter, _ before: (net: Int64, tax: Int64)) -> (net: Int64, tax: Int64)? {
    guard let after = rounded(exact) else { return nil }
    if !isTaxChanging { return after }
    let (net, tax) = (counter.netMinor.adding(after.net - before.net), counter.taxMinor.adding(after.tax - before.tax))
    return net == .max || tax == .max || net.addingReportingOverflow(tax).overflow ? nil : (net, tax)
  }

  /// Net and tax of an amount under today's tax.
  private func rounded(_ exact: Exact) -> (net: Int64, tax: Int64)? {
    guard let whole = exact.minorUnits(digits: currency.minorDigits, mode: rater.version.rounding?.mode ?? .halfUp) else { return nil }
    if rater.version.taxInclusive {
      return TaxArithmetic.net(ofGrossMinor: whole, percent: taxPercent).map { ($0, whole - $0) }
    }
    guard let tax = TaxArithmetic.tax(onMinor: whole, percent: taxPercent), !whole.addingReportingOverflow(tax).overflow else { return nil }
    return (whole, tax)
  }
}
