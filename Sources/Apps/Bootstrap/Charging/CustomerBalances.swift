public import Balances
import Charging
public import Operations
import Parties
import PostingRules
public import Primitives
import Store
import Subscriptions

/// Customer balances of one installation: opened, paid into, corrected, moved, ended.
public struct CustomerBalances: Sendable {
  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// A customer balance as somebody wants it.
  public struct Opening: Sendable {
    public var reference: String
    public var account: String
    public var kind: CustomerBalance.Kind
    /// In the account's currency.
    public var creditLimit: Exact?
    public var subscriptions: [String]

    public init(reference: String, account: String, kind: CustomerBalance.Kind, creditLimit: Exact? = nil, subscriptions: [String] = []) {
      self.reference = reference
      self.account = account
      self.kind = kind
      self.creditLimit = creditLimit
      self.subscriptions = subscriptions
    }
  }

  /// An amount with the terms of the bucket it goes to, as written.
  public struct TopUp: Sendable {
    public var amount: Exact
    /// Given by the operator, not paid.
    public var isBonus: Bool
    /// The account's currency when `nil`.
    public var unit: String?
    /// An instant, or a day of the account.
    public var validFrom: String?
    public var validTo: String?
    public var priority: Int?
    public var factor: Exact?
    public var blockers: [String]
    public var rolloverDays: Int?
    public var rolloverAtMost: Exact?
    public var reason: String

    public init(
      amount: Exact, isBonus: Bool = false, unit: String? = nil, validFrom: String? = nil, validTo: String? = nil, priority: Int? = nil,
      factor: Exact? = nil, blockers: [String] = [], rolloverDays: Int? = nil, rolloverAtMost: Exact? = nil, reason: String = ""
    ) {
      self.amount = amount
      self.isBonus = isBonus
      self.unit = unit
      self.validFrom = validFrom
      self.validTo = validTo
      self.priority = priority
      self.factor = factor
      self.blockers = blockers
      self.rolloverDays = rolloverDays
      self.rolloverAtMost = rolloverAtMost
      self.reason = reason
    }

    /// Goes to the main bucket.
    var isPlain: Bool {
      unit == nil && validFrom == nil && validTo == nil && priority == nil && factor == nil && blockers.isEmpty && rolloverDays == nil && rolloverAtMost == nil
    }
  }

  /// Opens a customer balance; the same key again changes nothing.
  public func open(_ opening: Opening, key: String) throws -> StoredBalance {
    guard let account = try installation.store.account(reference: opening.account) else {
      throw Rejection(
        Problem(
          .unknownAccount, path: "account", "there is no account \"\(opening.account)\"",
          remedy: "`florin account list` names the accounts; references are case-sensitive"))
    }
    var problems: [Problem] = []
    let limit = opening.creditLimit.flatMap { BalanceUnit.money(account.currency).amount($0) }
    switch opening.kind {
    case .prepaid:
      if opening.creditLimit != nil {
        problems.append(Problem(.balanceTerms, path: "creditLimit", "a prepaid balance has no credit limit", remedy: "leave it out, or open a hybrid balance"))
      }
    case .hybrid, .postpaid:
      if limit.map({ $0 <= 0 || $0 > CustomerBalance.largestAmount }) ?? true {
        problems.append(
          Problem(
            .balanceTerms, path: "creditLimit", "a \(opening.kind.rawValue) balance needs a credit limit above zero",
            remedy: "write it with at most \(account.currency.minorDigits) decimals of \(account.currency)"))
      }
    }
    var subscriptions: [SubscriptionID] = []
    for (index, reference) in opening.subscriptions.enumerated() {
      guard let subscription = try installation.store.subscription(reference: reference) else {
        problems.append(
          Problem(
            .unknownSubscription, path: "subscriptions[\(index)]", "there is no subscription \"\(reference)\"",
            remedy: "`florin account show` names an account's subscriptions; references are case-sensitive"))
        continue
      }
      if !subscription.payers.contains(where: { $0.account == account.id }) {
        problems.append(
          Problem(
            .balanceForeignSubscription, path: "subscriptions[\(index)]", "account \"\(account.reference)\" does not pay for \"\(reference)\"",
            remedy: "name subscriptions that the account pays for"))
      }
      if !subscriptions.contains(subscription.id) { subscriptions.append(subscription.id) }
    }
    if !problems.isEmpty { throw Rejection(problems) }
    let balance = CustomerBalance.opened(
      reference: opening.reference, account: account.id, currency: account.currency, kind: opening.kind, creditLimitMinor: limit ?? 0,
      at: installation.clock.now())
    let words =
      "open \(opening.kind.rawValue) \(opening.reference) for \(opening.account), limit \(limit ?? 0), subscriptions [\(opening.subscriptions.joined(separator: ","))]"
    return try installation.store.open(
      balance, for: subscriptions, command: BalanceCommand(key: key, fingerprint: words), at: installation.clock.now())
  }

  /// Pays an amount in, or gives it; the same key again changes nothing.
  public func topUp(_ reference: String, _ topUp: TopUp, key: String) throws -> ChangedBalances {
    try self.topUp(reference, topUp, BalanceCommand(key: key, fingerprint: "put into \(reference): \(topUp)", reason: topUp.reason))
  }

  private func topUp(_ reference: String, _ topUp: TopUp, _ command: BalanceCommand, check: (CustomerBalance) throws -> Void = { _ in }) throws -> ChangedBalances {
    let at = installation.clock.now()
    return try change.putIn(reference, as: topUp.isBonus ? .bonus : .topUp, command: command, at: at) { balance in
      try check(balance)
      var problems: [Problem] = []
      let unit = try unit(topUp.unit, balance)
      let terms = topUp.isPlain ? nil : try terms(topUp, unit, balance, at: at, &problems)
      let amount = amount(topUp.amount, unit, "amount", &problems)
      if !problems.isEmpty { throw Rejection(problems) }
      return (amount, terms)
    }
  }

  /// Pays in what a `balance.low` notice asks for, once, whoever answers it and under whichever key: the notice is the key.
  ///
  /// - Parameter notice: as webhooks name it: `balance_low_6`.
  /// - Throws: `Rejection` when nothing of that name was told of the balance (`balance.wrong-terms`), or it was answered otherwise before
  ///   (`command.key-reused`).
  public func topUp(_ reference: String, _ topUp: TopUp, answering notice: String) throws -> ChangedBalances {
    // Two who answer it may write the amount otherwise, and give their own reasons.
    var said = topUp
    said.amount = Exact(topUp.amount.decimalText(maximumDigits: 24)) ?? topUp.amount
    said.reason = ""
    let command = BalanceCommand(key: "notice/\(notice)", fingerprint: "answer \(notice), put into \(reference): \(said)", reason: topUp.reason)
    do {
      return try self.topUp(reference, topUp, command) { balance in
        if try isToldLow(notice, of: balance) { return }
        throw Rejection(
          Problem(
            .balanceTerms, path: "notice", "\"\(notice)\" is no notice that little is left of \"\(reference)\"",
            remedy: "write balance_low_ and the number of a notice, as webhooks name it; `GET /v1/balances/{balance}/notices` tells the numbers"))
      }
    } catch let refused as Rejection where refused.problems.first?.code == .keyReused {
      // Another key would pay in again.
      throw Rejection(
        Problem(
          .keyReused, path: "notice", "\"\(notice)\" was answered before, with another amount, under other terms or for another balance",
          remedy: "look at what was paid in (the movement's cause is notice/\(notice)); nothing more is to be paid in for it"))
    }
  }

  private func isToldLow(_ notice: String, of balance: CustomerBalance) throws -> Bool {
    guard let number = notice.split(separator: "_").last.flatMap({ Int64($0) }), number < .max, WebhookEventType.balanceLow.name(number) == notice else { return false }
    let found = try installation.store.notices(of: balance.id, before: number + 1, limit: 1).first
    return found?.id == number && found?.notice.kind == .low
  }

  /// Corrects a bucket, up or down.
  public func adjust(_ reference: String, bucket: Int?, by amount: Exact, reason: String, key: String) throws -> ChangedBalances {
    let number = bucket ?? CustomerBalance.mainBucket
    let command = BalanceCommand(key: key, fingerprint: "adjust \(reference) bucket \(number) by \(amount) for \(reason)", reason: reason)
    return try change.adjust(reference, bucket: number, command: command, at: installation.clock.now()) { try self.amount(amount, $0) }
  }

  /// Moves an amount to another customer balance.
  public func transfer(_ reference: String, bucket: Int?, to other: String, amount: Exact, reason: String, key: String) throws -> ChangedBalances {
    let number = bucket ?? CustomerBalance.mainBucket
    let command = BalanceCommand(key: key, fingerprint: "transfer \(amount) from \(reference) bucket \(number) to \(other)", reason: reason)
    return try change.transfer(reference, bucket: number, to: other, command: command, at: installation.clock.now()) { try self.amount(amount, $0) }
  }

  /// Ends what is over; a balance that cannot be treated keeps no other from it.
  public func expire() throws -> ExpiredBalances { try change.expire(at: installation.clock.now()) }

  private var change: ChangeBalance { ChangeBalance(store: installation.store) }

  // MARK: what was written

  private func amount(_ written: Exact, _ unit: BalanceUnit) throws -> Int64 {
    var problems: [Problem] = []
    let amount = amount(written, unit, "amount", &problems)
    if !problems.isEmpty { throw Rejection(problems) }
    return amount
  }

  private func amount(_ written: Exact, _ unit: BalanceUnit, _ path: String, _ problems: inout [Problem]) -> Int64 {
    if let amount = unit.amount(written) { return amount }
    problems.append(
      Problem(
        .balanceAmount, path: path, "\(written) is no amount of \(unit.text)", remedy: "write it with at most \(unit.digits) decimals, and smaller than \(CustomerBalance.largestAmount)"))
    return 0
  }

  private func unit(_ text: String?, _ balance: CustomerBalance) throws -> BalanceUnit {
    guard let text else { return .money(balance.currency) }
    if let unit = BalanceUnit(text), !unit.isMoney || unit == .money(balance.currency) { return unit }
    throw Rejection(
      Problem(
        .balanceTerms, path: "unit", "\"\(text)\" is no unit of a balance in \(balance.currency)",
        remedy: "write \(balance.currency), octets, seconds, messages, events, or a name of small letters, digits and hyphens"))
  }

  private func terms(_ topUp: TopUp, _ unit: BalanceUnit, _ balance: CustomerBalance, at: Instant, _ problems: inout [Problem]) throws -> BucketTerms {
    func wrong(_ path: String, _ message: String, _ remedy: String) { problems.append(Problem(.balanceTerms, path: path, message, remedy: remedy)) }
    let zone = try installation.store.account(balance.account).flatMap { Zones.zone($0.zoneName) } ?? .utc
    func instant(_ text: String?, _ path: String) -> Instant? {
      guard let text else { return nil }
      if let instant = Instant(text) ?? Day(text).map({ zone.start(of: $0) }) { return instant }
      wrong(path, "\"\(text)\" is neither an instant nor a day", "write 2026-12-31T23:00:00Z, or 2027-01-01 for its first moment where the account is")
      return nil
    }
    let from = instant(topUp.validFrom, "validFrom") ?? at
    let to = instant(topUp.validTo, "validTo")
    if let to, to <= from || to <= at { wrong("validTo", "\(to) is not after the beginning, or over already", "write a later end") }
    let priority = topUp.priority ?? BucketTerms.usualPriority
    if !(0...1000).contains(priority) { wrong("priority", "\(priority) is no priority", "write a number from 0, spent first, to 1000") }
    let factor = topUp.factor ?? .one
    if !factor.isPositive || factor > Exact(1000) || factor.fractionDigits > 6 {
      wrong("factor", "\(factor) is no spending factor", "write a number above 0, at most 1000, with at most six decimals")
    }
    if unit.isMoney, factor != .one { wrong("factor", "money counts as what it is", "leave the factor out, or give units") }
    var blockers: [SpendingBlocker] = []
    for (index, text) in topUp.blockers.enumerated() {
      if let blocker = SpendingBlocker(text) { blockers.append(blocker) } else {
        wrong("blockers[\(index)]", "\"\(text)\" blocks nothing", "write service:NAME, rating-group:NUMBER or destination:PREFIX")
      }
    }
    var rollover: Rollover?
    if let days = topUp.rolloverDays {
      if !(1...3660).contains(days) || to == nil { wrong("rolloverDays", "a rest cannot go on for \(days) days", "write 1 to 3660 days, and an end of the first bucket") }
      let atMost = topUp.rolloverAtMost.map { amount($0, unit, "rolloverAtMost", &problems) }
      if let atMost, atMost < 0 { wrong("rolloverAtMost", "less than nothing cannot go on", "write an amount of zero or more, or leave it out where all of the rest goes on") }
      rollover = Rollover(atMost: atMost, days: days)
    } else if topUp.rolloverAtMost != nil {
      wrong("rolloverAtMost", "nothing goes on", "also write for how many days")
    }
    return BucketTerms(unit: unit, validFrom: from, validTo: to, priority: priority, factor: factor, blockers: blockers, rollover: rollover)
  }
}
