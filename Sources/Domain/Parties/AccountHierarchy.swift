public import Primitives

extension ProblemCode {
  public static let consolidationCycle = ProblemCode("parties.consolidation-cycle")
  public static let consolidationDepth = ProblemCode("parties.consolidation-depth")
  public static let consolidationSeller = ProblemCode("parties.consolidation-seller")
  public static let consolidationCurrency = ProblemCode("parties.consolidation-currency")
}

/// Which account's invoice carries which accounts' lines.
///
/// Every account has its own invoice or is carried by one that has; none carries itself. All accounts of one invoice
/// share its seller and its currency.
public struct AccountHierarchy: Sendable {
  private let above: [BillingAccountID: BillingAccountID]
  private let below: [BillingAccountID: [BillingAccountID]]

  /// Refuses circles, and a seller or currency that differs from the account above.
  public init(_ accounts: [BillingAccount]) throws(Rejection) {
    let problems = AccountHierarchy.problems(accounts)
    guard problems.isEmpty else { throw Rejection(problems) }
    above = AccountHierarchy.upwards(accounts)
    below = Dictionary(grouping: accounts.map(\.id).filter { [above] in above[$0] != nil }.sorted(), by: { [above] in above[$0] ?? $0 })
  }

  /// The account whose invoice carries the lines of `account`; itself when it gets its own.
  public func invoiced(_ account: BillingAccountID) -> BillingAccountID {
    above[account] ?? account
  }

  /// Every account whose lines the invoice of `account` carries: itself first, then the others by number.
  public func carried(by account: BillingAccountID) -> [BillingAccountID] {
    [account] + (below[account] ?? [])
  }

  /// Everything wrong with the consolidation of these accounts among themselves, by account reference; what lies above
  /// and is not among them is left to who knows it.
  public static func problems(_ accounts: [BillingAccount]) -> [Problem] {
    let byID = Dictionary(accounts.map { ($0.id, $0) }) { first, _ in first }
    let above = upwards(accounts)
    var found: [Problem] = []
    for account in accounts {
      guard let upper = account.consolidatedInto else { continue }
      guard let other = byID[upper] else { continue }
      let path = "accounts.\(account.reference).consolidatedInto"
      if isOnCircle(account.id, above) {
        found.append(Problem(
          .consolidationCycle, path: path, "account \(account.reference) is consolidated, by way of \(other.reference), into itself",
          remedy: "let one account of the circle have its own invoice"))
        continue
      }
      found += mismatches(account, into: other, path: path)
    }
    return found
  }

  /// What keeps the lines of `account` off an invoice of `other`: it has none of its own, another seller, another currency.
  public static func mismatches(_ account: BillingAccount, into other: BillingAccount, at place: Problem.Place? = nil, path: String)
    -> [Problem]
  {
    var found: [Problem] = []
    if other.consolidatedInto != nil {
      found.append(Problem(
        .consolidationDepth, at: place, path: path,
        "account \(other.reference), which is to carry \(account.reference), has no invoice of its own",
        remedy: "consolidate \(account.reference) into the account whose invoice carries \(other.reference)"))
    }
    if other.seller != account.seller {
      found.append(Problem(
        .consolidationSeller, at: place, path: path,
        "account \(account.reference) buys from \(account.seller), \(other.reference) from \(other.seller)",
        remedy: "consolidate accounts of one seller only; an invoice has one seller"))
    }
    if other.currency != account.currency {
      found.append(Problem(
        .consolidationCurrency, at: place, path: path,
        "account \(account.reference) is kept in \(account.currency), \(other.reference) in \(other.currency)",
        remedy: "consolidate accounts of one currency only; an invoice has one currency"))
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
