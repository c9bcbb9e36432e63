public import Primitives

extension Subscription {
  /// The subscription that these facts add up to; `nil` when they do not begin with its order.
  public static func replay(id: SubscriptionID, _ facts: [SubscriptionFact]) -> Subscription? {
    guard let first = facts.first, case .ordered(let ordered) = first.change else { return nil }
    var subscription = Subscription(
      id: id, reference: ordered.reference, user: ordered.user,
      payers: [DatedPayer(from: ordered.startsOn, account: ordered.payer)], subject: ordered.subject,
      startsOn: ordered.startsOn, termEndsOn: ordered.termEndsOn)
    for fact in facts.dropFirst() { subscription.apply(fact) }
    return subscription
  }

  /// Takes one more fact into account. The facts of a command that was not refused always fit.
  public mutating func apply(_ fact: SubscriptionFact) {
    switch fact.change {
    case .ordered: break
    case .itemOpened(let item): items.append(item)
    case .itemClosed(let number, let day):
      if let index = items.firstIndex(where: { $0.number == number }) { items[index].to = max(day, items[index].from) }
    case .activated(let day):
      if startsOn < day { payers = payers.map { DatedPayer(from: $0.from == startsOn ? day : $0.from, account: $0.account) } }
      startsOn = max(startsOn, day)
      state = .active
    case .suspended(let day): suspensions.append(ServicePeriod(start: day, end: .open))
    case .resumed(let day):
      if let index = suspensions.firstIndex(where: { $0.start <= day && day < $0.end }) { suspensions[index].end = day }
      suspensions.removeAll { $0.isEmpty }
    case .endSet(let day): endsOn = day
    case .endWithdrawn: endsOn = nil
    case .payerChanged(let account, let day):
      let replaced = Set(payers.filter { $0.from >= day }.map(\.account))
      payers.removeAll { $0.from >= day }
      payers.append(DatedPayer(from: day, account: account))
      // They pay no day any more, but may have been billed ahead for some: kept, so that their next bill gives it back.
      for former in replaced.sorted() where !payers.contains(where: { $0.account == former }) {
        payers.append(DatedPayer(from: .open, account: former))
      }
    case .promotionAttached(let promotion, let day): promotions.append(AttachedPromotion(promotion: promotion, from: day))
    }
    state = state(on: fact.recordedOn)
  }
}
