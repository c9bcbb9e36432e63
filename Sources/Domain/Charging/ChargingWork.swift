public import Balances
import Catalog
public import Primitives
import Rating

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
  let cycle: @Sendable (Instant) -> (start: Instant, end: Instant)
  /// Why nothing more is granted, though what was used is taken; `nil` when it may be.
  let denied: String?
  /// What the debit that is to be given back took.
  let taken: [ChargedService]
  /// The last instant of the subscription, as far as its end is known: what is told of later was used by then.
  let last: Instant?
  /// Codes of controls that told that little is left, since it was as much as they name.
  let toldLow: Set<String>
  /// When it is decided, which may be long after the request's own instant: what is left is what is left then.
  let decidedAt: Instant

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
  ///   - cycle: the bill cycle period of an instant, for a limit that holds in each.
  ///   - controls: what keeps the spending within bounds.
  ///   - counts: what limits counted so far; a missing one is at zero.
  ///   - toldLow: codes of controls that told that little is left, since it was as much as they name.
  ///   - decidedAt: when it is decided; the request's own instant when `nil`.
  ///   - denied: why nothing more is granted in a session that goes on; `nil` when it may be.
  ///   - last: the last instant of the subscription; `nil` when no end is known.
  ///   - tariff: what a service costs at an instant.
  public init(
    _ request: ChargingRequest, session: ChargingSession?, subscription: SubscriptionID, balance: CustomerBalance, counters: [CounterKey: ChargingCounter],
    taken: [ChargedService] = [], cycle: @escaping @Sendable (Instant) -> (start: Instant, end: Instant), controls: ControlsInForce = .none,
    counts: [CountKey: SpendingCount] = [:], toldLow: Set<String> = [], decidedAt: Instant? = nil, policy: QuotaPolicy = .standard, denied: String? = nil, last: Instant? = nil,
    tariff: @escaping @Sendable (ServiceUnits, Instant) -> TariffOutcome
  ) {
    self.request = request
    self.session = session
    self.subscription = subscription
    change = BalanceChange(balance)
    self.counters = counters
    self.controls = controls
    self.counts = counts
    self.toldLow = toldLow
    self.decidedAt = decidedAt ?? request.at
    self.policy = policy
    self.tariff = tariff
    self.denied = denied
    self.taken = taken
    self.last = last
    self.cycle = cycle
    openGuard(at: request.at)
  }

  /// Opens the bucket that guards the bill cycle of an instant, where it is not there yet.
  mutating func openGuard(at instant: Instant) {
    if settles || change.balance.guardBucket(at: instant) != nil { return }
    let (start, end) = cycle(instant)
    _ = change.bucket(of: BucketTerms(unit: money, validFrom: start, validTo: end, floor: -change.balance.creditLimitMinor), at: instant)
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
    for (code, low) in controls.lows {
      if let notice = low.notice(code, before: before, change: change, isTold: toldLow.contains(code), at: decidedAt) { notices.append(notice) }
    }
    return answer
  }

  // MARK: - Sessions

  mutating func converse() -> ChargingAnswer {
    var current: ChargingSession
    let isOver = session?.isOver(for: request) ?? false
    if let session {
      if isOver, !session.isOvertaken(request) { return ChargingAnswer(.unknownSession, available: available, reason: "the session has ended") }
      current = session
      if !isOver { current.state = .open }
    } else {
      if request.kind != .initial, request.running == nil { return ChargingAnswer(.unknownSession, available: available, reason: "the session was never begun") }
      current = ChargingSession(
        reference: request.session, subject: request.subject, subscription: subscription, balance: change.balance.id,
        firstNumber: request.running?.begunAt == nil ? nil : request.number, begunAt: request.at, validUntil: request.at, countedFrom: request.running?.begunAt)
    }
    let isLate = session != nil && request.number <= current.lastNumber
    var answers: [ServiceAnswer] = []
    for asked in request.services { answers.append(serve(asked, &current, isOver: isOver)) }
    if isOver {
      // Nothing comes behind the end that would tell the bill of it.
      for index in current.services.indices { report(&current.services[index]) }
    } else if request.kind == .terminate, !isLate {
      for index in current.services.indices {
        release(&current.services[index])
        report(&current.services[index])
      }
      current.state = .ended
    }
    current.lastNumber = max(current.lastNumber, request.number)
    let until = current.services.map(\.grantedUntil).max() ?? request.at
    if !isOver { current.validUntil = max(until, request.at).adding(seconds: policy.graceSeconds) }
    let result = overall(answers)
    if let running = request.running { current.hear(running) }
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

  mutating func serve(_ asked: ServiceUnits, _ session: inout ChargingSession, isOver: Bool) -> ServiceAnswer {
    let known = session.service(like: asked)
    var state = known.map { session.services[$0] }
      ?? SessionService(
        ratingGroup: asked.ratingGroup, service: asked.service, destination: asked.destination, attributes: asked.attributes, grantedUntil: request.at)
    // As it stood before this request, which may tell of it several times.
    let before = self.session.flatMap { told in told.service(like: asked).map { told.services[$0] } }
    // A request that was overtaken by a later one: what was used counts, what it asks for was granted to the later one.
    let isLate = isOver || before.map { request.number <= $0.lastNumber ?? session.lastNumber } ?? false
    let isGranted = !isLate && state.granted > 0 && state.lastNumber == request.number
    var answer = ServiceAnswer(ratingGroup: asked.ratingGroup, service: asked.service, .success)
    let asked = asked.filled(from: state)
    if let denied, asked.used == 0, request.kind != .terminate {
      (answer.result, answer.reason) = (.serviceDenied, denied)
      if let known, !isLate { release(&session.services[known]) }
      return answer
    }
    // Prices are those of when it was used: a grant ends where they change, and is told of then.
    var from = isLate ? request.at : min((before ?? state).countedUntil ?? request.at, request.at)
    // Behind its end nobody uses anything under the subscription, and somebody else may under the same subject.
    if let last { from = min(from, last) }
    switch outcome(of: asked, at: asked.used > 0 ? from : request.at, asked.attributes == state.attributes ? state : nil) {
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
        if isLate, asked.attributes != state.attributes {
          answer.charged = try takeApart(asked, tariff, &state, from: from)
        } else {
          if asked.attributes != state.attributes { turn(&state, to: asked.attributes) }
          if asked.used > 0 { answer.charged = try take(asked, tariff, &state, from: from, keepsAside: isLate || isGranted) }
        }
        if isGranted {
          if asked.requested != 0 { answer.reason = "the request asks for the service twice; units were granted to the first" }
        } else if !isLate {
          release(&state)
          state.countedUntil = max(state.countedUntil ?? request.at, request.at)
          state.lastNumber = request.number
          if request.kind != .terminate, asked.requested != 0 { try grantMore(asked, &state, &answer) }
        }
      } catch {
        answer.result = .ratingFailed
        answer.reason = error.why
        if known == nil, answer.charged == nil { return answer }
      }
    }
    if let known { session.services[known] = state } else { session.services.append(state) }
    return answer
  }

  /// Goes on under other attributes: what was used before was used under those it was told with.
  private mutating func turn(_ state: inout SessionService, to attributes: [String: String]) {
    report(&state)
    (state.attributes, state.metering) = (attributes, nil)
  }

  /// Grants more by what the service costs from now on, unless something is against it.
  private mutating func grantMore(_ asked: ServiceUnits, _ state: inout SessionService, _ answer: inout ServiceAnswer) throws(UnpricedUnits) {
    if let denied {
      answer.result = .serviceDenied
      answer.reason = denied
    } else if let code = controls.bar(on: asked, at: request.at) {
      answer.bar(code)
    } else {
      switch outcome(of: asked, at: request.at, state) {
      case .tariff(let tariff): try grant(asked, tariff, &state, &answer)
      case .free: answer.result = .notApplicable
      case .failed(let why): throw UnpricedUnits(why)
      }
    }
  }

  /// What units of a service cost at an instant, when there can be so many. A price that looks at whole events stays that of the event's beginning.
  func outcome(of asked: ServiceUnits, at instant: Instant, _ state: SessionService? = nil) -> TariffOutcome {
    if let obstacle = asked.obstacle { return .failed(obstacle) }
    let outcome = tariff(asked, instant)
    guard case .tariff(let found) = outcome else { return outcome }
    if let metering = state?.meteringGoingOn(found), found.rater.pricesWholeEvents, case .tariff(let first) = tariff(asked, metering.since),
      first.rater.pricesWholeEvents
    {
      return .tariff(sharing(first))
    }
    return found.sharingAllowance.isEmpty ? outcome : .tariff(sharing(found))
  }

  /// A tariff with what other prices have given of the same allowance by now.
  private func sharing(_ tariff: ChargingTariff) -> ChargingTariff {
    var tariff = tariff
    for price in tariff.sharingAllowance {
      let key = CounterKey(subscription: subscription, price: price, periodStart: tariff.period.start)
      if let taken = counters[key]?.allowanceTaken { tariff.allowanceTakenByOthers += taken }
    }
    return tariff
  }

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
  mutating func report(_ service: inout SessionService) {
    if !settles {
      let told = service
      let subject = session?.subject ?? request.subject
      if let used = told.forBill(of: subject, session: request.session, number: request.number, isFilled: { opensNothing(told) }) { forBill.add(used) }
    }
    service.used = 0
    service.since = nil
    // What comes behind is another event on the bill.
    if !settles { service.metering = nil }
  }

  private func opensNothing(_ service: SessionService) -> Bool { tariff(service.asked, service.since ?? request.at).opensNothing }
}

extension TariffOutcome {
  /// Whether a last decimal more opens nothing dear, and one less may take a cent: the price grows evenly, so that a sum may stand on half a cent; or
  /// only full packages cost something.
  public var opensNothing: Bool {
    guard case .tariff(let tariff) = self else { return false }
    var (isOfFullPackages, isEven) = (false, true)
    tariff.rater.version.form.visit { form in
      switch form {
      case .perUnit, .byDimension, .byPrefix, .byTime: break
      case .package(let package) where package.rounding == .down: isOfFullPackages = true
      default: isEven = false
      }
    }
    return isOfFullPackages || isEven
  }
}

extension ChargingSession {
  /// Lets go of everything that is set aside for it, and hands what was used on to the bill; says what limits kept for it.
  ///
  /// - Parameters:
  ///   - number: of the request by which that is done; a session that is heard of again may be let go of again.
  ///   - tariff: what a service costs at an instant; asked only where what was used of it does not come to a whole number of decimals.
  public func reclaimed(from balance: CustomerBalance, number: Int64, tariff: (ServiceUnits, Instant) -> TariffOutcome) -> (
    session: ChargingSession, balance: CustomerBalance, forBill: [UsageForBill], counted: [CountPart]
  ) {
    var (session, balance) = (self, balance)
    var forBill: [UsageForBill] = []
    let counted = services.flatMap(\.countParts)
    for index in session.services.indices {
      let service = session.services[index]
      if !balance.kind.settles,
        let used = service.forBill(of: subject, session: reference, number: number, isFilled: { tariff(service.asked, service.since ?? begunAt).opensNothing })
      {
        forBill.add(used)
      }
      session.services[index].used = 0
      if !balance.kind.settles { session.services[index].metering = nil }
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

extension ChargingSession {
  /// Notes how far it is known by now.
  fileprivate mutating func hear(_ running: RunningCount) {
    saidAt = max(saidAt ?? running.saidAt, running.saidAt)
    if let heard = running.heardAt { heardAt = max(heardAt ?? heard, heard) }
    heardFrom = heardFrom ?? running.heardFrom
  }

  /// Whether it has ended, and nothing but what was used before may be told of it. Where counters run, a name may go on.
  public func isOver(for request: ChargingRequest) -> Bool { state == .ended && request.running == nil }

  /// Whether a request tells what was used before one that is known by now.
  func isOvertaken(_ request: ChargingRequest) -> Bool { request.number < lastNumber && request.services.contains { $0.used > 0 } }

  /// What a request asks, and the instants at which has to be known what that costs.
  public func looks(_ request: ChargingRequest) -> [(asked: ServiceUnits, at: Instant)] {
    request.services.flatMap { asked in
      guard let known = service(like: asked) else { return [(asked, request.at)] }
      let state = services[known]
      let asked = asked.filled(from: state)
      return ([request.at] + [state.countedUntil, state.metering?.since].compactMap(\.self).filter { $0 < request.at }).map { (asked, $0) }
    }
  }
}

extension ChargingSession {
  /// The instants before a request from which on was used what it tells of.
  public func usedFrom(_ request: ChargingRequest) -> [Instant] {
    request.services.compactMap { asked in service(like: asked).flatMap { services[$0].countedUntil } }.filter { $0 < request.at }
  }
}

extension ServiceUnits {
  /// With the attributes that were told before, where none are told now.
  func filled(from state: SessionService) -> ServiceUnits {
    if !attributes.isEmpty || state.attributes.isEmpty { return self }
    var filled = self
    filled.attributes = state.attributes
    return filled
  }
}

extension SessionService {
  /// How far the service is metered, when that goes on under a tariff: its price and period are what they were.
  func meteringGoingOn(_ tariff: ChargingTariff) -> Metering? {
    price == tariff.terms.price && periodStart == tariff.period.start ? metering : nil
  }
}
