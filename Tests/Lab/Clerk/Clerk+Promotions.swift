import Invoicing
import Primitives
import Rating

extension Clerk {
  private static let lowered = "basic.monthly"

  /// Works out by hand what promotions take off an invoice: half of what is charged for the first three months of account, and
  /// half of what is given back of it stays with the seller.
  mutating func takeDiscounts(_ invoice: Invoice, _ number: String, _ payer: Int, _ names: Names) -> [String] {
    var lowered: [Int: (charged: Int, given: Int)] = [:]
    var found: [Int: [Int]] = [:]
    for line in invoice.lines {
      let charge = line.charge
      guard let id = charge.subscription, let reference = names.subscriptions[id], let index = subscription(reference) else { continue }
      let amount = Int(charge.amount.amountMinor)
      switch charge.kind {
      case .discount:
        found[index, default: []].append(amount)
        sums[sumKey(index, charge.price.text, charge.period.start, accounts[payer]), default: 0] += amount
      case .recurring, .credit:
        let user = line.usedBy.flatMap { names.accounts[$0] }.flatMap { account($0) } ?? payer
        guard charge.price.text == Clerk.lowered, isLowered(index, on: charge.period.start, accounts[user]) else { continue }
        if amount > 0 { lowered[index, default: (0, 0)].charged += amount } else { lowered[index, default: (0, 0)].given -= amount }
      default: break
      }
    }
    var breaches: [String] = []
    for index in Set(lowered.keys).union(found.keys) {
      let (charged, given) = lowered[index] ?? (0, 0)
      let expected = [-rounded(charged * 50, 100), rounded(given * 50, 100)].filter { $0 != 0 }
      if found[index, default: []].sorted() != expected.sorted() {
        breaches.append(
          "discount: \(number) takes \(found[index, default: []]) off \(subscriptions[index].reference), by hand \(expected) of \(charged) charged and \(given) given back")
      }
    }
    return breaches
  }

  /// Whether a day of a subscription lies in its first three months of account.
  private func isLowered(_ index: Int, on day: Day, _ account: Account) -> Bool {
    let kept = subscriptions[index]
    guard kept.isWelcome else { return false }
    let begins = WallCalendar.cycleStart(kept.startsOn, anchor: account.anchor)
    var end = begins
    for _ in 0..<3 { end = WallCalendar.cycleEnd(end, anchor: account.anchor) }
    return begins <= day && day < end
  }
}
