public import Invoicing
import Parties
import Primitives
import Rating
public import Subscriptions
import Usage

/// Makes the bills of a history again, in order: each with the usage of its own days, whenever that arrived, going on
/// from where the bill before it stood.
///
/// Pure. Re-rating compares what comes out with what was billed; a simulation compares what two catalogs come to.
public struct AccountReplay: Sendable {
  public let history: AccountHistory

  public init(_ history: AccountHistory) { self.history = history }

  /// - Parameters:
  ///   - isExplained: whether lines have to say why; without, amounts that need no steps come without them.
  ///   - billing: the catalog to make a bill with, ready for billing.
  public func callAsFunction(isExplained: Bool = true, with billing: (PastBill) throws -> AccountBilling) rethrows -> [ReplayedBill] {
    var members = ([history.payer] + history.children).map(ReplayedMember.init)
    var made: [ReplayedBill] = []
    made.reserveCapacity(history.bills.count)
    for index in history.bills.indices {
      let bill = history.bills[index]
      let again = replay(bill, index, &members, try billing(bill), isExplained)
      made.append(again)
      // Counters after a bill that cannot be made are unknown, so nothing after it can be made either.
      if case .refused = again.outcome { break }
    }
    return made
  }

  private func replay(
    _ bill: PastBill, _ index: Int, _ members: inout [ReplayedMember], _ billing: AccountBilling, _ isExplained: Bool
  ) -> ReplayedBill {
    let pending = PendingAccount(
      ordinal: 0, account: history.payer.account.id, billThrough: bill.billThrough, usageThroughRound: .max)
    do {
      var facts: [MemberFacts] = []
      for member in members {
        if let known = try member.facts(of: index, through: bill.billThrough, billing.context) { facts.append(known) }
      }
      guard let payer = facts.first, payer.account.id == history.payer.account.id else {
        return ReplayedBill(past: bill, outcome: .nothing, unrated: 0, closings: [])
      }
      let input = AccountFacts(
        payer: payer, children: Array(facts.dropFirst()), recentGrossMinor: [], thirdParty: [], factsThrough: 0)
      let (outcome, work) = try billing.draft(pending, input, issuedOn: bill.issuedOn, isExplained: isExplained)
      for closing in work.closings {
        guard let at = members.firstIndex(where: { $0.history.account.id == closing.account }) else { continue }
        members[at].close(closing, billed: work.billed)
      }
      let unrated = work.unratedCount
      switch outcome {
      case .drafted(let draft):
        return ReplayedBill(
          past: bill, outcome: .drafted(draft.invoice), unrated: unrated, unratedReason: unrated > 0 ? work.unratedReason : nil,
          closings: work.closings, billed: work.billed)
      case .nothingToBill:
        return ReplayedBill(
          past: bill, outcome: .nothing, unrated: unrated, unratedReason: unrated > 0 ? work.unratedReason : nil,
          closings: work.closings, billed: work.billed)
      case .held(let reasons):
        return ReplayedBill(past: bill, outcome: .refused(reasons), unrated: unrated, closings: [])
      }
    } catch {
      return ReplayedBill(past: bill, outcome: .refused(error.problems.map(HoldReason.init(_:))), unrated: 0, closings: [])
    }
  }
}

/// One bill made again.
public struct ReplayedBill: Sendable {
  public var past: PastBill
  public var outcome: Outcome
  /// Events that no price could price.
  public var unrated: Int
  /// The first of them, with its reason.
  public var unratedReason: HoldReason?
  /// Where each account stands after it.
  public var closings: [MemberClosing]
  /// Days it bills.
  public var billed: [BilledPeriod]

  /// What making the bill came to. Charges of other companies are left out: no catalog changes them.
  public enum Outcome: Sendable {
    case drafted(Invoice)
    case nothing
    /// The catalog cannot price what was held, or the amounts cannot stand on an invoice.
    case refused([HoldReason])
  }

  public init(
    past: PastBill, outcome: Outcome, unrated: Int, unratedReason: HoldReason? = nil, closings: [MemberClosing],
    billed: [BilledPeriod] = []
  ) {
    self.billed = billed
    self.past = past
    self.outcome = outcome
    self.unrated = unrated
    self.unratedReason = unratedReason
    self.closings = closings
  }

  public var invoice: Invoice? { if case .drafted(let invoice) = outcome { invoice } else { nil } }
}

/// A member while its bills are made again: what goes from one into the next.
private struct ReplayedMember {
  let history: MemberHistory
  var carried: CarriedState
  var billed: [BilledPeriod]

  init(_ history: MemberHistory) {
    self.history = history
    carried = history.carried
    billed = history.billed
  }

  func facts(of bill: Int, through: Day, _ context: BillingContext) throws(Rejection) -> MemberFacts? {
    guard let part = history.parts[bill] else { return nil }
    let account = history.account
    guard let zone = context.zone(account.zoneName) else {
      throw Rejection(
        Problem(
          .zoneNotLoaded, path: "zone", "the time zone \"\(account.zoneName)\" of account \(account.reference) is not known",
          remedy: "give the account an IANA zone name, or install the machine's time-zone database"))
    }
    let range = InstantRange(start: zone.start(of: part.billedFrom), end: zone.start(of: through))
    let subscriptions = (part.subscriptions ?? history.holdings).map { subscription in
      SubscriptionFacts(
        subscription: subscription, settledBefore: subscription.startsOn < history.openedOn ? history.openedOn : nil,
        billed: billed.isEmpty ? [] : billed.filter { $0.subscription == subscription.id })
    }
    return MemberFacts(
      account: account, billedThrough: part.billedFrom, subscriptions: subscriptions,
      usage: UnbilledUsage(
        account: account.id, usage: history.usage.compactMap { $0.within(range) }, awaitingCorrection: [], lateCount: 0,
        closing: .none),
      usageSince: .none, carried: carried, holdings: part.subscriptions == nil ? nil : history.holdings)
  }

  mutating func close(_ closing: MemberClosing, billed more: [BilledPeriod]) {
    carried = closing.carried
    carried.allowances.removeAll { $0.bucket.expiresOn <= closing.billedThrough }
    carried.freeUsage = []
    billed += more.filter { $0.account == closing.account }
  }
}

extension AssignedUsage {
  /// The events of a stretch of time; `nil` when there are none.
  func within(_ range: InstantRange) -> AssignedUsage? {
    guard let first = events.first, let last = events.last else { return nil }
    if range.contains(first.at), range.contains(last.at) { return self }
    let (start, end) = (firstIndex(at: range.start), firstIndex(at: range.end))
    return start < end ? AssignedUsage(subscription: subscription, type: type, events: Array(events[start..<end])) : nil
  }

  /// The position of the first event at or after an instant.
  private func firstIndex(at instant: Instant) -> Int {
    var (low, high) = (0, events.count)
    while low < high {
      let middle = (low + high) / 2
      if events[middle].at < instant { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
