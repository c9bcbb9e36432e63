public import Primitives

extension ProblemCode {
  public static let consolidationCycle = ProblemCode("parties.consolidation-cycle")
  public static let consolidationUnknown = ProblemCode("parties.consolidation-unknown")
  public static let consolidationSeller = ProblemCode("parties.consolidation-seller")
  public static let consolidationCurrency = ProblemCode("parties.consolidation-currency")
}

/// Which account's invoice carries which accounts' lines.
///
/// A forest: every account has at most one account above it and none is above itself. All accounts of one
/// invoice share its seller and its currency.
public struct AccountHierarchy: Sendable {
  private let above: [BillingAccountID: BillingAccountID]
  private let below: [BillingAccountID: [BillingAccountID]]

  /// Refuses circles, unknown accounts, and a seller or currency that differs from the account above.
  public init(_ accounts: [BillingAccount]) throws(Rejection) {
    let problems = AccountHierarchy.problems(accounts)
    guard problems.isEmpty else { throw Rejection(problems) }
    above = AccountHierarchy.upwards(accounts)
    below = Dictionary(grouping: accounts.map(\.id).filter { [above] in above[$0] != nil }.sorted(), by: { [above] in above[$0] ?? $0 })
  }

  /// The account whose invoice carries the lines of `account`; itself when it gets its own.
  public func invoiced(_ account: BillingAccountID) -> BillingAccountID {
    var top = account
    while let next = above[top] { top = next }
    return top
  }

  /// Every account whose lines the invoice of `account` carries: itself first, then those below it, by number.
  public func carried(by account: BillingAccountID) -> [BillingAccountID] {
    var found = [account]
    var next = 0
    while next < found.count {
      found += below[found[next]] ?? []
      next += 1
    }
    return [account] + found.dropFirst().sorted()
  }

  /// Everything wrong with the consolidation of these accounts, by account reference.
  public static func problems(_ accounts: [BillingAccount]) -> [Problem] {
    let byID = Dictionary(accounts.map { ($0.id, $0) }) { first, _ in first }
    let above = upwards(accounts)
    var found: [Problem] = []
    for account in accounts {
      guard let upper = account.consolidatedInto else { continue }
      let path = "accounts.\(account.reference).consolidatedInto"
      guard let other = byID[upper] else {
        found.append(Problem(
          .consolidationUnknown, path: path, "account \(account.reference) is consolidated into an account that does not exist",
          remedy: "name an existing account, or remove the field to give the account its own invoice"))
        continue
      }
      if isOnCircle(account.id, above) {
        found.append(Problem(
          .consolidationCycle, path: path, "account \(account.reference) is consolidated, by way of \(other.reference), into itself",
          remedy: "let one account of the circle have its own invoice"))
      }
      if other.seller != account.seller {
        found.append(Problem(
          .consolidationSeller, path: path,
          "account \(account.reference) buys from \(account.seller), \(other.reference) from \(other.seller)",
          remedy: "consolidate accounts of one seller only; an invoice has one seller"))
      }
      if other.currency != account.currency {
        found.append(Problem(
          .consolidationCurrency, path: path,
          "account \(account.reference) is kept in \(account.currency), \(other.reference) in \(other.currency)",
          remedy: "consolidate accounts of one currency only; an invoice has one currency"))
      }
    }
    return found
  }

  private static func upwards(_ accounts: [BillingAccount]) -> [BillingAccountID: BillingAccountID] {
    var table: [BillingAccountID: BillingAccountID] = [:]
    for account in accounts { table[account.id] = account.consolidatedInto }
    return table
  }

  private static func isOnCircle(_ account: BillingAccountID, _ above: [BillingAccountID: BillingAccountID]) -> Bool {
    var next = above[account]
    var left = above.count
    while let here = next, left >= 0 {
      if here == account { return true }
      (next, left) = (above[here], left - 1)
    }
    return false
  }
}
