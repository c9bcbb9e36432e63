public import Balances
public import Primitives

/// What a service costs whoever asks, or why it cannot be said.
public enum TariffOutcome: Sendable {
  case tariff(ChargingTariff)
  /// No price wants it.
  case free
  case failed(String)
}

/// One request being decided: the session, the customer balance and the counters move along; nothing is fetched.
public struct ChargingWork: Sendable {
  public internal(set) var session: ChargingSession?
  public internal(set) var change: BalanceChange
  /// Counters that were touched, as they stand.
  public internal(set) var counters: [CounterKey: ChargingCounter]
  public internal(set) var charged: [ChargedService] = []
  /// What the bill is to price.
  public internal(set) var forBill: [UsageForBill] = []
  /// What limits counted, as it stands.
  public internal(set) var counts: [CountKey: SpendingCount]
  /// What controls have to tell.
  public internal(set) var notices: [ControlNotice] = []

  let controls: ControlsInForce
  let request: ChargingRequest
  let policy: QuotaPolicy
  let subscription: SubscriptionID
  let tariff: @Sendable (ServiceUnits, Instant) -> TariffOutcome
  /// What the debit that is to be given back took.
  let taken: [ChargedService]

  /// Names a counter; in the order in which counters are kept.
  public struct CounterKey: Sendable, Hashable, Comparable {
    public var subscription: SubscriptionID
    public var price: PriceCode
    public var periodStart: Day

    public init(subscription: SubscriptionID, price: PriceCode, periodStart: Day) {
      self.subscription = subscription
      self.price = price
      self.periodStart = periodStart
    }

    public static func < (left: CounterKey, right: CounterKey) -> Bool {
      (left.subscription, left.price, left.periodStart) < (right.subscription, right.price, right.periodStart)
    }
  }

  /// - Parameters:
  ///   - counters: those that the tariffs name; a missing one is at zero.
  ///   - taken: what the debit took that is to be given back.
  ///   - cycle: the bill cycle period, for a limit that holds in each.
  ///   - controls: what keeps the spending within bounds.
  ///   - counts: what limits counted so far; a missing one is at zero.
  ///   - tariff: what a service costs at an instant.
  public init(
    _ request: ChargingRequest, session: ChargingSession?, subscription: SubscriptionID, balance: CustomerBalance, counters: [CounterKey: ChargingCounter],
    taken: [ChargedService] = [], cycle: (start: Instant, end: Instant), controls: ControlsInForce = .none, counts: [CountKey: SpendingCount] = [:],
    policy: QuotaPolicy = .standard, tariff: @escaping @Sendable (ServiceUnits, Instant) -> TariffOutcome
  ) {
    self.request = request
    self.session = session
    self.subscription = subscription
    change = BalanceChange(balance)
    self.counters = counters
    self.controls = controls
    self.counts = counts
    self.policy = policy
    self.tariff = tariff
    self.taken = taken
    if balance.kind == .postpaid, balance.guardBucket(at: request.at) == nil {
      _ = change.bucket(
        of: BucketTerms(unit: .money(balance.currency), validFrom: cycle.start, validTo: cycle.end, floor: -balance.creditLimitMinor))
    }
  }

  var settles: Bool { change.balance.kind.settles }
  var money: BalanceUnit { .money(change.balance.currency) }
  var available: Money {
    Money(amountMinor: change.balance.available(of: money, at: request.at), currency: change.balance.currency)
  }

  /// Decides the request.
  public mutating func decide() -> ChargingAnswer {
    let before = change.balance
    let answer =
      switch request.kind {
      case .initial, .update, .terminate: converse()
      case .debit: debit()
      case .quote, .check: look()
      case .refund: refund()
      }
    for (code, low) in controls.lows { low.notice(code, before: before, after: change.balance, at: request.at).map { notices.append($0) } }
    return answer
  }

  // MARK: - Sessions

  mutating func converse() -> ChargingAnswer {
    var current: ChargingSession
    if let session {
      if session.state == .ended, request.running == nil { return ChargingAnswer(.unknownSession, available: available, reason: "the session has ended") }
      current = session
      current.state = .open
    } else {
      if request.kind != .initial, request.running == nil { return ChargingAnswer(.unknownSession, available: available, reason: "the session was never begun") }
      current = ChargingSession(
        reference: request.session, subject: request.subject, subscription: subscription, balance: change.balance.id,
        firstNumber: request.running?.begunAt == nil ? nil : request.number, begunAt: request.at, validUntil: request.at, countedFrom: request.running?.begunAt)
    }
    // A request that was overtaken by a later one: what was used counts, what it asks for was granted to the later one.
    let isLate = session != nil && request.number <= current.lastNumber
    var answers: [ServiceAnswer] = []
    for asked in request.services { answers.append(serve(asked, &current, isLate: isLate)) }
    if request.kind == .terminate, !isLate {
      for index in current.services.indices {
        release(&current.services[index])
        report(&current.services[index], of: current.subject)
      }
      current.state = .ended
    }
    current.lastNumber = max(current.lastNumber, request.number)
    let until = current.services.map(\.grantedUntil).max() ?? request.at
    current.validUntil = max(until, request.at).adding(seconds: policy.graceSeconds)
    let result = overall(answers)
    if let running = request.running { current.saidAt = max(current.saidAt ?? running.saidAt, running.saidAt) }
    // A session that nothing was granted to has not begun.
    if session == nil, charged.isEmpty, !answers.contains(where: { $0.result == .success }), !answers.isEmpty {
      return ChargingAnswer(result, services: answers, available: available)
    }
    session = current
    return ChargingAnswer(result, services: answers, available: available)
  }

  func overall(_ answers: [ServiceAnswer]) -> ChargingResult {
    if answers.isEmpty || answers.contains(where: { $0.result == .success }) { return .success }
    return ChargingResult.allCases.first { result in answers.contains { $0.result == result } } ?? .success
  }

  mutating func serve(_ asked: ServiceUnits, _ session: inout ChargingSession, isLate: Bool) -> ServiceAnswer {
    let known = session.service(like: asked)
    var state = known.map { session.services[$0] }
      ?? SessionService(
        ratingGroup: asked.ratingGroup, service: asked.service, destination: asked.destination, attributes: asked.attributes, grantedUntil: request.at)
    var asked = asked
    if asked.attributes.isEmpty { asked.attributes = state.attributes }
    var answer = ServiceAnswer(ratingGroup: asked.ratingGroup, service: asked.service, .success)
    switch outcome(of: asked) {
    case .free:
      answer.result = .notApplicable
      guard request.running != nil else { return answer }
      // How far its counter is, so that the same again is known for that.
      state.total = state.total.adding(asked.used)
    case .failed(let why):
      answer.result = .ratingFailed
      answer.reason = why
      return answer
    case .tariff(let tariff):
      answer.unit = tariff.measure.unit
      state.unit = tariff.measure.unit
      do throws(UnpricedUnits) {
        // What was used is taken out of what is set aside for it while that still is; only then the rest is let go.
        let aside = isLate ? (units: [], money: []) : (units: state.unitParts, money: state.moneyParts)
        if asked.used > 0 { answer.charged = try commit(asked, tariff, &state, aside) }
        if !isLate { release(&state) }
        if request.kind != .terminate, !isLate, asked.requested != 0 {
          if let code = controls.bar(on: asked, at: request.at) { answer.bar(code) } else { try grant(asked, tariff, &state, &answer) }
        }
      } catch {
        answer.result = .ratingFailed
        answer.reason = error.why
        if known == nil { return answer }
      }
    }
    if let known { session.services[known] = state } else { session.services.append(state) }
    return answer
  }

  /// What units of a service cost, when there can be so many.
  func outcome(of asked: ServiceUnits) -> TariffOutcome { asked.obstacle.map { .failed($0) } ?? tariff(asked, request.at) }

  mutating func release(_ state: inout SessionService) {
    change.balance.release(state.unitParts)
    change.balance.release(state.moneyParts)
    for part in state.countParts { counts[key(part), default: SpendingCount()].reserved -= part.amount }
    state.unitParts = []
    state.moneyParts = []
    state.countParts = []
    state.granted = 0
  }

  /// Hands what was used on to the bill, which prices it, where the customer balance only guards a limit.
  mutating func report(_ service: inout SessionService, of subject: String) {
    if !settles, let used = service.forBill(of: subject, session: request.session, number: request.number) { forBill.append(used) }
    service.used = 0
    service.since = nil
  }
}

extension ChargingSession {
  /// Lets go of everything that is set aside for it, and hands what was used on to the bill; says what limits kept for it.
  ///
  /// - Parameter number: of the request by which that is done; a session that is heard of again may be let go of again.
  public func reclaimed(from balance: CustomerBalance, number: Int64) -> (
    session: ChargingSession, balance: CustomerBalance, forBill: [UsageForBill], counted: [CountPart]
  ) {
    var (session, balance) = (self, balance)
    var forBill: [UsageForBill] = []
    let counted = services.flatMap(\.countParts)
    for index in session.services.indices {
      let service = session.services[index]
      if !balance.kind.settles, let used = service.forBill(of: subject, session: reference, number: number) { forBill.append(used) }
      session.services[index].used = 0
      balance.release(session.services[index].unitParts)
      balance.release(session.services[index].moneyParts)
      session.services[index].unitParts = []
      session.services[index].moneyParts = []
      session.services[index].countParts = []
      session.services[index].granted = 0
    }
    session.state = .reclaimed
    return (session, balance, forBill, counted)
  }
}
