public import Primitives
public import Rating
public import Taxation

/// A bill as it will be, or was, issued. Totals derive from the rounded lines (EN 16931, BR-CO-10 to BR-CO-16).
public struct Invoice: Sendable, Equatable {
  public var seller: SellerCode
  /// The legal number; `nil` until issued.
  public var number: String?
  public var account: BillingAccountID
  public var currency: Currency
  public var issuedOn: Day
  public var dueOn: Day
  /// What the run billed up to; lines carry their own service periods.
  public var billingPeriod: ServicePeriod
  public var lines: [InvoiceLine]
  public var taxes: [TaxBreakdown]
  /// Sum of line net amounts.
  public var netMinor: Int64
  public var taxMinor: Int64
  /// Net plus tax.
  public var grossMinor: Int64

  public init(
    seller: SellerCode, number: String? = nil, account: BillingAccountID, currency: Currency, issuedOn: Day, dueOn: Day,
    billingPeriod: ServicePeriod, lines: [InvoiceLine], taxes: [TaxBreakdown], netMinor: Int64, taxMinor: Int64,
    grossMinor: Int64
  ) {
    self.seller = seller
    self.number = number
    self.account = account
    self.currency = currency
    self.issuedOn = issuedOn
    self.dueOn = dueOn
    self.billingPeriod = billingPeriod
    self.lines = lines
    self.taxes = taxes
    self.netMinor = netMinor
    self.taxMinor = taxMinor
    self.grossMinor = grossMinor
  }
}

/// One line: a rated charge with its tax key.
public struct InvoiceLine: Sendable, Equatable {
  /// 1, 2, 3 … in print order.
  public var number: Int
  /// The account that used it, when another account pays.
  public var usedBy: BillingAccountID?
  public var charge: RatedCharge
  /// Net of tax; equals the charge's amount unless that amount contains the tax.
  public var netMinor: Int64
  public var taxKey: TaxKey

  public init(number: Int, usedBy: BillingAccountID? = nil, charge: RatedCharge, netMinor: Int64, taxKey: TaxKey) {
    self.number = number
    self.usedBy = usedBy
    self.charge = charge
    self.netMinor = netMinor
    self.taxKey = taxKey
  }
}

/// Tax of one treatment and rate: the summed net of its lines and the tax on that sum (EN 16931 BG-23).
public struct TaxBreakdown: Sendable, Hashable {
  public var key: TaxKey
  public var baseMinor: Int64
  public var taxMinor: Int64
  /// What `taxMinor` has above the tax computed on the base, because a promised tax-inclusive price is kept to the
  /// smallest unit. Zero without inclusive prices.
  public var differenceMinor: Int64

  public init(key: TaxKey, baseMinor: Int64, taxMinor: Int64, differenceMinor: Int64 = 0) {
    self.key = key
    self.baseMinor = baseMinor
    self.taxMinor = taxMinor
    self.differenceMinor = differenceMinor
  }
}
