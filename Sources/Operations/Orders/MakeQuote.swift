import Catalog
public import Invoicing
import Parties
public import Primitives
public import Subscriptions
import Usage

extension ProblemCode {
  public static let quoteRepeat = ProblemCode("quotes.reference-taken")
  public static let unknownQuote = ProblemCode("quotes.unknown")
  public static let quotePeriod = ProblemCode("quotes.ends-before-start")
}

/// Makes an offer: checked as the order it would become, priced by the bill it would bring, and kept under its reference.
public struct MakeQuote {
  let store: any PartyStore & QuoteStore
  let billing: AccountBilling

  public init(store: any PartyStore & QuoteStore, billing: AccountBilling) {
    self.store = store
    self.billing = billing
  }

  /// An offer that was made.
  public struct Made: Sendable {
    public var quote: StoredQuote
    /// The first bill it would bring: what it holds alone, through the end of the bill cycle in which it starts.
    public var firstBill: Invoice?
    /// The same quote was made before; nothing was added.
    public var repeated: Bool

    public init(_ quote: StoredQuote, firstBill: Invoice?, repeated: Bool) {
      self.quote = quote
      self.firstBill = firstBill
      self.repeated = repeated
    }
  }

  /// - Parameter source: the document the quote was read from, so that problems name their place.
  /// - Throws: `Rejection` with every problem; nothing is written then.
  public func callAsFunction(_ quote: Quote, source: SourceNode? = nil, at: Instant) throws -> Made {
    var text = JSONText()
    text.value(quote)
    if let earlier = try store.quote(reference: quote.reference) {
      guard earlier.document == text.string else {
        throw Rejection(
          Problem(
            .quoteRepeat, at: source?["reference"]?.place ?? source?.place, path: "reference",
            "the quote \"\(quote.reference)\" was made on \(earlier.quotedOn) with other content",
            remedy: "a quote once made is not changed: give this one another reference"))
      }
      return Made(earlier, firstBill: try firstBill(quote), repeated: true)
    }
    guard quote.quotedOn < quote.validUntil else {
      throw Rejection(
        Problem(
          .quotePeriod, at: source?["validUntil"]?.place ?? source?.place, path: "validUntil",
          "the quote of \(quote.quotedOn) is valid until \(quote.validUntil), so no day is left to accept it",
          remedy: "let `validUntil` be the first day on which it can no longer be accepted"))
    }
    let account = try PlaceOrder(store: store, catalog: billing.context.index).check(quote.order(key: "", on: quote.quotedOn), source: source)
    let made = StoredQuote(
      reference: quote.reference, account: account.id, accountReference: account.reference, quotedOn: quote.quotedOn,
      validUntil: quote.validUntil, recordedAt: at, document: text.string)
    try store.save(made)
    return Made(made, firstBill: try firstBill(quote), repeated: false)
  }

  /// What the quote's subscriptions alone would be billed through the end of the cycle in which the first of them starts.
  public func firstBill(_ quote: Quote) throws -> Invoice? {
    guard let account = try store.account(reference: quote.account) else { return nil }
    let subscriptions = quote.order(key: "", on: quote.quotedOn)
      .subscriptionFacts(user: account.customer, payer: account.id, catalog: billing.context.index).compactMap(NewSubscription.init)
    guard let first = subscriptions.map(\.subscription.startsOn).min() else { return nil }
    let cycle = account.cycle.period(containing: first)
    let pending = PendingAccount(ordinal: 0, account: account.id, billThrough: cycle.end, usageThroughRound: 0)
    let facts = AccountFacts(
      payer: MemberFacts(
        account: account, billedThrough: cycle.start,
        subscriptions: subscriptions.enumerated().map { number, addition in
          var subscription = addition.subscription
          subscription.id = SubscriptionID(Int64(number + 1))
          return SubscriptionFacts(subscription: subscription, settledBefore: nil, billed: [])
        },
        usage: UnbilledUsage(account: account.id, usage: [], awaitingCorrection: [], lateCount: 0, closing: .none),
        usageSince: .none, carried: .none),
      children: [], recentGrossMinor: [], thirdParty: [], factsThrough: 0)
    switch billing.bill(pending, facts, issuedOn: cycle.end, waiving: true) {
    case .bill(let bill): return bill.invoice
    case .nothing, .held: return nil
    }
  }
}

extension Quote {
  /// The key of the order that accepts a stored quote: one for each, so that it is ordered once however often accepted.
  public var orderKey: String { "quote:\(reference)" }

  func order(key: String, on day: Day) -> Order {
    Order(key: key, customer: customer, account: account, channel: channel, placedOn: day, lines: lines)
  }
}
