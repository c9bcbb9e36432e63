import Catalog
import Primitives

extension Subscription {
  /// Decides an amendment: the subscription as it then is with the facts to append, or why not.
  ///
  /// The subscription returned is exactly its old self with the facts applied. Refusals are tested in the order in
  /// which `AmendmentRefusal` lists them.
  public func amending(_ amendment: Amendment, in context: AmendmentContext) -> AmendmentOutcome {
    let decision = AmendmentDecision(subscription: self, on: amendment.on, context: context)
    do {
      let facts = try decision.changes(amendment.change).map { SubscriptionFact(recordedOn: context.today, $0) }
      var amended = self
      for fact in facts { amended.apply(fact) }
      return .amended(amended, facts: facts, from: decision.day(of: amendment.change))
    } catch {
      return .refused(error)
    }
  }
}

extension AmendmentRefusal: Error {}

/// The decision on one amendment of one subscription; the refusal is passed up as an error inside it only.
struct AmendmentDecision {
  let subscription: Subscription
  let on: Day
  let context: AmendmentContext

  typealias Changes = [SubscriptionFact.Change]

  func changes(_ change: Amendment.Change) throws(AmendmentRefusal) -> Changes {
    try refuseByState(change)
    try refuseByDay(change)
    switch change {
    case .activate: return [.activated(on: max(on, subscription.startsOn))]
    case .changeOffering(let selector, let offering, let agreements):
      return try changeOffering(of: selector, to: offering, agreements)
    case .changeQuantity(let selector, let quantity): return try changeQuantity(of: selector, to: quantity)
    case .addOption(let option, let quantity, let agreements): return try addOption(option, quantity, agreements)
    case .removeOption(let selector): return try removeOption(selector)
    case .agreePrice(let selector, let agreements): return try agreePrice(of: selector, agreements)
    case .move(let account): return try move(to: account)
    case .suspend: return try suspend()
    case .resume:
      guard subscription.suspensions.contains(where: { $0.contains(on) }) else { throw .notSuspended }
      return [.resumed(on: on)]
    case .cancel: return try cancel(on: on)
    case .cancelAtTermEnd:
      guard let day = subscription.termEndsOn else { throw .noTerm }
      return try cancel(on: day)
    case .withdrawCancellation:
      guard subscription.endsOn != nil else { throw .notEnding }
      return [.endWithdrawn]
    case .attachPromotion(let code): return try attach(code)
    }
  }

  /// The first day the change concerns.
  func day(of change: Amendment.Change) -> Day {
    switch change {
    case .cancelAtTermEnd: subscription.termEndsOn ?? on
    case .activate: min(on, subscription.startsOn)
    default: on
    }
  }

  private func refuseByState(_ change: Amendment.Change) throws(AmendmentRefusal) {
    if subscription.state == .draft {
      if change != .activate { throw .draft }
    } else if change == .activate {
      throw .alreadyActive
    }
    if let end = subscription.endsOn, end <= on, change != .cancel, change != .cancelAtTermEnd { throw .ended(on: end) }
  }

  private func refuseByDay(_ change: Amendment.Change) throws(AmendmentRefusal) {
    let day = day(of: change)
    if change != .activate, day < subscription.startsOn { throw .beforeStart(subscription.startsOn) }
    if let earliest = context.earliest, day < earliest { throw .beforeEarliest(earliest) }
  }

  private func move(to account: BillingAccountID) throws(AmendmentRefusal) -> Changes {
    guard let currency = context.currencyOf(account) else { throw .unknownAccount }
    if currency != context.currency { throw .otherCurrency(currency) }
    if subscription.payer(on: on) == account, !subscription.payers.contains(where: { $0.from > on && $0.from < .open }) { throw .nothingChanges }
    return [.payerChanged(to: account, from: on)]
  }

  private func suspend() throws(AmendmentRefusal) -> Changes {
    if let other = subscription.suspensions.last(where: { $0.end > on }) { throw .alreadySuspended(from: other.start) }
    return [.suspended(from: on)]
  }

  private func cancel(on day: Day) throws(AmendmentRefusal) -> Changes {
    if let end = subscription.endsOn, end <= day { throw .alreadyEnding(on: end) }
    return [.endSet(on: day)]
  }

  private func attach(_ code: PromotionCode) throws(AmendmentRefusal) -> Changes {
    guard let promotion = context.catalog.promotion(code) else { throw .unknownPromotion(code) }
    if !promotion.effective.contains(on) { throw .promotionNotOffered(code) }
    if subscription.promotions.contains(where: { $0.promotion == code && $0.from <= on }) { throw .nothingChanges }
    return [.promotionAttached(code, from: on)]
  }
}
