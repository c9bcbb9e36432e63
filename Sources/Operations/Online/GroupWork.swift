import Balances
import Charging
import Parties
import PostingRules
import Primitives
import Rating
import Subscriptions

/// One group within its transaction: what was read is kept, and written once.
struct GroupWork {
  var rows: any ChargingRows
  let subscribers: any SubscriberDirectory
  let now: Instant
  private let policy: QuotaPolicy
  var group = DecidedGroup()
  private var sessions: [String: ChargingSession] = [:]
  private var balances: [CustomerBalanceID: (before: CustomerBalance, now: ChargedBalance)] = [:]
  /// Where the answer of a request of this group stands, for repeats within the group.
  var decided: [RequestName: Int] = [:]
  var refunded: Set<String> = []
  /// What was taken, for each set of books.
  private var sums: [(books: DecidedGroup.BooksKey, sum: ChargingPosting.Sum)] = []
  private var uncharged: [UnchargedUse] = []
  private var chargedAgain: [Int64] = []
  /// What networks told was used, by the name of the session: less of it may wait by now.
  private var told: [String: [ChargingRequest]] = [:]
  /// What was answered ahead, by its place among the requests.
  private var ahead: [Int: ChargingAnswer] = [:]

  struct RequestName: Hashable {
    var session: String
    var number: Int64
  }

  init(_ rows: any ChargingRows, _ subscribers: any SubscriberDirectory, now: Instant, policy: QuotaPolicy) {
    self.rows = rows
    self.subscribers = subscribers
    self.now = now
    self.policy = policy
  }

  private mutating func reserve(_ count: Int) {
    group.requests.reserveCapacity(count)
    group.counters.reserveCapacity(count)
    balances.reserveCapacity(count)
    decided.reserveCapacity(count)
  }

  /// Answers what can be answered of what is remembered: debits, for they need no session, whose subscribers are known.
  ///
  /// They come before the others then, as if they had been asked a moment sooner.
  mutating func answerAhead(_ requests: [ChargingRequest], of subscribers: [Subscriber?]) {
    reserve(requests.count)
    for (place, request) in requests.enumerated() where request.kind == .debit {
      guard let subscriber = subscribers[place] else { continue }
      // What cannot be answered so is answered in its turn, and so is what is refused.
      if let answer = try? answer(request, of: subscriber) { ahead[place] = answer }
    }
  }

  /// Answers the requests of the group that were not answered ahead, in their order.
  mutating func answer(
    _ requests: [ChargingRequest], of subscribers: [Subscriber?], _ rows: any ChargingRows
  ) throws -> [Result<ChargingAnswer, any Error>] {
    self.rows = rows
    try expect(requests, of: subscribers)
    return try requests.indices.map { place in
      if let answer = ahead[place] { return .success(answer) }
      let request = requests[place]
      if request.running != nil, request.services.contains(where: { $0.used > 0 }) { told[request.session, default: []].append(request) }
      do { return .success(try answer(requests[place], of: subscribers[place])) } catch let rejection as Rejection { return .failure(rejection) }
    }
  }

  private mutating func expect(_ requests: [ChargingRequest], of subscribers: [Subscriber?]) throws {
    reserve(requests.count)
    let payers = subscribers.compactMap { one in one.flatMap { one in one.balance.map { (subscription: one.subscription.id, balance: $0) } } }
    try rows.expect(requests, paidBy: payers, at: now)
  }

  /// - Parameter subscriber: who uses the subject, when that is known.
  mutating func answer(_ asked: ChargingRequest, of subscriber: Subscriber? = nil) throws -> ChargingAnswer {
    var request = asked
    // A clock that runs ahead is not believed.
    request.at = min(asked.at, now)
    var session = try request.kind.isOfSession ? self.session(request.session) : nil
    if request.running == nil {
      if request.writes, let known = try earlier(&request) { return known }
    } else if let session, let earlier = try earlier(request, than: session) {
      return try answer(asked, request, of: earlier)
    } else if let session, try subscribers.isOfSomebodyElse(request, session) {
      // What is set aside for that one is not this one's to take.
      let answer = ChargingAnswer(.serviceDenied, reason: "the name is that of a session of \"\(session.subject)\" by now")
      if let use = UnchargedUse(asked, request, answer, stands: false, at: now) { uncharged.append(use) }
      return answer
    } else {
      for other in try session.map({ try apart(request, of: $0) }) ?? [] {
        for (index, service) in request.services.enumerated() { request.services[index].used = max(0, service.used - other.total(like: service)) }
      }
      switch request.following(session, givenUp: try rows.givenUp(request.session)) {
      case .known: return ChargingAnswer(.success)
      case .goesOn(let next): request = try numbered(next)
      case .anew(let next):
        if let session, session.state == .open { try reclaim(session) }
        session = nil
        request = try numbered(next)
      }
    }
    let before = group.requests.count
    let answer = try decide(request, session, of: subscriber)
    // What did not begin has left no request.
    let stands = session != nil || group.requests.count > before
    if let use = UnchargedUse(asked, request, answer, stands: stands, at: now) { uncharged.append(use) }
    return answer
  }

  /// - Returns: whether it could be charged now.
  mutating func answerAgain(_ use: UnchargedUse) throws -> Bool {
    let before = uncharged.count
    let answer = try answer(use.request)
    if uncharged.count > before {
      (uncharged[before].number, uncharged[before].notedAt) = (use.number, use.notedAt)
      return false
    }
    // An end that says nothing more than that has still to be told, and of a session that stands by now something may be refused.
    let isLeft = answer.result.keepsWaiting || answer.services.contains { $0.result.keepsWaiting }
    if isLeft, use.request.services.isEmpty || use.request.kind == .update { return false }
    chargedAgain.append(use.number)
    return true
  }

  /// What waits under the names that were told, where it is less by now, and the numbers of what waits no more.
  private func settled() throws -> (less: [UnchargedUse], none: [Int64]) {
    var settled: (less: [UnchargedUse], none: [Int64]) = ([], [])
    for (name, told) in told.sorted(by: { $0.key < $1.key }) {
      let named = try rows.uncharged(name)
      if named.isEmpty { continue }
      let (latest, givenUp) = (try session(name), try rows.givenUp(name))
      // What waits of others than were told of is what it was.
      for use in named where told.contains(where: { use.isOfSameTime(as: $0) }) {
        let own = try latest.flatMap { try subscribers.isOfSomebodyElse(use.request, $0) ? nil : $0 }
        guard own != nil || told.contains(where: { use.isOfSameSession(as: $0) }) else { continue }
        let rest = use.rest(own, try latest.flatMap { try earlier(use.request, than: $0) }, givenUp: givenUp)
        guard let kept = rest.map({ use.keeping($0) }) else {
          settled.none.append(use.number)
          continue
        }
        if kept != use { settled.less.append(kept) }
      }
    }
    return settled
  }

  private func earlier(_ request: ChargingRequest, than session: ChargingSession) throws -> EarlierSession? {
    try EarlierSession(of: request, latest: session) { number in
      if let index = decided[RequestName(session: request.session, number: number)] { return group.requests[index].after }
      return try rows.standing(request.session, number)
    } isOfNoSession: { try isOfNoSession(request.session, $0) } others: { try sessions(between: $0) }
  }

  /// With the next number that nobody else's request has: whoever debits under the name of a session keeps it from nothing.
  ///
  /// Not when a request of a session has it: then the session's row was lost, and nothing must be charged twice.
  private func numbered(_ request: ChargingRequest) throws -> ChargingRequest {
    var numbered = request
    while try isOfNoSession(numbered.session, numbered.number) { numbered.number += 1 }
    return numbered
  }

  private func isOfNoSession(_ session: String, _ number: Int64) throws -> Bool {
    if let index = decided[RequestName(session: session, number: number)] { return group.requests[index].after == nil }
    return try rows.isOfNoSession(session, number)
  }

  private func sessions(between names: ClosedRange<String>) throws -> [ChargingSession] {
    let stored = try rows.sessions(between: names)
    let moved = sessions.filter { names.contains($0.key) }
    return stored.filter { moved[$0.reference] == nil } + moved.values.sorted { $0.reference < $1.reference }
  }

  /// What was charged apart of a session that goes on, while the network's clock had gone back behind its beginning.
  private func apart(_ request: ChargingRequest, of session: ChargingSession) throws -> [ChargingSession] {
    guard let running = request.running, let begunAt = running.begunAt, let from = session.countedFrom,
      running.begins(apartFrom: RunningCount(begunAt: from, saidAt: from))
    else { return [] }
    let near = EarlierSession.names(request.session, begunAt.adding(seconds: -60)...begunAt.adding(seconds: 60))
    return try sessions(between: near).filter { request.distance(to: $0) != nil }
  }

  /// Answers what a network tells of a session that was over before the one of its name began.
  private mutating func answer(_ asked: ChargingRequest, _ request: ChargingRequest, of earlier: EarlierSession) throws -> ChargingAnswer {
    guard let rest = try earlier.rest(of: request, givenUp: rows.givenUp(asked.session)).map({ try numbered($0) }) else { return ChargingAnswer(.success) }
    // As a session does, it stays with the subscription that it was charged to.
    let known = earlier.later == nil ? earlier.last.flatMap { $0.subject == rest.subject ? $0.subscription : nil } : nil
    let answer = try decide(rest, earlier.later, of: known.flatMap { try subscribers.subscriber($0) })
    if let use = UnchargedUse(asked, rest, answer, stands: false, at: now) { uncharged.append(use) }
    return answer
  }

  private mutating func decide(_ request: ChargingRequest, _ session: ChargingSession?, of found: Subscriber?) throws -> ChargingAnswer {
    if request.kind == .refund { return try refund(request) }
    if let session { return try goOn(request, session) }
    guard var subscriber = try found ?? subscribers.subscriber(request.subject, at: request.at) else {
      return ChargingAnswer(.userUnknown, reason: "nobody uses anything under \"\(request.subject)\"")
    }
    if !subscriber.pays(at: request.at) {
      // Whoever paid on the day of the use, not who pays when it is told.
      subscriber = try subscribers.subscriber(subscriber.subscription.id, paidOn: subscriber.zone.day(of: request.at)) ?? subscriber
    }
    guard let id = subscriber.balance, let stored = try balance(id) else {
      return ChargingAnswer(.serviceDenied, reason: "no balance pays for subscription \(subscriber.subscription.reference)")
    }
    if stored.balance.account != subscriber.account.id {
      return ChargingAnswer(.serviceDenied, reason: "balance \(stored.balance.reference) is not of account \(subscriber.account.reference), which pays")
    }
    if !subscriber.isActive(at: request.at), request.kind != .terminate {
      var answer = ChargingAnswer(.serviceDenied, reason: "subscription \(subscriber.subscription.reference) is not active")
      // Only counters that run may tell of what is used all the same; their answers are not kept.
      answer.isUseDenied = request.running != nil
      return answer
    }
    return try decide(request, subscriber, stored, nil)
  }

  mutating func decide(
    _ request: ChargingRequest, _ subscriber: Subscriber, _ stored: ChargedBalance, _ session: ChargingSession?, denied: String? = nil,
    taken: [ChargedService] = []
  ) throws -> ChargingAnswer {
    // Only the counters that this request may touch go with it, so that a large group costs what its requests cost.
    var touched: [ChargingWork.CounterKey: ChargingCounter] = [:]
    func load(_ price: PriceCode, _ periodStart: Day) throws {
      let key = ChargingWork.CounterKey(subscription: subscriber.subscription.id, price: price, periodStart: periodStart)
      if let counter = try group.counters[key] ?? rows.counter(key) { touched[key] = counter }
    }
    let last = subscriber.last
    for charge in taken { try load(charge.price, charge.periodStart) }
    func load(_ asked: ServiceUnits, at instant: Instant) throws {
      guard case .tariff(let tariff) = subscriber.tariff(asked, at: instant) else { return }
      try load(tariff.terms.price, tariff.period.start)
      for price in tariff.sharingAllowance { try load(price, tariff.period.start) }
    }
    func load(_ looks: some Sequence<(asked: ServiceUnits, at: Instant)>) throws {
      for look in looks {
        try load(look.asked, at: look.at)
        if let last, last < request.at { try load(look.asked, at: last) }
      }
    }
    if let session { try load(session.looks(request)) } else { try load(request.services.lazy.map { (asked: $0, at: request.at) }) }
    let controls = subscriber.inForce(stored.controls, at: request.at)
    let looked = try counts(of: request, controls, session, taken, stored.balance.id, by: last)
    let told = request.writes ? try lowsTold(controls, stored.balance) : [:]
    var work = ChargingWork(
      request, session: session, subscription: subscriber.subscription.id, balance: stored.balance, counters: touched, taken: taken,
      cycle: { subscriber.cycle(at: $0) }, controls: controls, counts: looked, toldLow: told.isEmpty ? [] : Set(told.lazy.filter { $0.value.isTold }.map { $0.key }),
      decidedAt: now, policy: policy, denied: denied, last: last) { subscriber.tariff($0, at: $1) }
    let answer = work.decide()
    guard request.writes else { return answer }
    let moved = work.change.balance != stored.balance
    if answer.result == .unknownSession { return answer }
    // Counters that run say the same again: what did not begin leaves nothing.
    if request.running != nil, work.session == nil { return answer }
    // So does whoever tells afterwards: what nobody could be charged for can be charged when it is told again.
    if request.hasHappened, answer.result != .success { return answer }
    if moved { balances[stored.balance.id]?.now.balance = work.change.balance }
    for (key, counter) in work.counters where touched[key] != counter { group.counters[key] = counter }
    for (key, count) in work.counts where looked[key] != count { keep(count, key) }
    keep(told, controls, after: work)
    if let after = work.session { sessions[request.session] = after }
    if request.kind == .refund, answer.result == .success, let debit = request.refunds { refunded.insert(debit) }
    note(
      DecidedRequest(
        session: request.session, number: request.number, kind: request.kind.rawValue, subscription: subscriber.subscription.id,
        balance: stored.balance.id,
        books: stored.balance.kind.settles ? .init(seller: stored.seller, currency: stored.balance.currency) : nil, asked: request.fingerprint,
        at: request.at, answer: answer, after: request.kind == .debit || request.kind == .refund ? nil : work.session, charged: work.charged,
        movements: work.change.movements, forBill: work.forBill, notices: work.notices,
        refunds: answer.result == .success ? request.refunds : nil))
    return answer
  }

  mutating func reclaim(_ session: ChargingSession) throws {
    guard let stored = try balance(session.balance) else { return }
    var number = -1 - now.microseconds
    // Of one session in one group there may be several, and at one time where a clock stands.
    while try decided[RequestName(session: session.reference, number: number)] != nil || rows.answered(session.reference, number) != nil { number -= 1 }
    let subscriber = stored.balance.kind.settles ? nil : try subscribers.subscriber(session.subscription)
    let (after, balance, forBill, counted) = session.reclaimed(from: stored.balance, number: number) { subscriber?.tariff($0, at: $1) ?? .free }
    if balance != stored.balance { balances[session.balance]?.now.balance = balance }
    for part in counted {
      let key = CountKey(balance: session.balance, code: part.code, windowStart: part.windowStart)
      var count = try count(key)
      count.reserved -= part.amount
      keep(count, key)
    }
    sessions[session.reference] = after
    note(
      DecidedRequest(
        session: session.reference, number: number, kind: DecidedRequest.reclaim, subscription: session.subscription, balance: session.balance,
        books: nil, asked: DecidedRequest.reclaim, at: now, answer: ChargingAnswer(.success), after: after, charged: [], movements: [], forBill: forBill,
        refunds: nil))
  }

  /// Books what moved, and writes everything.
  mutating func write() throws {
    let settled = try settled()
    let (waiting, charged) = (settled.less + uncharged, settled.none + chargedAgain)
    if !waiting.isEmpty || !charged.isEmpty { try rows.write(uncharged: waiting, charged: charged) }
    if group.requests.isEmpty { return }
    // Those too that hold what they held: what was taken and given back moved all the same, and whoever writes may have forgotten what was only asked.
    for id in Set(group.requests.lazy.map(\.balance)) {
      if let entry = balances[id] { group.balances[id] = (entry.before, entry.now.balance) }
    }
    for (books, sum) in sums {
      group.entries[books] = sum.entry(seller: books.seller, currency: books.currency, bookedOn: now.utcDay, subject: "charging")
    }
    try rows.write(group, at: now)
  }

  /// Requests of some sessions that this group decided.
  func decided(in sessions: Set<String>) -> [DecidedRequest] { group.requests.filter { sessions.contains($0.session) } }

  // MARK: what is known

  private mutating func note(_ request: DecidedRequest) {
    decided[RequestName(session: request.session, number: request.number)] = group.requests.count
    if let books = request.books, !request.charged.isEmpty {
      // Few books, so that looking through them is soonest done.
      let place = sums.firstIndex { $0.books == books } ?? sums.count
      if place == sums.count { sums.append((books, ChargingPosting.Sum())) }
      for charged in request.charged { sums[place].sum.add(charged) }
    }
    group.requests.append(request)
  }

  /// The answer that the same request was given before.
  ///
  /// - Parameter request: gets the number behind those under which earlier versions kept that it could not be charged.
  private func earlier(_ request: inout ChargingRequest) throws -> ChargingAnswer? {
    while let known = try answered(request) {
      if request.isStillUncharged(asked: known.asked, known.answer) {
        request.number += 1
        continue
      }
      if known.asked == request.fingerprint { return known.answer }
      throw Rejection(
        Problem(
          .chargingReused, path: "number", "request \(request.number) of \"\(request.session)\" was another one: \(known.asked)",
          remedy: "repeat the first request unchanged, or count on"))
    }
    return nil
  }

  private func answered(_ request: ChargingRequest) throws -> (asked: String, answer: ChargingAnswer)? {
    guard let index = decided[RequestName(session: request.session, number: request.number)] else { return try rows.answered(request.session, request.number) }
    return (group.requests[index].asked, group.requests[index].answer)
  }

  private func session(_ reference: String) throws -> ChargingSession? { try sessions[reference] ?? rows.session(reference) }

  mutating func balance(_ id: CustomerBalanceID) throws -> ChargedBalance? {
    if let known = balances[id] { return known.now }
    guard let read = try rows.balance(id) else { return nil }
    balances[id] = (read.balance, read)
    return read
  }

  /// What limits counted, as far as a request may touch it.
  private func counts(
    of request: ChargingRequest, _ controls: ControlsInForce, _ session: ChargingSession?, _ taken: [ChargedService], _ balance: CustomerBalanceID,
    by last: Instant?
  ) throws -> [CountKey: SpendingCount] {
    if controls.limits.isEmpty, session == nil, taken.isEmpty { return [:] }
    let kept = (session?.services.flatMap(\.countParts) ?? []) + taken.flatMap(\.counted)
    if kept.isEmpty, controls.limits.isEmpty { return [:] }
    // What was used counts where it was used, which may be a stretch before the one of the request.
    var used = session?.usedFrom(request) ?? []
    // As it is priced, by the last instant of the subscription.
    if let last, last < request.at { used.append(last) }
    let limits = controls.limits + used.flatMap { controls.limits(at: $0) }
    let keys = kept.map { CountKey(balance: balance, code: $0.code, windowStart: $0.windowStart) }
      + limits.map { CountKey(balance: balance, code: $0.code, windowStart: $0.windowStart) }
    return try Dictionary(keys.map { ($0, try count($0)) }) { first, _ in first }
  }

  private func count(_ key: CountKey) throws -> SpendingCount { try group.counts[key] ?? rows.count(key) ?? SpendingCount() }

  private mutating func keep(_ count: SpendingCount, _ key: CountKey) { group.counts[key] = count }
}

extension ChargingRequest {
  fileprivate var writes: Bool { kind != .quote && kind != .check }
}
