import Invoicing
import Operations
import Parties
import Primitives
import Rating
import Seeds
import Taxation
import Testing

enum World {
  static let october = ServicePeriod(start: Day(number: 20_727), end: Day(number: 20_758))
  static let issuedOn = Day(number: 20_759)

  static func seller(_ details: SellerDetails = SellerDetails()) -> SellerEntity {
    var details = details
    details.contact = details.contact ?? ContactPoint(name: "Billing", telephone: "+34 600 100 100")
    details.legalRegistration = details.legalRegistration ?? PartyIdentifier("B12345674")
    details.electronicAddress = details.electronicAddress ?? PartyIdentifier("ESB12345674", scheme: "9920")
    return SellerEntity(
      code: "es", legalName: "Florin Telecom SL", taxIdentifier: "ES B-12345674",
      address: PostalAddress(lines: ["Calle Mayor 1"], city: "Madrid", postcode: "28013", country: "ES"), invoiceNumberPrefix: "ES-",
      zoneName: "Europe/Madrid", iban: "ES91 2100 0418 4502 0005 1332", email: "billing@example.es", details: details)
  }

  static func account(
    country: String = "ES", standing: TaxStanding = .taxable, currency: Currency = .eur, method: String? = "transfer"
  ) -> BillingAccount {
    BillingAccount(
      id: BillingAccountID(1), reference: "A1", customer: CustomerID(1), name: "Ana & Co", seller: "es", currency: currency,
      zoneName: "Europe/Madrid", language: "en", segment: "business",
      address: PostalAddress(lines: ["Hauptstr. 1", "Hof", "3. OG", "links"], city: "Berlin", postcode: "10115", country: country),
      taxStanding: standing, cycle: .calendarMonth, paymentMethod: method)
  }

  static func rate(_ category: TaxCategoryCode, _ country: String, _ percent: Exact, _ treatment: TaxTreatment = .standard, _ reason: String? = nil) -> TaxRate {
    TaxRate(category: category, country: country, from: Day(number: 0), percent: percent, treatment: treatment, reason: reason)
  }

  static let taxes = TaxTable(
    TaxRules(
      rates: [
        rate("services", "ES", 21), rate("reduced", "ES", 10), rate("exempt", "ES", 0, .exempt, "Article 20 of the VAT act"),
        rate("more-exempt", "ES", 0, .exempt, "VATEX-EU-132"), rate("zero", "ES", 0), rate("goods", "ES", 21), rate("outside", "ES", 0, .outsideScope),
      ], categories: [TaxCategory(code: "goods", supply: .goods)]))

  static func charge(
    _ amountMinor: Int64, _ kind: RatedCharge.Kind = .recurring, category: TaxCategoryCode = "services", inclusive: Bool = false,
    quantity: Exact = 1, unit: String = "", period: ServicePeriod = october, currency: Currency = .eur, subscription: Int64? = nil
  ) -> BillableCharge {
    let amount = Money(amountMinor: amountMinor, currency: currency)
    return BillableCharge(
      RatedCharge(
        kind: kind, subscription: subscription.map { SubscriptionID($0) },
        terms: ChargeTerms(
          offering: "phone", price: "phone.calls", name: LocalizedText(["en": "Calls", "es": "Llamadas"]), unit: unit, taxInclusive: inclusive,
          taxCategory: category, revenueAccount: "705"),
        period: period, quantity: quantity, amount: amount, explanation: Explanation([ExplanationStep(.flat, amount: amount.exact)])))
  }

  static func invoice(_ charges: [BillableCharge], _ account: BillingAccount = account()) throws -> Invoice {
    let outcome = InvoiceDraft.make(
      account: account, seller: seller(), charges: charges, taxTable: taxes, billingPeriod: october, issuedOn: issuedOn,
      dueOn: issuedOn.adding(days: 14))
    guard case .drafted(var draft) = outcome else {
      Issue.record("not drafted: \(outcome)")
      throw NotDrafted()
    }
    draft.invoice.number = "ES-000001"
    return draft.invoice
  }

  struct NotDrafted: Error {}

  /// Charges of every kind, sign, rate and size; none outside the scope of VAT, which may not be mixed.
  static func charges(_ seed: inout Seed, _ currency: Currency) -> [BillableCharge] {
    (0..<seed.number(1...30)).map { _ in
      let kind = seed.pick(RatedCharge.Kind.allCases)
      let start = october.start.adding(days: seed.number(-40...40))
      let isUsage = kind == .usage
      return charge(
        Int64(seed.number(kind == .credit || kind == .discount ? -9_999...0 : -500...99_999)), kind,
        category: seed.pick(["services", "reduced", "exempt", "more-exempt", "zero"]), inclusive: seed.flip() && currency.minorDigits > 0,
        quantity: isUsage ? Exact(unscaled: Int64(seed.number(0...99_999_999)), scale: seed.number(0...8)) : seed.pick([.one, 3, .ratio(14, 31)]),
        unit: isUsage ? seed.pick(["s", "MB", "message", "kWh", "barrel"]) : "",
        period: ServicePeriod(start: start, end: start.adding(days: seed.number(0...60))), currency: currency)
    }
  }
}
