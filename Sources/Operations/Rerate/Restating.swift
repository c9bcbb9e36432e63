import Invoicing
import Parties
import Primitives
import Rating
import Subscriptions
import Usage

/// Says anew what replayed bills left each account with.
struct Restating {
  let history: AccountHistory
  let bills: [ReplayedBill]

  /// Whether what is written down says something else, although perhaps every amount is the same.
  var countersDiffer: Bool { countersDiffer(history.payer) || history.children.contains(where: countersDiffer) }

  private func countersDiffer(_ member: MemberHistory) -> Bool {
    for bill in bills.reversed() {
      guard let at = bill.closings.firstIndex(where: { $0.account == member.account.id }) else { continue }
      return member.hasLateUsage || Restating.differ(bill.closings[at].carried, member.carriedOut, after: bill.closings[at].billedThrough)
    }
    return false
  }

  private static func differ(_ a: CarriedState, _ b: CarriedState, after day: Day) -> Bool {
    if a.allowances.isEmpty, b.allowances.isEmpty, a.meters.isEmpty, b.meters.isEmpty { return false }
    // An empty bucket is as good as none.
    func usable(_ buckets: [CarriedState.Allowance]) -> Set<CarriedState.Allowance> {
      Set(buckets.filter { $0.bucket.expiresOn > day && $0.bucket.left.isPositive })
    }
    return usable(a.allowances) != usable(b.allowances) || Set(a.meters) != Set(b.meters)
  }

  func restatements() -> [Restatement] {
    ([history.payer] + history.children).compactMap { member in
      let closings = closings(of: member.account.id)
      guard let first = closings.first, let last = closings.last else { return nil }
      return Restatement(
        account: member.account.id, days: ServicePeriod(start: first.billedFrom, end: last.billedThrough),
        usageThroughRound: member.usageThroughRound, usageOpenFrom: member.usageOpenFrom,
        allowances: allowances(closings), meters: last.carried.meters, usage: usage(of: member.account.id, closings),
        billed: bills.flatMap(\.billed).filter { $0.account == member.account.id })
    }
  }

  private func closings(of account: BillingAccountID) -> [MemberClosing] {
    bills.compactMap { $0.closings.first { $0.account == account } }
  }

  /// Each bucket as the last bill that knew it left it.
  private func allowances(_ closings: [MemberClosing]) -> [CarriedState.Allowance] {
    var found: [CarriedState.Allowance] = []
    for entry in closings.flatMap(\.carried.allowances) {
      let known = found.firstIndex {
        $0.bucket.code == entry.bucket.code && $0.subscription == entry.subscription && $0.bucket.grantedOn == entry.bucket.grantedOn
      }
      if let known { found[known] = entry } else { found.append(entry) }
    }
    return found
  }

  private func usage(of account: BillingAccountID, _ closings: [MemberClosing]) -> [BilledUsage] {
    var found = closings.flatMap(\.carried.freeUsage)
    for line in bills.flatMap({ $0.invoice?.lines ?? [] }) where (line.usedBy ?? history.payer.account.id) == account {
      let charge = line.charge
      guard let subscription = charge.subscription, charge.amount.amountMinor != 0 else { continue }
      switch charge.kind {
      case .usage:
        found.append(
          BilledUsage(
            subscription: subscription, price: charge.price, period: charge.period, quantity: charge.quantity,
            amount: charge.amount.exact, minimumTopUp: charge.explanation.minimumTopUp))
      case .trueUp:
        found.append(
          BilledUsage(
            subscription: subscription, price: charge.price, period: charge.period, quantity: .zero, amount: .zero,
            trueUp: charge.amount.exact))
      default: break
      }
    }
    return found
  }
}
