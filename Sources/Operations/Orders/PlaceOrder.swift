public import Catalog
import Parties
public import Primitives
public import Subscriptions

extension ProblemCode {
  public static let orderAccount = ProblemCode("orders.unknown-account")
  public static let orderCustomer = ProblemCode("orders.other-customer")
  public static let orderRepeat = ProblemCode("orders.key-reused")
  public static let subscriptionReference = ProblemCode("orders.reference-taken")
  public static let unknownSubscription = ProblemCode("subscriptions.unknown")
  public static let amendmentRefused = ProblemCode("subscriptions.amendment-refused")
}

/// Turns orders into subscriptions: checked whole, written in one transaction, repeatable by key.
public struct PlaceOrder {
  let store: any PartyStore
  let catalog: CatalogIndex

  public init(store: any PartyStore, catalog: CatalogIndex) {
    self.store = store
    self.catalog = catalog
  }

  /// What placing an order came to.
  public struct Placed: Sendable, Equatable {
    public var references: [String]
    /// The same order was placed before under its key; nothing was added.
    public var repeated: Bool
  }

  /// - Parameters:
  ///   - source: the document the order was read from, so that problems name their place.
  ///   - parse: turns a stored order's text back into a document, to say what a repeat has changed.
  /// - Throws: `Rejection` with every problem; nothing is written then.
  public func callAsFunction(
    _ order: Order, source: SourceNode? = nil, at: Instant, parse: (String) throws -> SourceNode
  ) throws -> Placed {
    var text = JSONText()
    text.value(order)
    if let earlier = try store.command(key: "order:\(order.key)") {
      if earlier.fingerprint == text.string { return Placed(references: earlier.answer.split(separator: "\n").map(String.init), repeated: true) }
      throw Rejection(reused(order, earlier: try? Order.read(try parse(earlier.fingerprint), today: order.placedOn), source))
    }
    let account = try check(order, source: source)
    var problems: [Problem] = []
    let additions = order.subscriptionFacts(user: account.customer, payer: account.id, catalog: catalog).compactMap(NewSubscription.init)
    for addition in additions where try store.subscription(reference: addition.subscription.reference) != nil {
      problems.append(
        Problem(
          .subscriptionReference, path: "lines", "there is a subscription \"\(addition.subscription.reference)\" already",
          remedy: "give the line another `reference`, or amend that subscription"))
    }
    if !problems.isEmpty { throw Rejection(problems) }
    let references = additions.map(\.subscription.reference)
    try store.add(
      additions, at: at,
      command: StoredCommand(key: "order:\(order.key)", fingerprint: text.string, answer: references.joined(separator: "\n")))
    return Placed(references: references, repeated: false)
  }

  /// What an order placed before under this key came to; `nil` when there was none.
  public func earlier(key: String) throws -> Placed? {
    try store.command(key: "order:\(key)").map { Placed(references: $0.answer.split(separator: "\n").map(String.init), repeated: true) }
  }

  /// The account an order is for, when it could be placed as it stands.
  ///
  /// - Throws: `Rejection` with every problem of account, customer and lines.
  func check(_ order: Order, source: SourceNode?) throws -> BillingAccount {
    guard let account = try store.account(reference: order.account) else {
      throw Rejection(
        Problem(
          .orderAccount, at: source?["account"]?.place ?? source?.place, path: "account",
          "there is no account \"\(order.account)\"", remedy: "register it first with `florin account import`, or correct the reference"))
    }
    var problems = order.problems(catalog: catalog, segment: account.segment, currency: account.currency, source: source)
    if try store.customerReference(account.customer) != order.customer {
      problems.append(
        Problem(
          .orderCustomer, at: source?["customer"]?.place, path: "customer",
          "account \(order.account) belongs to another customer than \"\(order.customer)\"",
          remedy: "order for the customer who owns the account, or name that customer's account"))
    }
    if !problems.isEmpty { throw Rejection(problems) }
    return account
  }

  private func reused(_ order: Order, earlier: Order?, _ source: SourceNode?) -> Problem {
    var what = "its content"
    if case .changed(let fields) = order.compared(with: earlier) { what = fields.joined(separator: ", ") }
    return Problem(
      .orderRepeat, at: source?["key"]?.place ?? source?.place, path: "key",
      "the key \"\(order.key)\" was used for another order; different are: \(what)",
      remedy: "repeat the first order unchanged, or give this one a key of its own")
  }
}

/// A subscription to add, with the facts that made it.
public struct NewSubscription: Sendable {
  public var subscription: Subscription
  public var facts: [SubscriptionFact]

  /// `nil` when the facts do not begin with an order.
  public init?(_ facts: [SubscriptionFact]) {
    guard let subscription = Subscription.replay(id: SubscriptionID(0), facts) else { return nil }
    self.subscription = subscription
    self.facts = facts
  }
}

/// A command that was carried out: its key, what it said, what it was answered.
public struct StoredCommand: Sendable, Hashable {
  public var key: String
  public var fingerprint: String
  public var answer: String

  public init(key: String, fingerprint: String, answer: String) {
    self.key = key
    self.fingerprint = fingerprint
    self.answer = answer
  }
}
