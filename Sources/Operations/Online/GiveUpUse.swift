public import Balances
public import Charging
public import Primitives

/// Gives up what a session used and nobody can be charged for: it waits no more, and who did so, when and why stays written down.
public struct GiveUpUse: Sendable {
  public var session: String
  /// Which of those that wait under the name; needed where there are several.
  public var number: Int64?
  public var reason: String
  /// Who wants it.
  public var by: String
  /// The same again changes nothing.
  public var key: String

  public init(session: String, number: Int64? = nil, reason: String, by: String, key: String) {
    self.session = session
    self.number = number
    self.reason = reason
    self.by = by
    self.key = key
  }

  /// - Throws: `Rejection` (`charging.needs-reason`).
  func check() throws(Rejection) {
    let missing = [(reason, "reason", "why it is given up"), (by, "by", "who gives it up")].filter { text, _, _ in text.allSatisfy(\.isWhitespace) }
    if missing.isEmpty { return }
    throw Rejection(missing.map { _, path, what in Problem(.chargingNeedsReason, path: path, "nothing says \(what)", remedy: "say it; it is written down for good") })
  }

  /// - Throws: `Rejection` (`charging.not-waiting`) when nothing of the session waits, (`charging.several-wait`) when it is not said which,
  ///   (`command.key-reused`) when the key was used for something else.
  func callAsFunction(_ rows: any ChargingRows, _ subscribers: any SubscriberDirectory, at now: Instant) throws -> GivenUpUse {
    let command = BalanceCommand(key: key, fingerprint: "give up \(session)\(number.map { " number \($0)" } ?? "") by \(by): \(reason)", reason: reason)
    if let known = try rows.givenUp(by: command) { return known }
    let earlier = try rows.givenUp(session)
    let waiting = try rows.uncharged(session).filter { number == nil || $0.number == number }
    guard let use = waiting.first else { throw notWaiting(earlier.last) }
    if waiting.count > 1 { throw several(waiting) }
    let latest = try rows.session(session)
    let before = try latest.flatMap {
      try EarlierSession(
        of: use.request, latest: $0, standing: { try rows.standing(session, $0) }, isOfNoSession: { try rows.isOfNoSession(session, $0) },
        others: { try rows.sessions(between: $0) })
    }
    let own = try latest.flatMap { try subscribers.isOfSomebodyElse(use.request, $0) ? nil : $0 }
    let units = use.rest(own, before, givenUp: earlier).map { use.units(in: $0) } ?? []
    if units.isEmpty { throw charged }
    var fact = GivenUpUse(
      session: session, subject: use.request.subject, usedAt: use.request.at, running: use.request.running ?? RunningCount(saidAt: use.request.at), services: units,
      result: use.result, obstacle: use.reason, notedAt: min(use.notedAt, use.request.running?.heardAt ?? use.notedAt), reason: reason, givenUpBy: by, givenUpAt: now)
    fact.id = try rows.write(fact, waiting: use.number, command)
    return fact
  }

  private func notWaiting(_ earlier: GivenUpUse?) -> Rejection {
    let since = earlier.map { ": what it used was given up on \($0.givenUpAt.utcDay) by \($0.givenUpBy)" } ?? ""
    return Rejection(
      Problem(
        .chargingNotWaiting, path: "session", "nothing of a session \"\(session)\" waits to be charged\(number.map { " under number \($0)" } ?? "")\(since)",
        remedy: "`florin charging uncharged` lists what waits, `florin charging uncharged --given-up` what was given up; names are case-sensitive"))
  }

  private func several(_ waiting: [UnchargedUse]) -> Rejection {
    let each = waiting.map { "\($0.number) (\($0.request.subject), used \($0.request.at))" }.joined(separator: ", ")
    return Rejection(
      Problem(
        .chargingSeveralWait, path: "number", "\(waiting.count) sessions under the name \"\(session)\" wait: \(each)",
        remedy: "say the number of the one that is given up: `--number`, or `number` over HTTP"))
  }

  /// It was told once more, and could be charged by then.
  private var charged: Rejection {
    Rejection(
      Problem(
        .chargingNotWaiting, path: "session", "what session \"\(session)\" used was charged since it came to wait",
        remedy: "`florin charging uncharged --again` takes it off the list"))
  }
}

extension ProblemCode {
  /// Nothing of the session waits to be charged.
  public static let chargingNotWaiting = ProblemCode("charging.not-waiting")
  /// Several sessions of one name wait to be charged.
  public static let chargingSeveralWait = ProblemCode("charging.several-wait")
  /// A reason or a name is missing where one must be given.
  public static let chargingNeedsReason = ProblemCode("charging.needs-reason")
}
