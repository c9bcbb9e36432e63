public import Parties
public import Primitives
import Rating
public import Taxation

/// A drafted invoice, not yet numbered, with what was left out of it.
public struct InvoiceDraft: Sendable, Equatable {
  public var invoice: Invoice
  /// Lines of amount zero that the rules left out.
  public var zeroLinesDropped: Int

  public init(invoice: Invoice, zeroLinesDropped: Int) {
    self.invoice = invoice
    self.zeroLinesDropped = zeroLinesDropped
  }
}

/// What drafting an account's invoice comes to.
public enum DraftOutcome: Sendable, Equatable {
  case drafted(InvoiceDraft)
  /// No line is left to print.
  case nothingToBill(zeroLinesDropped: Int)
  /// The facts do not allow an invoice; the account is held with the evidence and the run goes on.
  case held([HoldReason])
}

extension InvoiceDraft {
  /// Makes the invoice of one paying account from everything it pays for: its own subscriptions, those of child and
  /// user accounts (`usedBy`), and third-party charges.
  ///
  /// Lines stand in a stable order: own use before that of others (by account number), subscriptions by number with
  /// charges on the account itself behind them, then kind, price and service period; document discounts follow, and
  /// third-party charges come last. The tax place is the payer's address.
  public static func make(
    account: BillingAccount, seller: SellerEntity, charges: [BillableCharge], discounts: [DocumentDiscount] = [],
    taxTable: TaxTable, billingPeriod: ServicePeriod, issuedOn: Day, dueOn: Day, rules: DraftRules = .standard
  ) -> DraftOutcome {
    var kept: [BillableCharge] = []
    kept.reserveCapacity(charges.count + discounts.count)
    var dropped = 0
    for index in LineOrder.sorted(charges, payer: account.id) {
      let amount = charges[index].charge.amount
      if amount.currency != account.currency {
        return .held([.currencyMismatch(charges[index].charge, account.currency)])
      }
      if amount.amountMinor == 0, rules.drops(charges[index].charge.kind) {
        dropped += 1
        continue
      }
      kept.append(charges[index])
      if kept[kept.count - 1].usedBy == account.id { kept[kept.count - 1].usedBy = nil }
    }
    if !discounts.isEmpty {
      guard DiscountLines.insert(discounts, into: &kept, currency: account.currency, billingPeriod: billingPeriod) else {
        return .held([HoldReason(.amountOverflow, [.init("sum", "document discounts")])])
      }
    }
    if kept.isEmpty { return .nothingToBill(zeroLinesDropped: dropped) }

    let situation = TaxSituation(taxTable, seller: seller.address, customer: account.address, standing: account.taxStanding)
    var taxing = LineTaxing(situation: situation, issuedOn: issuedOn, taxPoint: rules.taxPoint)
    guard let lines = taxing.lines(of: kept) else { return .held(taxing.holds) }
    guard let totals = taxing.totals(of: lines) else {
      return .held([HoldReason(.amountOverflow, [.init("sum", "invoice totals"), .init("lines", Int64(lines.count))])])
    }
    let invoice = Invoice(
      seller: seller.code, account: account.id, currency: account.currency, issuedOn: issuedOn, dueOn: dueOn,
      billingPeriod: billingPeriod, lines: totals.lines, taxes: totals.taxes, netMinor: totals.netMinor,
      taxMinor: totals.taxMinor, grossMinor: totals.grossMinor)
    return .drafted(InvoiceDraft(invoice: invoice, zeroLinesDropped: dropped))
  }
}

extension TaxSituation {
  /// The situation between two parties of this house.
  public init(_ table: TaxTable, seller: PostalAddress, customer: PostalAddress, standing: TaxStanding) {
    var vatIdentifier: String?
    var exemptReason: String?
    switch standing {
    case .taxable: break
    case .business(let identifier): vatIdentifier = identifier
    case .exempt(let reason): exemptReason = reason
    }
    self.init(
      table, sellerCountry: seller.country, sellerRegion: seller.region, customerCountry: customer.country,
      customerRegion: customer.region, vatIdentifier: vatIdentifier, exemptReason: exemptReason)
  }
}

extension DraftRules {
  func drops(_ kind: RatedCharge.Kind) -> Bool {
    switch zeroLines {
    case .keep: false
    case .drop: true
    case .dropUsage: kind == .usage
    }
  }
}

extension HoldReason {
  static func currencyMismatch(_ charge: RatedCharge, _ currency: Currency) -> HoldReason {
    HoldReason(.currencyMismatch, [
      .init("price", charge.price.text), .init("charge-currency", charge.amount.currency.code),
      .init("account-currency", currency.code),
    ])
  }
}
