import Catalog
import Invoicing
import Parties
import Primitives
import Rating
import Seeds
import Taxation
import Testing

func day(_ text: String) throws -> Day { try #require(Day(text), "\(text)") }

enum World {
  static let march = ServicePeriod(start: Day(number: 20_513), end: Day(number: 20_544))  // 2026-03-01..<04-01
  static let firstOfApril = Day(number: 20_544)

  static let seller = SellerEntity(
    code: "es", legalName: "Florin Telecom SL", taxIdentifier: "ESB12345678", address: PostalAddress(country: "ES"),
    invoiceNumberPrefix: "ES-2026-", zoneName: "Europe/Madrid")

  static let table = TaxTable(
    TaxRules(rates: [
      rate("telecom", 21), rate("reduced", 10), rate("exempt", 0, .exempt), rate("foreign", 0, .outsideScope),
    ]))

  static func rate(_ category: TaxCategoryCode, _ percent: Exact, _ treatment: TaxTreatment = .standard) -> TaxRate {
    TaxRate(category: category, country: "ES", from: Day(number: 0), percent: percent, treatment: treatment)
  }

  static func account(_ id: Int64 = 1, country: String = "ES", standing: TaxStanding = .taxable, currency: Currency = .eur) -> BillingAccount {
    BillingAccount(
      id: BillingAccountID(id), reference: "A\(id)", customer: CustomerID(id), name: "Customer \(id)", seller: "es",
      currency: currency, zoneName: "Europe/Madrid", language: "es", segment: "private",
      address: PostalAddress(country: country), taxStanding: standing, cycle: .calendarMonth)
  }

  static func charge(
    _ amountMinor: Int64, _ kind: RatedCharge.Kind = .recurring, price: String = "a", subscription: Int64? = 1,
    category: TaxCategoryCode = "telecom", inclusive: Bool = false, revenue: LedgerAccountCode = "8400",
    period: ServicePeriod = march, offering: OfferingCode? = "fibre", quantity: Exact = 1, unit: String = "",
    steps: [ExplanationStep]? = nil, currency: Currency = .eur, name: LocalizedText? = nil
  ) -> RatedCharge {
    let amount = Money(amountMinor: amountMinor, currency: currency)
    return RatedCharge(
      kind: kind, subscription: subscription.map { SubscriptionID($0) },
      terms: ChargeTerms(
        offering: offering, price: PriceCode(price), name: name ?? LocalizedText(price), unit: unit, taxInclusive: inclusive,
        taxCategory: category, revenueAccount: revenue),
      period: period, quantity: quantity, amount: amount,
      explanation: Explanation(steps ?? [ExplanationStep(.flat, quantity: 1, unitPrice: amount.exact, amount: amount.exact)]))
  }

  static func outcome(
    _ charges: [BillableCharge], account: BillingAccount = account(), discounts: [DocumentDiscount] = [],
    rules: DraftRules = .standard
  ) -> DraftOutcome {
    InvoiceDraft.make(
      account: account, seller: seller, charges: charges, discounts: discounts, taxTable: table, billingPeriod: march,
      issuedOn: firstOfApril, dueOn: firstOfApril.adding(days: 14), rules: rules)
  }

  static func draft(
    _ charges: [BillableCharge], account: BillingAccount = account(), discounts: [DocumentDiscount] = [],
    rules: DraftRules = .standard
  ) throws -> InvoiceDraft {
    let result = outcome(charges, account: account, discounts: discounts, rules: rules)
    guard case .drafted(let draft) = result else {
      Issue.record("not drafted: \(result)")
      throw NotDrafted()
    }
    return draft
  }

  struct NotDrafted: Error {}

  /// Charges of every kind, sign, category and size.
  static func charges(_ seed: inout Seed, upTo count: Int = 40) -> [BillableCharge] {
    (0..<seed.number(1...count)).map { _ in
      let kind = seed.pick(RatedCharge.Kind.allCases)
      let start = march.start.adding(days: seed.number(-40...40))
      return BillableCharge(
        charge(
          Int64(seed.number(kind == .credit || kind == .discount ? -9_999...0 : 0...99_999)), kind, price: "p\(seed.number(1...9))",
          subscription: seed.number(0...4) == 0 ? nil : Int64(seed.number(1...3)),
          category: seed.pick(["telecom", "reduced", "exempt", "foreign"]), inclusive: seed.flip(),
          revenue: seed.pick(["8400", "8401", "8402"]),
          period: ServicePeriod(start: start, end: start.adding(days: seed.number(0...120)))),
        usedBy: seed.number(0...3) == 0 ? BillingAccountID(Int64(seed.number(1...4))) : nil)
    }
  }
}
