import Primitives
import Rating
import Taxation

// Hand-written, so that the stored form is chosen rather than inherited from the types: fields without a value are
// left out, and what is the same for the whole invoice (its currency) stands once. `InvoiceCodec` writes the same form.

extension Invoice: Codable {
  enum CodingKeys: String, CodingKey {
    case seller, number, account, currency, issuedOn, dueOn, billingPeriod, lines, taxes, netMinor, taxMinor, grossMinor
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let currencyCode = try fields.decode(String.self, forKey: .currency)
    guard let currency = Currency(currencyCode) else {
      throw DecodingError.dataCorruptedError(forKey: .currency, in: fields, debugDescription: "not an ISO 4217 currency: \(currencyCode)")
    }
    self.init(
      seller: SellerCode(try fields.decode(String.self, forKey: .seller)),
      number: try fields.decodeIfPresent(String.self, forKey: .number),
      account: BillingAccountID(try fields.decode(Int64.self, forKey: .account)), currency: currency,
      issuedOn: try fields.decode(Day.self, forKey: .issuedOn), dueOn: try fields.decode(Day.self, forKey: .dueOn),
      billingPeriod: try fields.decode(ServicePeriod.self, forKey: .billingPeriod),
      lines: try fields.decode([InvoiceLine].self, forKey: .lines),
      taxes: try fields.decode([TaxBreakdown].self, forKey: .taxes),
      netMinor: try fields.decode(Int64.self, forKey: .netMinor), taxMinor: try fields.decode(Int64.self, forKey: .taxMinor),
      grossMinor: try fields.decode(Int64.self, forKey: .grossMinor))
    for index in lines.indices { lines[index].charge.amount.currency = currency }
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(seller.text, forKey: .seller)
    try fields.encodeIfPresent(number, forKey: .number)
    try fields.encode(account.rawValue, forKey: .account)
    try fields.encode(currency.code, forKey: .currency)
    try fields.encode(issuedOn, forKey: .issuedOn)
    try fields.encode(dueOn, forKey: .dueOn)
    try fields.encode(billingPeriod, forKey: .billingPeriod)
    try fields.encode(lines, forKey: .lines)
    try fields.encode(taxes, forKey: .taxes)
    try fields.encode(netMinor, forKey: .netMinor)
    try fields.encode(taxMinor, forKey: .taxMinor)
    try fields.encode(grossMinor, forKey: .grossMinor)
  }
}

extension InvoiceLine: Codable {
  enum CodingKeys: String, CodingKey {
    case number, usedBy, kind, subscription, offering, price, name, period, quantity, unit, amountMinor, taxInclusive
    case netMinor, tax, taxCategory, revenueAccount, explanation
  }

  /// A line alone does not know its currency: it reads as EUR until its invoice, which knows, puts the right one in.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let charge = RatedCharge(
      kind: try fields.decode(RatedCharge.Kind.self, forKey: .kind),
      subscription: try fields.decodeIfPresent(Int64.self, forKey: .subscription).map { SubscriptionID($0) },
      terms: ChargeTerms(
        offering: try fields.decodeIfPresent(String.self, forKey: .offering).map { OfferingCode($0) },
        price: PriceCode(try fields.decode(String.self, forKey: .price)),
        name: LocalizedText(try fields.decode([String: String].self, forKey: .name)),
        unit: try fields.decode(String.self, forKey: .unit),
        taxInclusive: try fields.decodeIfPresent(Bool.self, forKey: .taxInclusive) ?? false,
        taxCategory: TaxCategoryCode(try fields.decode(String.self, forKey: .taxCategory)),
        revenueAccount: LedgerAccountCode(try fields.decode(String.self, forKey: .revenueAccount))),
      period: try fields.decode(ServicePeriod.self, forKey: .period),
      quantity: try fields.decode(Exact.self, forKey: .quantity),
      amount: Money(amountMinor: try fields.decode(Int64.self, forKey: .amountMinor), currency: .eur),
      explanation: Explanation(try fields.decode([ExplanationStep].self, forKey: .explanation)))
    self.init(
      number: try fields.decode(Int.self, forKey: .number),
      usedBy: try fields.decodeIfPresent(Int64.self, forKey: .usedBy).map { BillingAccountID($0) }, charge: charge,
      netMinor: try fields.decode(Int64.self, forKey: .netMinor), taxKey: try fields.decode(TaxKey.self, forKey: .tax))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(number, forKey: .number)
    try fields.encodeIfPresent(usedBy?.rawValue, forKey: .usedBy)
    try fields.encode(charge.kind, forKey: .kind)
    try fields.encodeIfPresent(charge.subscription?.rawValue, forKey: .subscription)
    try fields.encodeIfPresent(charge.offering?.text, forKey: .offering)
    try fields.encode(charge.price.text, forKey: .price)
    try fields.encode(charge.name.byLanguage, forKey: .name)
    try fields.encode(charge.period, forKey: .period)
    try fields.encode(charge.quantity, forKey: .quantity)
    try fields.encode(charge.unit, forKey: .unit)
    try fields.encode(charge.amount.amountMinor, forKey: .amountMinor)
    if charge.taxInclusive { try fields.encode(true, forKey: .taxInclusive) }
    try fields.encode(netMinor, forKey: .netMinor)
    try fields.encode(taxKey, forKey: .tax)
    try fields.encode(charge.taxCategory.text, forKey: .taxCategory)
    try fields.encode(charge.revenueAccount.text, forKey: .revenueAccount)
    try fields.encode(charge.explanation.steps, forKey: .explanation)
  }
}

extension TaxBreakdown: Codable {
  enum CodingKeys: String, CodingKey { case tax, baseMinor, taxMinor, differenceMinor }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      key: try fields.decode(TaxKey.self, forKey: .tax), baseMinor: try fields.decode(Int64.self, forKey: .baseMinor),
      taxMinor: try fields.decode(Int64.self, forKey: .taxMinor),
      differenceMinor: try fields.decodeIfPresent(Int64.self, forKey: .differenceMinor) ?? 0)
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(key, forKey: .tax)
    try fields.encode(baseMinor, forKey: .baseMinor)
    try fields.encode(taxMinor, forKey: .taxMinor)
    if differenceMinor != 0 { try fields.encode(differenceMinor, forKey: .differenceMinor) }
  }
}
