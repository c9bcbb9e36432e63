public import Catalog
public import Primitives

extension Order {
  /// The facts of the subscriptions this order makes, one list per line: ordered, items opened (bundles with what
  /// they include), activated, and what else the line says.
  ///
  /// The order must have no `problems`. Replaying a list gives the subscription.
  public func subscriptionFacts(user: CustomerID, payer: BillingAccountID, catalog: CatalogIndex) -> [[SubscriptionFact]] {
    lines.enumerated().map { index, line in
      let changes = line.changes(
        reference: line.reference.isEmpty ? "\(key)-\(index + 1)" : line.reference, user: user, payer: payer, catalog)
      return changes.map { SubscriptionFact(recordedOn: placedOn, $0) }
    }
  }
}

extension OrderLine {
  fileprivate func changes(
    reference: String, user: CustomerID, payer: BillingAccountID, _ catalog: CatalogIndex
  ) -> [SubscriptionFact.Change] {
    let plan = catalog.offering(offering)
    let term = termMonths ?? plan?.termMonths
    var changes: [SubscriptionFact.Change] = [
      .ordered(
        SubscriptionFact.Ordered(
          reference: reference, user: user, payer: payer, subject: subject, startsOn: startsOn,
          termEndsOn: term.map { startsOn.adding(months: $0) }))
    ]
    let first = SubscriptionItem(number: 1, offering: offering, quantity: quantity, from: startsOn, agreements: agreements)
    var items = plan?.expanded(first, catalog) ?? [first]
    for option in options {
      items.append(
        SubscriptionItem(
          number: items.count + 1, offering: option.offering, quantity: option.quantity, from: startsOn,
          agreements: option.agreements))
    }
    changes += items.map { .itemOpened($0) }
    changes.append(.activated(on: startsOn))
    changes += promotions.map { .promotionAttached($0, from: startsOn) }
    if let endsOn { changes.append(.endSet(on: endsOn)) }
    return changes
  }
}
