import Catalog
import Invoicing
import Parties
import Primitives
import Rating
import Subscriptions
import Usage

/// Gathers what the accounts of one invoice owe.
struct MemberWork {
  let isExplained: Bool
  var charges: [BillableCharge] = []
  var discounts: [DocumentDiscount] = []
  /// Subscriptions whose promotions are among the discounts: one that moved within a household is held by two members.
  private var promoted: Set<SubscriptionID> = []
  var billed: [BilledPeriod] = []
  var closings: [MemberClosing] = []
  private(set) var unrated: [UnratedUsage] = []
  private(set) var unpriced: [(type: String, count: Int)] = []

  var unratedCount: Int { unrated.count + unpriced.reduce(0) { $0 + $1.count } }

  /// Usage that no price could price, with the first case of it.
  var unratedReason: HoldReason {
    var evidence = [HoldReason.Evidence("events", Int64(unratedCount))]
    if let first = unrated.first {
      evidence.append(.init("first-event", first.event))
      evidence.append(.init("why", first.problem.message))
      evidence.append(.init("remedy", first.problem.remedy))
    } else if let first = unpriced.first {
      evidence.append(.init("why", "no price of what the customer holds wants events of type \(first.type)"))
      evidence.append(.init("remedy", "add a usage price for it to the offering, or end the subscription of the subject"))
    }
    return HoldReason(.unratedUsage, evidence)
  }

  init(isExplained: Bool) { self.isExplained = isExplained }

  mutating func add(
    _ member: MemberFacts, payer: BillingAccountID, through: Day, _ context: BillingContext
  ) throws(Rejection) {
    let account = member.account
    guard let zone = context.zone(account.zoneName) else {
      throw Rejection(
        Problem(
          .zoneNotLoaded, path: "zone", "the time zone \"\(account.zoneName)\" of account \(account.reference) is not known",
          remedy: "give the account an IANA zone name, or install the machine's time-zone database"))
    }
    let usedBy = account.id == payer ? nil : account.id
    var recurring = RecurringCharges(isExplained: isExplained)
    for subscription in member.subscriptions {
      try recurring.add(subscription, of: account, zone: zone, through: through, context)
      attach(subscription.subscription, account, through: through, context)
    }
    charges += zip(recurring.charges, recurring.creditedFrom).map { BillableCharge($0, usedBy: usedBy, creditOfChargeFrom: $1) }
    billed += recurring.billed
    var usage = UsageCharges(member, zone: zone, through: through, isExplained: isExplained, context)
    try usage.price()
    charges.reserveCapacity(charges.count + usage.charges.count)
    for charge in usage.charges { charges.append(BillableCharge(charge, usedBy: usedBy)) }
    unrated += usage.unrated
    unpriced += usage.unpriced
    closings.append(
      MemberClosing(
        account: account.id, billedFrom: member.billedThrough, billedThrough: through, usageSince: member.usageSince,
        usage: member.usage.closing, settled: recurring.settled,
        carried: usage.carried, awaitingCorrection: member.usage.awaitingCorrection))
  }

  /// Promotions of the subscription that may lower what this bill charges.
  ///
  /// Percentages count bill cycles by the service charged: those that begin on the day of attachment or later, and the
  /// one in which the subscription itself starts. Fixed amounts count bills.
  private mutating func attach(_ subscription: Subscription, _ account: BillingAccount, through: Day, _ context: BillingContext) {
    if subscription.promotions.isEmpty || !promoted.insert(subscription.id).inserted { return }
    for attached in subscription.promotions {
      guard let promotion = context.index.promotion(attached.promotion) else { continue }
      switch promotion.reduction {
      case .percent:
        let first = account.cycle.period(containing: attached.from)
        let begins = attached.from <= subscription.startsOn || first.start == attached.from ? first.start : first.end
        var end = begins
        if let cycles = promotion.cycles {
          for _ in 0..<cycles { end = account.cycle.period(containing: end).end }
        } else {
          end = .open
        }
        discounts.append(
          DocumentDiscount(promotion, subscription: subscription.id, within: ServicePeriod(start: begins, end: end)))
      case .amount:
        guard attached.from < through else { continue }
        if let cycles = promotion.cycles {
          let begun = account.cycle.periods(from: attached.from, through: through.adding(days: -1)).count
          if begun > cycles { continue }
        }
        discounts.append(DocumentDiscount(promotion, subscription: subscription.id))
      }
    }
  }

  mutating func add(_ charge: ThirdPartyCharge, payer: BillingAccount) {
    let amount = Money(amountMinor: charge.amountMinor, currency: payer.currency)
    charges.append(
      BillableCharge(
        RatedCharge(
          kind: .thirdParty, subscription: nil,
          terms: ChargeTerms(
            offering: nil, price: PriceCode("third-party:\(charge.provider)"),
            name: LocalizedText("\(charge.provider): \(charge.name)"), unit: "", taxCategory: charge.taxCategory,
            revenueAccount: "third-party"),
          period: ServicePeriod(start: charge.usedOn, end: charge.usedOn.adding(days: 1)), quantity: .one, amount: amount,
          explanation: Explanation([ExplanationStep(.thirdParty, label: charge.provider, amount: amount.exact)])),
        usedBy: charge.account == payer.id ? nil : charge.account))
  }
}
