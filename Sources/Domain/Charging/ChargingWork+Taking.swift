import Balances
import Primitives
import Rating

/// Taking what was used, and granting more.
extension ChargingWork {
  func counter(_ tariff: ChargingTariff) -> ChargingCounter {
    let key = CounterKey(subscription: subscription, price: tariff.terms.price, periodStart: tariff.period.start)
    return counters[key] ?? ChargingCounter(subscription: subscription, price: tariff.terms.price, periodStart: tariff.period.start)
  }

  /// How far the service is metered under the tariff; anew when its price or period is another one than before.
  func metering(_ asked: ServiceUnits, _ state: SessionService, _ tariff: ChargingTariff, from: Instant) -> Metering {
    guard let metering = state.meteringGoingOn(tariff) else { return Metering(since: from, basis: counter(tariff).units) }
    // Piece by piece, each piece at the price of its time.
    if !tariff.rater.pricesWholeEvents { return Metering(since: from) }
    if case .tariff(let first) = self.tariff(asked, metering.since), first.isPricedAs(tariff) { return metering }
    return Metering(since: from, basis: counter(tariff).units)
  }

  /// Takes what an overtaken request tells of with other attributes than those that it goes on with: an event of its own.
  mutating func takeApart(_ asked: ServiceUnits, _ tariff: ChargingTariff, _ state: inout SessionService, from: Instant) throws(UnpricedUnits) -> ChargedService? {
    if asked.used == 0 { return nil }
    let going = state
    (state.attributes, state.metering, state.used, state.since) = (asked.attributes, nil, 0, nil)
    defer {
      (state.attributes, state.metering, state.used, state.since) = (going.attributes, going.metering, going.used, going.since)
      (state.price, state.periodStart, state.perMeterUnit) = (going.price, going.periodStart, going.perMeterUnit)
    }
    let charged = try take(asked, tariff, &state, from: from, keepsAside: true)
    report(&state)
    return charged
  }

  /// Takes what was used out of what is set aside for it while that still is.
  ///
  /// - Parameter keepsAside: what is set aside is so for something else: it is taken from the rest, and only what that does not pay for from there.
  mutating func take(
    _ asked: ServiceUnits, _ tariff: ChargingTariff, _ state: inout SessionService, from: Instant, keepsAside: Bool
  ) throws(UnpricedUnits) -> ChargedService {
    let aside = (units: state.unitParts, money: state.moneyParts)
    if !keepsAside { return try commit(asked, tariff, &state, aside, from: from) }
    change.balance.release(aside.units)
    change.balance.release(aside.money)
    defer {
      state.unitParts = change.balance.reserveWhatIsThere(of: aside.units)
      state.moneyParts = change.balance.reserveWhatIsThere(of: aside.money)
    }
    return try commit(asked, tariff, &state, ([], []), from: from)
  }

  /// Takes what units cost: buckets of units first, then money for the others at the price of the bill.
  mutating func commit(
    _ asked: ServiceUnits, _ tariff: ChargingTariff, _ state: inout SessionService, _ aside: (units: [Consumption.Part], money: [Consumption.Part]),
    from: Instant
  ) throws(UnpricedUnits) -> ChargedService {
    let purpose = SpendingPurpose(service: asked.service, ratingGroup: asked.ratingGroup, destination: asked.destination)
    var taken = Consumption()
    if settles {
      taken = change.balance.consumption(of: asked.used, in: tariff.measure.unit, for: purpose, at: request.at, reserved: aside.units)
    }
    var priced: PricedUnits?
    if taken.covered < asked.used {
      priced = try tariff.price(asked.used - taken.covered, of: asked, after: metering(asked, state, tariff, from: from), counter(tariff))
    }
    if !settles, let since = state.since, case .tariff(let first) = outcome(of: asked, at: since, state),
      !first.isPricedAs(tariff) || tariff.changes(between: since, state.used, and: from, asked.used)
    {
      // The bill prices an event by its beginning: what was used under another price or in another bill cycle is one of its own.
      report(&state)
    }
    let (used, isOver) = state.used.addingReportingOverflow(asked.used)
    if isOver { throw UnpricedUnits("the session used more units than can be counted") }
    change.consume(taken.parts)
    state.used = used
    if request.running != nil { state.total = state.total.adding(asked.used) }
    if state.since == nil { state.since = from }
    state.perMeterUnit = tariff.measure.perMeterUnit
    state.price = tariff.terms.price
    state.periodStart = tariff.period.start
    var charged = ChargedService(
      ratingGroup: asked.ratingGroup, service: asked.service, destination: asked.destination, price: tariff.terms.price,
      periodStart: tariff.period.start, revenueAccount: tariff.terms.revenueAccount, unit: tariff.measure.unit, units: asked.used,
      unitsFromBuckets: taken.covered, parts: taken.parts)
    if let priced {
      pay(priced, purpose, tariff, &state, &charged, aside.money, from: from)
      counters[CounterKey(subscription: subscription, price: tariff.terms.price, periodStart: tariff.period.start)]?.count(uncollectedMinor: charged.uncollectedMinor)
    }
    self.charged.append(charged)
    self.charged[self.charged.count - 1].counted = count(asked, charged, from: from)
    return charged
  }

  /// Takes the money for it.
  ///
  /// - Parameter from: when it was used. What the bill asks for is taken from the limit of the bill cycle whose bill that is.
  mutating func pay(
    _ priced: PricedUnits, _ purpose: SpendingPurpose, _ tariff: ChargingTariff, _ state: inout SessionService, _ charged: inout ChargedService,
    _ aside: [Consumption.Part], from: Instant
  ) {
    if !settles { openGuard(at: from) }
    let before = counter(tariff)
    state.metering = priced.metering
    counters[CounterKey(subscription: subscription, price: tariff.terms.price, periodStart: tariff.period.start)] = priced.counter
    charged.netMinor = priced.netMinor
    charged.taxMinor = priced.taxMinor
    charged.exact = priced.counter.exact - before.exact
    charged.allowanceTaken = priced.counter.allowanceTaken - before.allowanceTaken
    charged.explanation = priced.explanation
    if priced.grossMinor < 0 {
      giveBack(0 - priced.grossMinor, uncollected: before.uncollectedMinor ?? 0, &charged, from: from)
      return
    }
    // What is set aside in another cycle stays there until it is let go of.
    let ofThen = settles ? aside : aside.filter { change.balance[$0.bucket]?.terms.isValid(at: from) ?? false }
    let paid = change.balance.consumption(of: priced.grossMinor, in: money, for: purpose, at: settles ? request.at : from, reserved: ofThen)
    change.consume(paid.parts)
    charged.parts += paid.parts
    charged.uncollectedMinor = priced.grossMinor - paid.covered
  }

  /// Gives back what the first units of a price that falls with the quantity cost too much: as much of it as was paid.
  private mutating func giveBack(_ amount: Int64, uncollected: Int64, _ charged: inout ChargedService, from: Instant) {
    var back = max(0, amount - max(0, uncollected))
    var bucket = CustomerBalance.mainBucket
    if !settles {
      // No bill cycle has more than its limit.
      let guarding = change.balance.guardBucket(at: from)
      bucket = guarding?.number ?? bucket
      back = min(back, max(0, 0 - (guarding?.amount ?? 0)))
    }
    charged.uncollectedMinor = back - amount
    if back == 0 { return }
    change.refund([Consumption.Part(bucket: bucket, taken: back, covered: back)])
    charged.parts.append(Consumption.Part(bucket: bucket, taken: 0 - back, covered: 0 - back))
  }

  mutating func grant(
    _ asked: ServiceUnits, _ tariff: ChargingTariff, _ state: inout SessionService, _ answer: inout ServiceAnswer
  ) throws(UnpricedUnits) {
    let purpose = SpendingPurpose(service: asked.service, ratingGroup: asked.ratingGroup, destination: asked.destination)
    let wish = max(1, min(asked.requested ?? policy.usual(tariff.measure.unit), 1 << 50))
    let affordable = try affordable(2 * wish, asked, tariff, state, purpose)
    let (units, isFinal) = policy.grant(wish: wish, affordable: affordable)
    answer.finalAction = controls.exhaustion ?? .terminate
    if units == 0 {
      try exhaust(asked, tariff, &state, &answer)
      return
    }
    let free = settles ? change.balance.consumption(of: units, in: tariff.measure.unit, for: purpose, at: request.at) : Consumption()
    var cost: Int64 = 0
    if free.covered < units { cost = try tariff.price(units - free.covered, of: asked, after: metering(asked, state, tariff, from: request.at), counter(tariff)).asideMinor }
    // From here on nothing fails: a session must not hold what was never set aside.
    try keep(units, tariff.measure.unit, cost, of: asked, &state)
    state.unitParts = free.parts
    if cost > 0 { state.moneyParts = change.balance.consumption(of: cost, in: money, for: purpose, at: request.at).parts }
    change.balance.reserve(state.unitParts)
    change.balance.reserve(state.moneyParts)
    state.granted = units
    state.isFinal = isFinal
    // No grant outlives the next change of the tariff, nor a bucket that pays for it, nor the stretch of a limit; nor does it reach into a bar.
    var ends = (state.unitParts + state.moneyParts).compactMap { change.balance[$0.bucket]?.terms.validTo }
    ends += controls.limits(on: asked).map(\.windowEnd)
    if let bar = controls.nextBar(on: asked, after: request.at) { ends.append(bar) }
    state.grantedUntil = min(
      request.at.adding(seconds: policy.validitySeconds), tariff.holds(after: request.at), ends.min() ?? Instant(microseconds: .max))
    answer.granted = units
    answer.isFinal = isFinal
    answer.validitySeconds = max(1, (state.grantedUntil.microseconds - request.at.microseconds) / 1_000_000)
  }

  /// How many units could be paid for, up to so many.
  func affordable(
    _ most: Int64, _ asked: ServiceUnits, _ tariff: ChargingTariff, _ state: SessionService, _ purpose: SpendingPurpose
  ) throws(UnpricedUnits) -> Int64 {
    let room = room(for: asked)
    let most = min(most, room.units(tariff.measure.unit))
    if most <= 0 { return 0 }
    let free = settles ? change.balance.consumption(of: most, in: tariff.measure.unit, for: purpose, at: request.at).covered : 0
    if free >= most { return most }
    let (metering, counter) = (metering(asked, state, tariff, from: request.at), counter(tariff))
    func isAffordable(_ units: Int64) throws(UnpricedUnits) -> Bool {
      let cost = try tariff.price(units, of: asked, after: metering, counter).asideMinor
      if cost > room.money { return false }
      return cost <= 0 || change.balance.consumption(of: cost, in: money, for: purpose, at: request.at).covered >= cost
    }
    if try isAffordable(most - free) { return most }
    var (low, high): (Int64, Int64) = (0, most - free)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try isAffordable(middle) { low = middle } else { high = middle }
    }
    // What costs nothing needs money neither for the first unit; what has no money left grants nothing.
    return free + low
  }
}
