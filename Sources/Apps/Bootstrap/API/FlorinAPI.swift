import Foundation
import HTTPAPI
import Invoicing
import Operations
import Parties
import Primitives
import Store

/// Every endpoint of Florin, chapter by chapter.
struct FlorinAPI: Sendable {
  let installation: Installation
  let runsAtWork = RunsAtWork { run, error in
    var entry = LogEntry(request: "bill-run-\(run)", method: "")
    entry.fault = "\(error)"
    Service.logToStandardError(entry)
  }
  let intake: UsageIntake
  let charging: MeasuredCharging
  /// What the service answered so far.
  let metrics: @Sendable () -> String
  /// Where it is read what the books say beside that, for not so long.
  let counts: WorkPool
  /// Where everything else is read.
  let pool: WorkPool
  let webhooks: Webhooks
  let billLinks: BillLinks
  /// Whether access tokens of other issuers are taken.
  let takesTokens: Bool
  /// The way in for people, where there is one.
  let signIn: SignInDoor?

  init(_ installation: Installation, intake: UsageIntake, charging: MeasuredCharging, webhooks: Webhooks, takesTokens: Bool = false, signIn: SignInDoor? = nil, pool: WorkPool = WorkPool(readers: 1), counts: WorkPool = WorkPool(readers: 1), metrics: @escaping @Sendable () -> String = { "" }) {
    self.webhooks = webhooks
    billLinks = BillLinks(installation, secretsKeyFile: webhooks.settings.secretsKeyFile)
    self.takesTokens = takesTokens
    self.signIn = signIn
    self.installation = installation
    self.intake = intake
    self.charging = charging
    self.metrics = metrics
    self.counts = counts
    self.pool = pool
  }

  var store: Store { installation.store }
  var today: Day { installation.clock.now().utcDay }

  var description: APIDescription {
    var whole = described
    if takesTokens { whole.securitySchemes.append(.accessToken) }
    if let signIn { whole.securitySchemes.append(.session(cookie: signIn.signIn.client.sessionCookie)) }
    whole.offersSignIn = signIn != nil
    return whole
  }

  private var described: APIDescription {
    APIDescription(
      title: "Florin API", version: "1",
      about: """
        Monetisation and billing: every amount is exact, explains itself, and can be proved again from the facts.

        Amounts are decimals in text (`"12.50"`), so that no JSON library makes binary floating point of them. Days are \
        `YYYY-MM-DD` in the calendar of the account, instants are RFC 3339 in UTC, and every period is half-open: it ends \
        before its `end`. Whatever changes something takes an `Idempotency-Key` of yours: the same request again is answered \
        as before and changes nothing. Every request but those to `/health`, `/docs`, `/openapi.json` and `/b` carries an access key, \
        `Authorization: Bearer KEY`; `florin key create` makes one, or an access token of an issuer that the installation trusts. A mistake is answered with every problem at once, each with a stable code and a remedy.
        """,
      firstSteps: """
        florin key create laptop --staff            # on the machine that serves; shown once
        export KEY=…
        curl -H "Authorization: Bearer $KEY" \\
          'http://127.0.0.1:8080/v1/invoices?limit=2&fields=number,gross'
        curl -H "Authorization: Bearer $KEY" -H 'Idempotency-Key: order-1' \\
          --json @order.json http://127.0.0.1:8080/v1/orders
        """,
      chapters: [
        .init("Catalog", "What is sold, at which prices: files of YAML and CSV that are checked, compared and published."),
        .init("Accounts", "Customers, and the accounts that receive bills and pay them."),
        .init("Subscriptions", "What customers hold, and what they were offered."),
        .init("Balances", "What accounts have to spend: paid in, given, redeemed, moved, spent."),
        .init("Charging", "Spending while it happens: units are reserved, committed, released; each request is decided once."),
        .init("Usage", "What arrived, what was refused, and what an account used."),
        .init("Invoices", "What was billed, line by line, with the reason of every amount; and what was given back."),
        .init("Readers", "The page of a bill that its reader opens by a signed link, and the links."),
        .init("Templates", "How documents look and what they say beside their figures: versions, released by two, in force from a day."),
        .init("Bill runs", "Billing many accounts at once: planned, executed, reported."),
        .init("Archive", "Documents as they were issued, sealed day by day, and what proves it."),
        .init("Books", "The journal in double entry."),
        .init("Webhooks", "Telling other systems what happened: signed, in order, again and again until they have heard it."),
        .init("Audit", "Who asked what, and what came of it."),
        .init("Analysis", "Closed bills priced again, new prices tried on them, and the proof of the books."),
      ],
      endpoints: catalogEndpoints + accountEndpoints + unbilledEndpoints + subscriptionEndpoints + balanceEndpoints + voucherEndpoints + controlEndpoints + chargingEndpoints + chargingBatchEndpoints + unchargedEndpoints + eventEndpoints + usageEndpoints
        + invoiceEndpoints + creditNoteEndpoints + linkEndpoints + readerEndpoints + invoicingEndpoints + verifactuEndpoints + archiveEndpoints + printingEndpoints + templateEndpoints + correctionEndpoints + billRunEndpoints + runningEndpoints + journalEndpoints + orderEndpoints + analysisEndpoints + webhookEndpoints + webhookLogEndpoints + auditEndpoints + healthEndpoints + meEndpoints + signInEndpoints + metricsEndpoints)
  }

  // MARK: what requests name

  /// The account of a reference, when it is there for whoever asks.
  ///
  /// - Throws: `Rejection` (`account.unknown`) when there is none, or it belongs to another customer: the two are not told apart.
  func account(_ reference: String?, _ request: APIRequest) throws -> BillingAccount {
    if let reference, let account = try store.account(reference: reference), isSeen(account, request) { return account }
    throw Rejection(
      Problem(
        .unknownAccount, path: "account", "there is no account \"\(reference ?? "")\"",
        remedy: "`GET /v1/accounts` names the accounts; references are case-sensitive"))
  }

  /// The account that a filter names; `nil` without one.
  func filteredAccount(_ request: APIRequest) throws -> BillingAccount? {
    try request.text("account").map { try account($0, request) }
  }

  func customer(_ reference: String?, _ request: APIRequest) throws -> Customer {
    if let reference, let customer = try store.customer(reference: reference), request.caller.customer.map({ $0 == customer.id }) ?? true { return customer }
    throw Rejection(
      Problem(
        .unknownCustomer, path: "customer", "there is no customer \"\(reference ?? "")\"",
        remedy: "`GET /v1/customers` names the customers; references are case-sensitive"))
  }

  func invoice(_ number: String?, _ request: APIRequest) throws -> IssuedInvoice {
    if let number, let issued = try store.invoice(number: number), try isSeen(issued.invoice.account, request) { return issued }
    throw Rejection(
      Problem(
        .unknownInvoice, path: "invoice", "there is no invoice \"\(number ?? "")\"",
        remedy: "`GET /v1/invoices` names the invoices; numbers are case-sensitive"))
  }

  /// Whether an account is there for whoever asks: everybody's, or the customer's own.
  func isSeen(_ account: BillingAccount, _ request: APIRequest) -> Bool { request.caller.customer.map { $0 == account.customer } ?? true }

  func isSeen(_ account: BillingAccountID, _ request: APIRequest) throws -> Bool {
    if request.caller.customer == nil { return true }
    return try store.account(account).map { isSeen($0, request) } ?? false
  }

  /// The customer that a filter names, or the one whose key asks; `nil`: everybody.
  func filteredCustomer(_ request: APIRequest) throws -> CustomerID? {
    try request.text("customer").map { try customer($0, request).id } ?? request.caller.customer
  }

  func references(_ ids: some Sequence<BillingAccountID>) throws -> [BillingAccountID: String] { try store.accountReferences(Set(ids)) }
}
