import Documents
import Invoicing
import Parties
import Primitives
import Rating
import Taxation

/// Invoices for looking at and for tests: small builders, then one function for each case worth seeing.
enum Fixtures {
  static let march = ServicePeriod(start: Day("2026-03-01")!, end: Day("2026-04-01")!)

  static func exact(_ text: String) -> Exact { Exact(text)! }

  static func charge(
    _ kind: RatedCharge.Kind = .recurring, _ name: LocalizedText, price: PriceCode = "price", subscription: Int64? = 1,
    period: ServicePeriod = march, quantity: Exact = 1, unit: String = "", minor: Int64, currency: Currency = .eur,
    inclusive: Bool = false, steps: [ExplanationStep]? = nil
  ) -> RatedCharge {
    let amount = Money(amountMinor: minor, currency: currency)
    return RatedCharge(
      kind: kind, subscription: subscription.map { SubscriptionID($0) },
      terms: ChargeTerms(
        offering: nil, price: price, name: name, unit: unit, taxInclusive: inclusive, taxCategory: "telecom", revenueAccount: "4000"),
      period: period, quantity: quantity, amount: amount, explanation: Explanation(steps ?? [ExplanationStep(.flat, amount: amount.exact)]))
  }

  struct Entry {
    var charge: RatedCharge
    var user: Int64?
    var key: TaxKey
    var netMinor: Int64?

    init(_ charge: RatedCharge, user: Int64? = nil, key: TaxKey? = nil, netMinor: Int64? = nil) {
      self.charge = charge
      self.user = user
      self.key = key ?? TaxKey(treatment: .standard, percent: 21)
      self.netMinor = netMinor
    }
  }

  static func invoice(_ entries: [Entry], number: String? = "ES-2026-000123", currency: Currency = .eur) -> Invoice {
    var lines: [InvoiceLine] = []
    var keys: [TaxKey] = []
    for (index, entry) in entries.enumerated() {
      lines.append(
        InvoiceLine(
          number: index + 1, usedBy: entry.user.map { BillingAccountID($0) }, charge: entry.charge,
          netMinor: entry.netMinor ?? entry.charge.amount.amountMinor, taxKey: entry.key))
      if !keys.contains(entry.key) { keys.append(entry.key) }
    }
    let taxes = keys.map { key in
      let base = lines.filter { $0.taxKey == key }.reduce(Int64(0)) { $0 + $1.netMinor }
      let tax = (Exact(unscaled: base, scale: 0) * key.percent / 100).minorUnits(digits: 0, mode: .halfUp)!
      return TaxBreakdown(key: key, baseMinor: base, taxMinor: tax)
    }
    let net = lines.reduce(Int64(0)) { $0 + $1.netMinor }
    let tax = taxes.reduce(Int64(0)) { $0 + $1.taxMinor }
    return Invoice(
      seller: "florin-es", number: number, account: BillingAccountID(1), currency: currency, issuedOn: Day("2026-04-01")!,
      dueOn: Day("2026-04-15")!, billingPeriod: march, lines: lines, taxes: taxes, netMinor: net, taxMinor: tax,
      grossMinor: net + tax)
  }

  static let seller = SellerEntity(
    code: "florin-es", legalName: "Florin Telecom España, S.L.", taxIdentifier: "ESB12345678",
    address: PostalAddress(lines: ["Calle de Alcalá 45"], city: "Madrid", postcode: "28014", country: "ES"),
    invoiceNumberPrefix: "ES-2026-", zoneName: "Europe/Madrid", iban: "ES9121000418450200051332", email: "facturas@florin.example")

  static func account(
    _ name: String = "Ana María López García", language: String = "en", currency: Currency = .eur, standing: TaxStanding = .taxable
  ) -> BillingAccount {
    BillingAccount(
      id: BillingAccountID(1), reference: "7590-VHVEG", customer: CustomerID(1), name: name, seller: "florin-es",
      currency: currency, zoneName: "Europe/Madrid", language: language, segment: "residential",
      address: PostalAddress(lines: ["Carrer de Mallorca 401, 3º 2ª"], city: "Barcelona", postcode: "08013", country: "ES"),
      taxStanding: standing, cycle: .calendarMonth)
  }

  static func view(
    _ invoice: Invoice, _ language: ReaderLanguage = .en, account: BillingAccount? = nil, seller: SellerEntity = seller
  ) -> InvoiceView {
    InvoiceView(
      invoice: invoice, seller: seller, account: account ?? Fixtures.account(currency: invoice.currency),
      zone: Zone(name: "Europe/Madrid", initialOffsetSeconds: 3600, transitions: []), language: language)
  }

  static func text(_ en: String, _ es: String, _ ko: String, _ ro: String) -> LocalizedText {
    LocalizedText(["en": en, "es": es, "ko": ko, "ro": ro])
  }
}
