public import Primitives

/// A VAT category by its letter in UNTDID 5305.
public struct VATCategory: Sendable, Hashable {
  public var code: String

  public init(_ code: String) { self.code = code }

  public static let standard = VATCategory("S")
  public static let zeroRated = VATCategory("Z")
  public static let exempt = VATCategory("E")
  public static let reverseCharge = VATCategory("AE")
  public static let intraCommunity = VATCategory("K")
  public static let export = VATCategory("G")
  public static let outsideScope = VATCategory("O")
  /// IGIC of the Canary Islands.
  public static let canaryIslands = VATCategory("L")
  /// IPSI of Ceuta and Melilla.
  public static let ceutaMelilla = VATCategory("M")
}

/// The category and rate that an amount falls under: BT-151 and BT-152, BT-95 and BT-96, BT-102 and BT-103.
public struct VATRate: Sendable, Hashable {
  public var category: VATCategory
  /// Percent; `nil` where none may be said (category O).
  public var percent: Exact?

  public init(_ category: VATCategory, percent: Exact? = nil) {
    self.category = category
    self.percent = percent
  }
}

/// BG-23: what falls under one category and rate, and its VAT.
public struct VATBreakdown: Sendable, Hashable {
  /// BT-116.
  public var base: Exact?
  /// BT-117.
  public var tax: Exact?
  /// BT-118 and BT-119.
  public var rate: VATRate
  /// BT-120.
  public var exemptionReason: String?
  /// BT-121, of the VATEX list.
  public var exemptionCode: String?

  public init(base: Exact?, tax: Exact?, rate: VATRate, exemptionReason: String? = nil, exemptionCode: String? = nil) {
    self.base = base
    self.tax = tax
    self.rate = rate
    self.exemptionReason = exemptionReason
    self.exemptionCode = exemptionCode
  }
}

/// BG-22: the sums of the document.
public struct DocumentTotals: Sendable, Hashable {
  /// BT-106: the lines' net amounts.
  public var lines: Exact?
  /// BT-107.
  public var allowances: Exact?
  /// BT-108.
  public var charges: Exact?
  /// BT-109.
  public var withoutVAT: Exact?
  /// BT-110.
  public var vat: Exact?
  /// BT-111: the VAT in the seller's accounting currency.
  public var vatInAccountingCurrency: Exact?
  /// BT-112.
  public var withVAT: Exact?
  /// BT-113.
  public var prepaid: Exact?
  /// BT-114.
  public var rounding: Exact?
  /// BT-115.
  public var payable: Exact?

  public init(
    lines: Exact? = nil, allowances: Exact? = nil, charges: Exact? = nil, withoutVAT: Exact? = nil, vat: Exact? = nil,
    vatInAccountingCurrency: Exact? = nil, withVAT: Exact? = nil, prepaid: Exact? = nil, rounding: Exact? = nil, payable: Exact? = nil
  ) {
    self.lines = lines
    self.allowances = allowances
    self.charges = charges
    self.withoutVAT = withoutVAT
    self.vat = vat
    self.vatInAccountingCurrency = vatInAccountingCurrency
    self.withVAT = withVAT
    self.prepaid = prepaid
    self.rounding = rounding
    self.payable = payable
  }
}

/// BG-20, BG-21, BG-27 or BG-28: what is taken off or added, of the whole document or of one line.
public struct AllowanceCharge: Sendable, Hashable {
  /// BT-92, BT-99, BT-136, BT-141.
  public var amount: Exact?
  /// BT-93, BT-100, BT-137, BT-142.
  public var base: Exact?
  /// BT-94, BT-101, BT-138, BT-143.
  public var percent: Exact?
  /// BT-95 and BT-96, BT-102 and BT-103; none on a line, whose own counts.
  public var vat: VATRate?
  /// BT-97, BT-104, BT-139, BT-144.
  public var reason: String?
  /// BT-98, BT-140 (UNTDID 5189); BT-105, BT-145 (UNTDID 7161).
  public var reasonCode: String?

  public init(amount: Exact?, base: Exact? = nil, percent: Exact? = nil, vat: VATRate? = nil, reason: String? = nil, reasonCode: String? = nil) {
    self.amount = amount
    self.base = base
    self.percent = percent
    self.vat = vat
    self.reason = reason
    self.reasonCode = reasonCode
  }
}
