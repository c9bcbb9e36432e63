public import Primitives

/// Why an account's invoice is kept back, with the numbers that say so.
public struct HoldReason: Sendable, Hashable, Codable {
  /// What was found; the evidence says the rest.
  public enum Code: String, Sendable, Codable, CaseIterable {
    case zeroInvoice = "zero-invoice"
    case negativeInvoice = "negative-invoice"
    /// Many times what this customer usually pays.
    case unusualAmount = "unusual-amount"
    case amountOverLimit = "amount-over-limit"
    /// Usage of the period has no price yet.
    case unratedUsage = "unrated-usage"
    /// No tax could be decided for a line; nothing was drafted.
    case taxMissing = "tax-missing"
    /// A sum left the range of whole smallest units; nothing was drafted.
    case amountOverflow = "amount-overflow"
    /// A charge is in another currency than the account; nothing was drafted.
    case currencyMismatch = "currency-mismatch"
    /// A subscription, price or seller is in a state that cannot be billed; the evidence names it.
    case cannotBill = "cannot-bill"
    /// A receiver would refuse it as the e-invoice that the account asks for; the evidence names the rule and what to fill in.
    case eInvoiceRefused = "e-invoice-refused"

    /// True when a person may release the drafted invoice as it is; false when the cause must be repaired first.
    public var isReleasable: Bool {
      switch self {
      case .zeroInvoice, .negativeInvoice, .unusualAmount, .amountOverLimit, .unratedUsage: true
      case .taxMissing, .amountOverflow, .currencyMismatch, .cannotBill, .eInvoiceRefused: false
      }
    }
  }

  /// One named figure or fact: `usual-minor` 4990.
  public struct Evidence: Sendable, Hashable, Codable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }

    public init(_ name: String, _ value: Int64) { self.init(name, String(value)) }
  }

  public var code: Code
  public var evidence: [Evidence]

  public init(_ code: Code, _ evidence: [Evidence]) {
    self.code = code
    self.evidence = evidence
  }
}

extension HoldReason: CustomStringConvertible {
  /// `unusual-amount (gross-minor 990000, usual-minor 4990, factor 10)`, for tables and logs.
  public var description: String {
    evidence.isEmpty ? code.rawValue : code.rawValue + " (" + evidence.map { "\($0.name) \($0.value)" }.joined(separator: ", ") + ")"
  }
}

extension JSONText {
  /// Hold reasons as a list of objects with `code` and `evidence` (a map of names to texts).
  public mutating func value(_ reasons: [HoldReason]) {
    array { json in
      for reason in reasons {
        json.object {
          $0.field("code", reason.code.rawValue)
          $0.field("releasable", reason.code.isReleasable)
          $0.key("evidence")
          $0.object { for fact in reason.evidence { $0.field(named: fact.name, fact.value) } }
        }
      }
    }
  }
}
