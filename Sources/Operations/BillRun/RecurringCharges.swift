import Catalog
import Parties
import Primitives
import Rating
import Subscriptions

/// Recurring, one-time and given-back amounts of one subscription, priced.
struct RecurringCharges {
  let isExplained: Bool
  var charges: [RatedCharge] = []
  /// In step with `charges`: what to remember as billed.
  var billed: [BilledPeriod] = []
  /// In step with `charges`: the first day of the charge that a credit gives back.
  var creditedFrom: [Day?] = []
  var settled: [MemberClosing.SettledSubscription] = []

  /// - Throws: `Rejection` when the subscription holds what the catalog cannot price; the account is then held.
  mutating func add(
    _ facts: SubscriptionFacts, of account: BillingAccount, zone: Zone, through: Day, _ context: BillingContext
  ) throws(Rejection) {
    let due = try DueItems.compute(
      subscription: facts.subscription, account: account.id, currency: account.currency, cycle: account.cycle, zone: zone,
      prices: context.dueBook, billThrough: through, billed: facts.billed, unsettledFrom: facts.settledBefore)
    if !due.items.isEmpty || facts.settledBefore != nil || !facts.billed.isEmpty {
      settled.append(.init(subscription: facts.subscription.id, before: due.settledBefore))
    }
    for item in due.items {
      let charge = try rated(item, facts.subscription, account, context)
      charges.append(charge)
      if case .credit(let given, _, _) = item.kind { creditedFrom.append(given.period.start) } else { creditedFrom.append(nil) }
      billed.append(item.billed(to: account.id, amountMinor: charge.amount.amountMinor))
    }
  }

  private func rated(
    _ item: DueItem, _ subscription: Subscription, _ account: BillingAccount, _ context: BillingContext
  ) throws(Rejection) -> RatedCharge {
    let price = item.price.price
    var kind = RatedCharge.Kind.recurring
    let amount: Money
    let explanation: Explanation
    switch item.kind {
    case .credit(let billed, let amountMinor, let capped):
      kind = .credit
      amount = Money(amountMinor: amountMinor, currency: account.currency)
      explanation = credited(item, billed, amount, capped: capped)
    case .charge, .oneTime:
      if item.kind == .oneTime { kind = .oneTime }
      guard let rater = context.rater(price.code, version: item.versionIndex) else {
        throw Rejection(
          Problem(
            .unpriced, path: price.code.text, "the price \(price.code) has no version \(item.versionIndex) in this catalog",
            remedy: "bill with the catalog version the run was planned with"))
      }
      // Trial days were already left out when the due days were worked out, so no start is told here.
      var request = RatingRequest(
        quantity: item.quantity, period: item.period, share: Share(item.fraction.numerator, item.fraction.denominator),
        agreement: item.agreement.map(AgreedPrice.init))
      request.isExplained = isExplained
      let rated = try rater.rate(request)
      amount = rated.amount
      explanation = rated.explanation
    }
    return RatedCharge(
      kind: kind, subscription: subscription.id, terms: context.terms(of: item),
      period: item.period, quantity: item.quantity, amount: amount, explanation: explanation)
  }

  /// What was billed, the share of it that was not used, and the rounding to what is given back.
  private func credited(_ item: DueItem, _ billed: BilledPeriod, _ amount: Money, capped: Bool) -> Explanation {
    let whole = Money(amountMinor: billed.amountMinor, currency: amount.currency).exact
    let share = (-(whole * item.fraction.exact)).rounded(12, .halfEven).reduced
    var steps = [
      ExplanationStep(
        .credit, label: capped ? "capped" : nil, quantity: billed.quantity, unitPrice: -whole, numerator: item.fraction.numerator,
        denominator: item.fraction.denominator, period: item.period, amount: share)
    ]
    let difference = amount.exact - share
    if !difference.isZero { steps.append(ExplanationStep(.rounding, amount: difference.reduced)) }
    return Explanation(steps)
  }
}

extension AgreedPrice {
  init(_ change: PriceAgreement.Change) {
    self =
      switch change {
      case .replace(let value): .replace(value)
      case .add(let value): .add(value)
      case .percentOff(let value): .percentOff(value)
      }
  }
}
