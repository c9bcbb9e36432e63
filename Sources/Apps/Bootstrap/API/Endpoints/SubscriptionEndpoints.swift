import HTTPAPI
import Operations
import Parties
import Primitives
import Store
import Subscriptions

extension FlorinAPI {
  var subscriptionEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/accounts/{account}/subscriptions", chapter: "Subscriptions", name: "listSubscriptions", "List what an account pays for",
        parameters: [.path("account", "The account's reference.")] + Endpoint.Parameter.paging,
        answers: [.json(.page(Shapes.subscription), "Subscriptions.")],
        for: Who.accounts, work: .reading { request in
          let paid = try store.subscriptions(paidBy: try account(request.text("account"), request).id)
          let page = PageOf(ofAll: paid, after: try request.after(), limit: request.limit)
          return .page(PageOf(try subscriptionDocuments(page.items), next: page.next), Shapes.subscription, request)
        }),
      Endpoint(
        .get, "/v1/subscriptions/{subscription}", chapter: "Subscriptions", name: "readSubscription", "Read a subscription",
        parameters: [.path("subscription", "The subscription's reference.")], answers: [.json(Shapes.subscription.schema, "The subscription.")],
        for: Who.accounts, work: .reading { request in .json(try subscriptionDocuments([try subscription(request.text("subscription"), request)])[0], Shapes.subscription, request) }),
      Endpoint(
        .get, "/v1/quotes", chapter: "Subscriptions", name: "listQuotes", "List quotes", about: "In the order they were made.",
        parameters: [.query("account", .plainText, "Only quotes to this account.")] + Endpoint.Parameter.paging,
        answers: [.json(.page(FlorinAPI.listedQuote), "Quotes.")],
        for: Who.accounts, work: .reading { request in
          let quotes = try store.quotes(for: try filteredAccount(request)?.id).filter { try isSeen($0.account, request) }
          let page = PageOf(ofAll: quotes, after: try request.after(), limit: request.limit)
          return .page(PageOf(page.items.map { DatedQuote(quote: $0, today: today) }, next: page.next), FlorinAPI.listedQuote, request)
        }),
    ]
  }

  /// A quote as it stands on a day.
  struct DatedQuote: Sendable {
    var quote: StoredQuote
    var today: Day
  }

  static let listedQuote = Shape<DatedQuote>(
    "QuoteSummary", "An offer to a customer.",
    [
      .text("reference") { $0.quote.reference }, .text("account") { $0.quote.accountReference }, .day("quotedOn") { $0.quote.quotedOn },
      .day("validUntil", "First day on which it can no longer be accepted.") { $0.quote.validUntil },
      .choice("state", ["open", "accepted", "expired"], "Today.") { $0.quote.state(on: $0.today) },
    ])

  /// A subscription that whoever asks holds or pays for.
  func subscription(_ reference: String?, _ request: APIRequest) throws -> Subscription {
    if let reference, let known = try store.subscription(reference: reference) {
      let isOwn = try request.caller.customer.map { try $0 == known.user || known.payers.contains { try isSeen($0.account, request) } }
      if isOwn ?? true { return known }
    }
    throw Rejection(
      Problem(
        .unknownSubscription, path: "subscription", "there is no subscription \"\(reference ?? "")\"",
        remedy: "`GET /v1/accounts/{account}/subscriptions` lists those of an account"))
  }

  func subscriptionDocuments(_ subscriptions: [Subscription]) throws -> [SubscriptionDocument] {
    let names = try references(subscriptions.flatMap { $0.payers.map(\.account) })
    return subscriptions.map { subscription in
      SubscriptionDocument(subscription: subscription, payers: subscription.payers.map { ($0.from, names[$0.account] ?? "") }, today: today)
    }
  }
}
