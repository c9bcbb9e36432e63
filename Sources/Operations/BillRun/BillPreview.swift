public import Invoicing
import Parties
public import Primitives
import Subscriptions

/// What an account would be billed for, drafted and explained: nothing of it is booked, or made ready to be.
public struct BillPreview: Sendable {
  public enum Outcome: Sendable {
    case bill(Invoice)
    case nothing
    /// The facts allow no bill.
    case held([HoldReason])
  }

  /// The first day that was not looked at.
  public var through: Day
  public var outcome: Outcome
  /// References of the accounts and subscriptions that were looked at, by their number.
  public var accounts: [BillingAccountID: String]
  public var subscriptions: [SubscriptionID: String]
}

extension AccountBilling {
  /// The bill of these facts as a person would release it who has seen what there is against it.
  public func preview(_ facts: AccountFacts, through: Day) -> BillPreview {
    var preview = BillPreview(through: through, outcome: .nothing, accounts: [:], subscriptions: [:])
    facts.forEachMember { member in
      preview.accounts[member.account.id] = member.account.reference
      preview.subscriptions.reserveCapacity(preview.subscriptions.count + member.subscriptions.count)
      for index in member.subscriptions.indices { preview.subscriptions[member.subscriptions[index].subscription.id] = member.subscriptions[index].subscription.reference }
    }
    let pending = PendingAccount(ordinal: 0, account: facts.payer.account.id, billThrough: through, usageThroughRound: .max)
    do {
      switch try draft(pending, facts, issuedOn: through).outcome {
      case .drafted(let draft): preview.outcome = .bill(draft.invoice)
      case .nothingToBill: preview.outcome = .nothing
      case .held(let reasons): preview.outcome = .held(reasons)
      }
    } catch { preview.outcome = .held(error.problems.map(HoldReason.init(_:))) }
    return preview
  }
}

extension AccountFacts {
  /// Whether every account among them lives in a time zone that is at hand.
  public func haveZones(of context: BillingContext) -> Bool {
    context.zone(payer.account.zoneName) != nil && children.allSatisfy { context.zone($0.account.zoneName) != nil }
  }

  func forEachMember(_ body: (borrowing MemberFacts) -> Void) {
    body(payer)
    for index in children.indices { body(children[index]) }
  }
}
