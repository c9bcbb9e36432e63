public import Charging
public import Primitives

/// Decides groups of requests, each group in one durable transaction. One thread at a time.
public final class ChargingRecorder {
  private let store: any ChargingStore
  private let subscribers: any SubscriberDirectory
  private let clock: any Clock
  private let policy: QuotaPolicy
  private var followed = FollowedSessions()
  private var refreshedOn: Day?
  /// What others had written when subscribers were looked at last; any transaction may be the first to see more.
  private var refreshedAt: SeenState?
  /// Up to where it is known what was paid in, and when everything was last due.
  private var heard: BalanceNews.Place?
  private var lookedAt: (generation: Int, quarterHour: Int64)?

  public init(store: any ChargingStore, subscribers: any SubscriberDirectory, clock: any Clock, policy: QuotaPolicy = .standard) {
    self.store = store
    self.subscribers = subscribers
    self.clock = clock
    self.policy = policy
  }

  /// Decides the requests in their order, as if one came after the other; a fault of the store is everybody's, unless it comes of what one of them
  /// would write: then that one alone has it, as an `UnwritableRequest`.
  ///
  /// - Parameter followed: sessions whose networks can be told something unasked.
  public func decide(_ requests: [ChargingRequest], followed: Set<String> = []) -> [Result<ChargingAnswer, any Error>] {
    decide(requests, followed: followed, settlesApart: nil).answers
  }

  /// The same, where others may be decided before it is durable.
  ///
  /// - Parameter settlesApart: asked when they are decided and written: whether anybody waits for that.
  /// - Returns: the answers, and what is to be settled before anybody is told them; `nil` when they are durable.
  func decideAhead(
    _ requests: [ChargingRequest], followed: Set<String>, settlesApart: () -> Bool
  ) -> (answers: [Result<ChargingAnswer, any Error>], unsettled: UnsettledCommit?) {
    withoutActuallyEscaping(settlesApart) { decide(requests, followed: followed, settlesApart: $0) }
  }

  private func decide(
    _ requests: [ChargingRequest], followed: Set<String>, settlesApart: (() -> Bool)?
  ) -> (answers: [Result<ChargingAnswer, any Error>], unsettled: UnsettledCommit?) {
    do {
      // The first time a lot is read, which nobody else need wait for.
      if subscribers.generation == 0 { try subscribers.refresh() }
      let now = clock.now()
      let subjects = requests.map { (subject: $0.subject, at: min($0.at, now)) }
      var subscriptions = subscribers.find(subjects)
      let coming = ComingRequests(requests, newcomers: subscribers.newcomers(subscriptions), at: now)
      var ahead: GroupWork?
      let ((answers, decided), unsettled) = try store.charging(about: coming, settlesApart: settlesApart) { remembered in
        guard now.utcDay == refreshedOn else { return }
        var work = GroupWork(remembered, subscribers, now: now, policy: policy)
        work.answerAhead(requests, of: subscriptions.map { $0.flatMap { subscribers.remembered($0) } })
        ahead = work
      } _: { rows in
        if rows.state !== refreshedAt || now.utcDay != refreshedOn {
          ahead = nil
          try subscribers.refresh()
          (refreshedAt, refreshedOn) = (rows.state, now.utcDay)
          subscriptions = subscribers.find(subjects)
        }
        let known = try subscribers.expect(subscriptions)
        // A request that was answered before is found by its name.
        if try ahead != nil && rows.isAnyAnswered { ahead = nil }
        var work = ahead ?? GroupWork(rows, subscribers, now: now, policy: policy)
        ahead = nil
        let answers = try work.answer(requests, of: known, rows)
        try work.write()
        return (answers, followed.isEmpty ? [] : work.decided(in: followed))
      }
      follow(decided, at: now)
      return (answers, unsettled)
    } catch {
      if store.refused(error) {
        if requests.count == 1 { return ([.failure(UnwritableRequest(fault: error))], nil) }
        // Whoever is decided beside it is not to blame; nothing of either is written yet.
        let half = requests.count / 2
        let halves = [Array(requests[..<half]), Array(requests[half...])].map { decide($0, followed: followed, settlesApart: nil).answers }
        return (halves[0] + halves[1], nil)
      }
      return (requests.map { _ in .failure(error) }, nil)
    }
  }

  private func follow(_ decided: [DecidedRequest], at now: Instant) {
    for request in decided {
      followed.decided(request, at: now, generation: subscribers.generation) { asked in
        (try? subscribers.subscriber(request.subscription))?.tariffName(asked, at: now) ?? ""
      }
    }
  }

  /// What networks are to be told by now of the sessions they have: something was paid in, a subscription is over, a price
  /// or what keeps spending within bounds is another one.
  public func look() throws -> [NetworkOrder] {
    try subscribers.refresh()
    let now = clock.now()
    let news = try store.news(after: heard)
    heard = news.through
    followed.controlled(news.areAllControlled ? nil : news.controlled)
    followed.paidIn(news.paidIn)
    let looked = (subscribers.generation, now.seconds / 900)
    if lookedAt.map({ $0 != looked }) ?? false { followed.changed() }
    lookedAt = looked
    try followed.look(500, generation: subscribers.generation) { subscription, asked in
      guard let subscriber = try subscribers.subscriber(subscription), subscriber.isActive(at: now) else { return nil }
      return asked.map { subscriber.tariffName($0, at: now) } ?? ""
    }
    return followed.next(500)
  }

  /// Sessions of which networks will be told nothing: they are over, or not followed here.
  ///
  /// - Parameter over: those of them that are known to be over, wherever they ended; they are followed no longer.
  public func unfollowed(of sessions: [String], over: [String] = []) -> [String] {
    for session in over { followed.forget(session) }
    return followed.unfollowed(of: sessions)
  }

  /// Which of the requests were answered before, and will be answered so again.
  public func known(_ requests: [ChargingRequest]) throws -> [Bool] {
    try store.charging { rows in
      try requests.map { request in
        var number = request.number
        while let (asked, answer) = try rows.answered(request.session, number) {
          if !request.isStillUncharged(asked: asked, answer) { return true }
          number += 1
        }
        return false
      }
    }
  }

  /// Lets go of what is set aside for the sessions whose names begin so and that had begun by then: whoever counted them says that they are over.
  ///
  /// One that goes on all the same goes on here as well, for whoever says so may not speak for all of them, or say it again later.
  ///
  /// - Returns: how many.
  public func reclaim(sessionsUnder prefix: String, begunBy at: Instant) throws -> Int {
    var (count, place): (Int, String?) = (0, "")
    while let after = place {
      let reclaimed: Int
      (reclaimed, place) = try reclaimSome(sessionsUnder: prefix, begunBy: at, after: after)
      count += reclaimed
    }
    return count
  }

  /// The same for some sessions behind one, in the order of names, in one transaction.
  ///
  /// - Returns: how many were let go of, and behind which name to go on; `nil` at the end.
  func reclaimSome(sessionsUnder prefix: String, begunBy at: Instant, after: String) throws -> (reclaimed: Int, furthest: String?) {
    let now = clock.now()
    let page = 500
    return try store.charging { rows in
      let sessions = try rows.open(under: prefix, after: after, limit: page)
      let reclaimed = try reclaim(sessions.filter { $0.begunAt <= at }, rows, at: now)
      return (reclaimed.count, sessions.count == page ? sessions.last?.reference : nil)
    }
  }

  /// Charges what could not be charged when it was told, as far as it can be by now.
  ///
  /// - Returns: how many sessions were charged.
  public func chargeUncharged() throws -> Int {
    var (count, place): (Int, Int64?) = (0, 0)
    while let after = place {
      let charged: Int
      (charged, place) = try chargeSomeUncharged(after: after)
      count += charged
    }
    return count
  }

  /// The same for some sessions behind one, in the order in which they came to wait, in one transaction unless one of them cannot be written.
  ///
  /// - Returns: how many were charged, and behind which number to go on; `nil` at the end.
  func chargeSomeUncharged(after: Int64) throws -> (charged: Int, furthest: Int64?) {
    try subscribers.refresh()
    let page = 200
    do { return try chargeUncharged(after: after, limit: page) } catch where store.refused(error) {
      // One that cannot be written keeps no other from being charged.
      var (charged, place) = (0, after)
      for _ in 0..<page {
        guard let next = try store.charging({ try $0.uncharged(after: place, limit: 1).first?.number }) else { return (charged, nil) }
        do { charged += try chargeUncharged(after: place, limit: 1).charged } catch where store.refused(error) {}
        place = next
      }
      return (charged, place)
    }
  }

  private func chargeUncharged(after: Int64, limit: Int) throws -> (charged: Int, furthest: Int64?) {
    let now = clock.now()
    return try store.charging { rows in
      var work = GroupWork(rows, subscribers, now: now, policy: policy)
      let waiting = try rows.uncharged(after: after, limit: limit)
      let charged = try waiting.count { try work.answerAgain($0) }
      try work.write()
      return (charged, waiting.count == limit ? waiting.last?.number : nil)
    }
  }

  /// Gives up what a session used and nobody can be charged for; the same again changes nothing.
  ///
  /// - Throws: `Rejection` when nothing of it waits (`charging.not-waiting`), several do and it is not said which (`charging.several-wait`), or a
  ///   reason or a name is missing (`charging.needs-reason`).
  public func giveUp(_ order: GiveUpUse) throws -> GivenUpUse {
    try order.check()
    try subscribers.refresh()
    let now = clock.now()
    // What is refused has written nothing, and is no fault for which charging would forget what it remembers.
    return try store.charging { rows in
      do { return Result<GivenUpUse, Rejection>.success(try order(rows, subscribers, at: now)) } catch let refused as Rejection { return .failure(refused) }
    }.get()
  }

  /// Lets go of what is set aside for sessions that nothing was heard of.
  ///
  /// - Returns: the sessions.
  public func reclaim(limit: Int = 500) throws -> [String] {
    let now = clock.now()
    do {
      return try store.charging { rows in try reclaim(rows.abandoned(at: now, limit: limit), rows, at: now) }
    } catch where store.refused(error) {
      // One that cannot be let go of keeps no other from it.
      let sessions = try store.charging { try $0.abandoned(at: now, limit: limit) }
      var (reclaimed, fault): ([String], (any Error)?) = ([], nil)
      for session in sessions {
        do { reclaimed += try store.charging { rows in try reclaim([session], rows, at: now) } } catch where store.refused(error) { fault = error }
      }
      if let fault, reclaimed.isEmpty { throw fault }
      return reclaimed
    }
  }

  private func reclaim(_ sessions: [ChargingSession], _ rows: any ChargingRows, at now: Instant) throws -> [String] {
    if subscribers.generation == 0 { try subscribers.refresh() }
    var work = GroupWork(rows, subscribers, now: now, policy: policy)
    for session in sessions { try work.reclaim(session) }
    try work.write()
    for session in sessions { followed.forget(session.reference) }
    return sessions.map(\.reference)
  }
}
