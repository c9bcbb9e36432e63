public import Primitives
public import Subscriptions

/// Which accounts to look at.
public struct AccountScope: Sendable, Hashable {
  /// The account's segment; `nil`: all.
  public var segment: String?
  /// One account by its reference; `nil`: all.
  public var account: String?
  /// Accounts that hold, or once held, this offering; `nil`: all.
  public var offering: OfferingCode?

  public init(segment: String? = nil, account: String? = nil, offering: OfferingCode? = nil) {
    self.segment = segment
    self.account = account
    self.offering = offering
  }

  public static let everybody = AccountScope()
}

/// Which bills of an account to make again.
public enum BillSpan: Sendable, Hashable {
  /// Those whose last day lies in the period: each bill belongs to exactly one of a row of periods.
  case closing(in: ServicePeriod)
  /// The first that covers a day of the period, and every later one, since counters go on.
  case from(ServicePeriod)

  public var period: ServicePeriod {
    switch self {
    case .closing(let period), .from(let period): period
    }
  }
}

/// Where bills are read from again together with what they were made from. Nothing here writes.
public protocol ReplayStore: Sendable {
  /// Accounts of the scope, whether they were ever billed or not, by identifier, at most `limit` of those after `after`.
  func accounts(_ scope: AccountScope, after: BillingAccountID?, limit: Int) throws -> [BillingAccountID]

  /// How many accounts the scope has.
  func accountCount(_ scope: AccountScope) throws -> Int

  /// The first day ever billed and the first day not billed any more, over all accounts; `nil` before the first bill.
  func billedDays() throws -> ServicePeriod?

  /// Reads accounts on one snapshot and gives them to `body` one by one; those without a bill in the span are left out.
  ///
  /// - Parameter replay: builds a subscription from stored facts.
  func readHistories(
    _ accounts: [BillingAccountID], _ span: BillSpan, zones: [String: Zone],
    replay: (SubscriptionID, [String]) throws -> Subscription?, _ body: (AccountHistory) throws -> Void) throws

  /// The segments that accounts belong to.
  func segments() throws -> [String]
}
