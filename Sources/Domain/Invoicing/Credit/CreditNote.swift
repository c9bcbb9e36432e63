public import Primitives
public import Taxation

/// Money given back for an issued invoice, as a document of its own (EN 16931 calls it a credit note, type 381).
///
/// Amounts are what is taken off the invoice, with the signs of its lines: positive for a charge given back, negative
/// for a discount or credit that is taken back with it.
public struct CreditNote: Sendable, Equatable {
  public var seller: SellerCode
  /// The legal number, of a sequence of its own; `nil` until issued.
  public var number: String?
  public var account: BillingAccountID
  public var currency: Currency
  public var issuedOn: Day
  /// The number of the invoice it corrects.
  public var invoiceNumber: String
  /// Why, in the words of whoever gave it.
  public var reason: String
  public var lines: [CreditNoteLine]
  /// One row for each of the invoice's that is concerned, in the order of the invoice.
  public var taxes: [TaxBreakdown]
  public var netMinor: Int64
  public var taxMinor: Int64
  public var grossMinor: Int64

  public init(
    seller: SellerCode, number: String? = nil, account: BillingAccountID, currency: Currency, issuedOn: Day,
    invoiceNumber: String, reason: String, lines: [CreditNoteLine], taxes: [TaxBreakdown], netMinor: Int64, taxMinor: Int64,
    grossMinor: Int64
  ) {
    self.seller = seller
    self.number = number
    self.account = account
    self.currency = currency
    self.issuedOn = issuedOn
    self.invoiceNumber = invoiceNumber
    self.reason = reason
    self.lines = lines
    self.taxes = taxes
    self.netMinor = netMinor
    self.taxMinor = taxMinor
    self.grossMinor = grossMinor
  }
}

/// What is given back of one line of the invoice.
public struct CreditNoteLine: Sendable, Equatable {
  /// 1, 2, 3 … in print order.
  public var number: Int
  /// The line of the invoice that it corrects; name, period, tax and revenue account are that line's.
  public var invoiceLine: Int
  public var netMinor: Int64
  public var taxKey: TaxKey
  /// The share asked for and its rounding; sums to the net amount.
  public var explanation: Explanation

  public init(number: Int, invoiceLine: Int, netMinor: Int64, taxKey: TaxKey, explanation: Explanation) {
    self.number = number
    self.invoiceLine = invoiceLine
    self.netMinor = netMinor
    self.taxKey = taxKey
    self.explanation = explanation
  }

  /// What was asked for before rounding, in the currency's main unit.
  public var share: Exact { explanation.steps.reduce(.zero) { $1.kind == .rounding ? $0 : $0 + $1.amount } }
}

/// What somebody wants given back of an invoice.
public struct CreditRequest: Sendable, Hashable {
  /// How much of the lines chosen.
  public enum Measure: Sendable, Hashable {
    /// Everything that is left of them.
    case rest
    /// So many percent of what each line was issued with.
    case percent(Exact)
    /// So much, tax included, spread over what is left of them; in smallest units, positive.
    case amount(Int64)
  }

  /// Numbers of invoice lines; empty: all lines.
  public var lines: [Int]
  public var measure: Measure
  public var reason: String

  public init(lines: [Int] = [], _ measure: Measure, reason: String) {
    self.lines = lines
    self.measure = measure
    self.reason = reason
  }
}

extension ProblemCode {
  public static let creditUnknownLine = ProblemCode("credit.unknown-line")
  public static let creditMoreThanLeft = ProblemCode("credit.more-than-left")
  public static let creditNothingLeft = ProblemCode("credit.nothing-left")
  public static let creditComesToNothing = ProblemCode("credit.comes-to-nothing")
  public static let creditBeyondInvoice = ProblemCode("credit.beyond-invoice")
  public static let creditWrongMeasure = ProblemCode("credit.wrong-measure")
  public static let creditNoReason = ProblemCode("credit.no-reason")
  public static let creditBeforeInvoice = ProblemCode("credit.before-invoice")
}
