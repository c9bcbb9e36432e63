import Balances
import Primitives

/// Counting what limits count, and keeping grants within them.
extension ChargingWork {
  /// What limits leave.
  struct Room {
    var money: Int64 = .max
    var byUnit: [BalanceUnit: Int64] = [:]

    func units(_ unit: BalanceUnit) -> Int64 { byUnit[unit] ?? .max }
  }

  func key(_ part: CountPart) -> CountKey { CountKey(balance: change.balance.id, code: part.code, windowStart: part.windowStart) }

  func count(_ limit: ControlsInForce.Limit) -> SpendingCount {
    counts[CountKey(balance: change.balance.id, code: limit.code, windowStart: limit.windowStart)] ?? SpendingCount()
  }

  /// What is left of a limit for something new.
  func left(of limit: ControlsInForce.Limit) -> Int64 {
    let count = count(limit)
    return Int64(max(0, Int128(limit.limit.amount) - count.total))
  }

  /// How far the limits let something go on.
  func room(for asked: ServiceUnits) -> Room {
    var room = Room()
    for limit in controls.limits(on: asked) where limit.limit.blocks {
      if limit.limit.unit.isMoney {
        if limit.limit.unit == money { room.money = min(room.money, left(of: limit)) }
      } else {
        room.byUnit[limit.limit.unit] = min(room.units(limit.limit.unit), left(of: limit))
      }
    }
    return room
  }

  /// Counts what was used, and tells the levels that are reached by it.
  ///
  /// - Parameter from: when it was used: it is counted in the stretch of then, which may be over by now.
  mutating func count(_ asked: ServiceUnits, _ charged: ChargedService, from: Instant) -> [CountPart] {
    var parts: [CountPart] = []
    for limit in controls.limits(on: asked, at: from) {
      if limit.limit.unit.isMoney, limit.limit.unit != money { continue }
      let amount = limit.limit.counts(charged)
      if amount == 0 { continue }
      let part = CountPart(code: limit.code, windowStart: limit.windowStart, amount: amount)
      parts.append(part)
      counts[key(part), default: SpendingCount()].count(amount)
      for level in limit.limit.levels(of: count(limit)) { tell(limit, .level, level) }
    }
    return parts
  }

  /// Keeps room for what is granted, with every limit or with none.
  mutating func keep(_ units: Int64, _ unit: BalanceUnit, _ cost: Int64, of asked: ServiceUnits, _ state: inout SessionService) throws(UnpricedUnits) {
    var kept: [CountPart] = []
    for limit in controls.limits(on: asked) {
      let amount = limit.limit.unit == money ? max(0, cost) : limit.limit.unit == unit ? units : 0
      if amount == 0 { continue }
      if count(limit).reserved.addingReportingOverflow(amount).overflow { throw UnpricedUnits("more is granted within the limit \(limit.code) than can be counted") }
      kept.append(CountPart(code: limit.code, windowStart: limit.windowStart, amount: amount))
    }
    for part in kept { counts[key(part), default: SpendingCount()].reserved += part.amount }
    state.countParts += kept
  }

  /// Nothing more can be granted: the service ends, or goes on in the way that was chosen for that.
  mutating func exhaust(_ asked: ServiceUnits, _ tariff: ChargingTariff, _ state: inout SessionService, _ answer: inout ServiceAnswer) throws(UnpricedUnits) {
    if let limit = try binding(asked, tariff, state) {
      answer.reason = words(limit)
      if isReachUntold(limit) { tellReached(limit) }
    }
    answer.isFinal = true
    state.isFinal = true
    if answer.finalAction == .terminate {
      answer.result = .creditLimitReached
      return
    }
    answer.granted = 0
    state.grantedUntil = request.at.adding(seconds: policy.validitySeconds)
    answer.validitySeconds = policy.validitySeconds
  }

  /// The limit that lets not one more unit be granted.
  private func binding(_ asked: ServiceUnits, _ tariff: ChargingTariff, _ state: SessionService) throws(UnpricedUnits) -> ControlsInForce.Limit? {
    let limits = controls.limits(on: asked).filter { $0.limit.blocks }
    if limits.isEmpty { return nil }
    if let limit = limits.first(where: { $0.limit.unit == tariff.measure.unit && left(of: $0) == 0 }) { return limit }
    let cost = try tariff.price(1, of: asked, after: metering(asked, state, tariff, from: request.at), counter(tariff)).asideMinor
    return limits.first { $0.limit.unit == money && cost > left(of: $0) }
  }

  /// The limit that what was just taken whole goes beyond.
  func exceeded(by asked: ServiceUnits) -> ControlsInForce.Limit? {
    controls.limits(on: asked).first { limit in
      guard limit.limit.blocks, let last = charged.last, last.counted.contains(where: { $0.code == limit.code && $0.amount > 0 }) else { return false }
      let count = count(limit)
      return count.total > limit.limit.amount
    }
  }

  /// Tells that a limit kept something from being taken.
  mutating func reachLimits(on asked: ServiceUnits, naming reason: String?) {
    for limit in controls.limits(on: asked) where limit.limit.blocks && words(limit) == reason && isReachUntold(limit) { tellReached(limit) }
  }

  /// Why nothing more is granted.
  func words(_ limit: ControlsInForce.Limit) -> String {
    let left = left(of: limit)
    return left == 0 ? "\(limit.words) is reached" : "it goes beyond \(limit.words), of which \(limit.limit.unit.exact(left)) is left"
  }

  private func isReachUntold(_ limit: ControlsInForce.Limit) -> Bool { !count(limit).isReachTold(of: limit.limit.amount) }

  private mutating func tellReached(_ limit: ControlsInForce.Limit) { tell(limit, .reached, limit.limit.level(of: count(limit))) }

  private mutating func tell(_ limit: ControlsInForce.Limit, _ kind: ControlNotice.Kind, _ level: Int) {
    let key = CountKey(balance: change.balance.id, code: limit.code, windowStart: limit.windowStart)
    let stands = count(limit).counted
    counts[key, default: SpendingCount()].tell(kind, level, of: limit.limit.amount, stands: stands)
    notices.append(
      ControlNotice(
        code: limit.code, kind: kind, unit: limit.limit.unit, amount: limit.limit.amount, stands: stands, level: level, windowStart: limit.windowStart))
  }
}

extension ControlsInForce.Limit {
  var words: String { "the limit \"\(code)\" of \(limit.unit.exact(limit.amount)) \(limit.unit.text) \(limit.window.words)" }
}

extension SpendingLimit.Window {
  var words: String {
    switch self {
    case .hour: "an hour"
    case .day: "a day"
    case .week: "a week"
    case .month: "a month"
    case .cycle: "a bill cycle"
    }
  }
}

extension ServiceAnswer {
  mutating func bar(_ code: String) {
    result = .serviceDenied
    reason = "\"\(code)\" bars it at this time"
  }
}
