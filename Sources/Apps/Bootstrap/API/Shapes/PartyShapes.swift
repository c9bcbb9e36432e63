import Catalog
import HTTPAPI
import Operations
import Parties
import Primitives
import Subscriptions

/// An account with what stands around it.
struct AccountDocument: Sendable {
  var account: BillingAccount
  var customer: String
  var consolidatedInto: String?
  var billedThrough: Day?
}

/// An account with those whose lines stand on its invoice.
struct HierarchyDocument: Sendable {
  var account: BillingAccount
  var invoicedTo: String
  var carries: [String]
}

/// A subscription with the references of its payers.
struct SubscriptionDocument: Sendable {
  var subscription: Subscription
  var payers: [(from: Day, account: String)]
  var today: Day
}

extension Shapes {
  static let customer = Shape<Customer>(
    "Customer", "Somebody who holds subscriptions.",
    [
      .text("reference", "The operator's own key.") { $0.reference }, .text("name") { $0.name },
      .text("segment", "Which offerings are open to the customer.") { $0.segment },
    ])

  static let listedAccount = Shape<ListedAccount>(
    "AccountSummary", "One account of a list.",
    [
      .text("reference", "The operator's own key.") { $0.reference }, .text("name") { $0.name },
      .text("customer", "The customer's reference.") { $0.customerReference }, .text("seller") { $0.seller.text },
      .text("currency") { $0.receivable.currency.code }, .day("billedThrough", "First day that no invoice covers.") { $0.billedThrough },
      .money("receivable", "What is invoiced and not paid.") { $0.receivable },
      .textIfAny("consolidatedInto", "The account whose invoice carries its lines.") { $0.consolidatedInto },
    ])

  static let address = Shape<PostalAddress>(
    "Address", "Where mail arrives.",
    [
      .texts("lines") { $0.lines }, .text("city") { $0.city }, .text("postcode") { $0.postcode }, .text("country", "ISO 3166-1.") { $0.country },
      .textIfAny("region") { $0.region },
    ])

  static let cycle = Shape<BillCycle>(
    "BillCycle", "Every how often an account is billed, and on which day.",
    [
      .choice("every", BillCycle.Unit.allCases.map(\.rawValue)) { $0.unit.rawValue }, .number("anchorDay") { $0.anchorDay },
      .number("anchorMonth") { $0.anchorMonth },
    ])

  static let account = Shape<AccountDocument>(
    "Account", "Who receives the bill and pays it.",
    [
      .text("reference", "The operator's own key.") { $0.account.reference }, .text("customer", "The customer's reference.") { $0.customer },
      .text("name") { $0.account.name }, .text("seller") { $0.account.seller.text }, .text("currency") { $0.account.currency.code },
      .text("zone", "Its days begin at midnight there.") { $0.account.zoneName }, .text("language") { $0.account.language },
      .text("segment") { $0.account.segment }, .object("address", address) { $0.account.address }, .object("cycle", cycle) { $0.account.cycle },
      .number("paymentTermDays") { $0.account.paymentTermDays }, .textIfAny("paymentMethod") { $0.account.paymentMethod },
      .textIfAny("vat", "The VAT identifier of a business.") {
        if case .business(let identifier) = $0.account.taxStanding { identifier } else { nil }
      },
      .textIfAny("taxExempt", "The reason that its invoices must state.") { if case .exempt(let reason) = $0.account.taxStanding { reason } else { nil } },
      .textIfAny("consolidatedInto", "The account whose invoice carries its lines.") { $0.consolidatedInto },
      .dayIfAny("billedThrough", "First day that no invoice covers.") { $0.billedThrough },
    ])

  static let hierarchy = Shape<HierarchyDocument>(
    "AccountHierarchy", "Which account's invoice carries whose lines.",
    [
      .text("reference") { $0.account.reference }, .text("invoicedTo", "The account that gets the invoice; itself when it gets its own.") { $0.invoicedTo },
      .texts("carries", "Accounts whose lines stand on its invoice.") { $0.carries },
    ])

  static let agreement = Shape<PriceAgreement>(
    "PriceAgreement", "What a customer pays instead of the list price.",
    [
      .text("price", "The price's code.") { $0.price.text }, .day("from") { $0.effective.from }, .dayIfAny("to") { $0.effective.to },
      .decimalIfAny("replace", "The agreed amount.") { if case .replace(let value) = $0.change { value } else { nil } },
      .decimalIfAny("add", "Added to the list amount.") { if case .add(let value) = $0.change { value } else { nil } },
      .decimalIfAny("percentOff") { if case .percentOff(let value) = $0.change { value } else { nil } },
    ])

  static let item = Shape<SubscriptionItem>(
    "SubscriptionItem", "An offering held from one day until another.",
    [
      .number("number", "Stable within the subscription.") { $0.number }, .text("offering") { $0.offering.text }, .decimal("quantity") { $0.quantity },
      .day("from") { $0.from }, .dayIfAny("to", "First day no longer held.") { $0.to }, .list("agreements", agreement) { $0.agreements },
    ])

  private struct Payer: Sendable {
    var from: Day
    var account: String
  }

  private static let payer = Shape<Payer>("DatedPayer", "Who pays from a day on.", [.day("from") { $0.from }, .text("account") { $0.account }])

  private static let attached = Shape<AttachedPromotion>(
    "AttachedPromotion", "A campaign or coupon from a day on.", [.text("promotion") { $0.promotion.text }, .day("from") { $0.from }])

  static let subscription = Shape<SubscriptionDocument>(
    "Subscription", "A customer's holding of an offering over time.",
    [
      .text("reference", "The operator's own key.") { $0.subscription.reference },
      .choice("state", Subscription.State.allCases.map(\.rawValue), "Today.") { $0.subscription.state(on: $0.today).rawValue },
      .text("subject", "The key usage arrives under; may be empty.") { $0.subscription.subject }, .day("startsOn") { $0.subscription.startsOn },
      .dayIfAny("endsOn", "First day no longer held.") { $0.subscription.endsOn }, .dayIfAny("termEndsOn") { $0.subscription.termEndsOn },
      .list("payers", payer) { $0.payers.map { Payer(from: $0.from, account: $0.account) } }, .list("items", item) { $0.subscription.items },
      .list("suspensions", period) { $0.subscription.suspensions }, .list("promotions", attached) { $0.subscription.promotions },
    ])
}
