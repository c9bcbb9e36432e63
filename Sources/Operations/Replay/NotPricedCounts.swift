public import Primitives

/// How many accounts could not be priced, by reason. Grows with the kinds of reasons, not with accounts.
public struct NotPricedCounts: Sendable, Hashable {
  /// By code, then message.
  public private(set) var reasons: [Reason] = []

  public init() {}

  /// Accounts that cannot be priced for one reason.
  public struct Reason: Sendable, Hashable {
    public var code: String
    /// The words for the first account, by number.
    public var message: String
    public var accounts: Int
    /// The first of them, by number; at most `kept`.
    public var examples: [Example]

    public struct Example: Sendable, Hashable {
      public var account: BillingAccountID
      public var reference: String
    }

    static let kept = 3
    /// The message without the digits in it: what is only another number is no other reason.
    let kind: String
  }

  public var accounts: Int { reasons.reduce(0) { $0 + $1.accounts } }

  mutating func add(_ reason: NotPriced, _ account: BillingAccountID, _ reference: String) {
    add(
      Reason(
        code: reason.code, message: reason.message, accounts: 1,
        examples: [Reason.Example(account: account, reference: reference)], kind: reason.message.filter { !$0.isNumber }))
  }

  mutating func add(_ other: NotPricedCounts) {
    for reason in other.reasons { add(reason) }
  }

  private mutating func add(_ more: Reason) {
    guard let at = reasons.firstIndex(where: { $0.code == more.code && $0.kind == more.kind }) else {
      let place = reasons.firstIndex { ($0.code, $0.kind) > (more.code, more.kind) } ?? reasons.endIndex
      return reasons.insert(more, at: place)
    }
    if let mine = reasons[at].examples.first, let first = more.examples.first, first.account < mine.account {
      reasons[at].message = more.message
    }
    reasons[at].accounts += more.accounts
    reasons[at].examples = Array((reasons[at].examples + more.examples).sorted { $0.account < $1.account }.prefix(Reason.kept))
  }
}
