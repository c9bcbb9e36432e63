public import Primitives

/// The checks between drafting and issuing. Each names its reason with numbers; a person may then release the invoice.
public struct PreReleaseChecks: Sendable, Hashable {
  public var holdsZeroInvoices: Bool
  public var holdsNegativeInvoices: Bool
  public var holdsUnratedUsage: Bool
  /// Held from this many times the usual amount on; `nil`: not checked.
  public var unusualFactor: Exact?
  /// Amounts below this are never unusual, so that 3.00 after 0.20 passes.
  public var unusualFloorMinor: Int64
  /// How many earlier invoices tell the usual amount, the newest ones; fewer than `unusualAtLeast` tell nothing.
  public var unusualInvoices: Int
  public var unusualAtLeast: Int
  /// Held above this gross; `nil`: no limit.
  public var limitMinor: Int64?

  public init(
    holdsZeroInvoices: Bool = true, holdsNegativeInvoices: Bool = true, holdsUnratedUsage: Bool = true,
    unusualFactor: Exact? = 10, unusualFloorMinor: Int64 = 100_00, unusualInvoices: Int = 6, unusualAtLeast: Int = 1,
    limitMinor: Int64? = nil
  ) {
    self.holdsZeroInvoices = holdsZeroInvoices
    self.holdsNegativeInvoices = holdsNegativeInvoices
    self.holdsUnratedUsage = holdsUnratedUsage
    self.unusualFactor = unusualFactor
    self.unusualFloorMinor = unusualFloorMinor
    self.unusualInvoices = unusualInvoices
    self.unusualAtLeast = unusualAtLeast
    self.limitMinor = limitMinor
  }

  public static let standard = PreReleaseChecks()

  /// Every reason to keep the invoice back; empty when it may be issued.
  ///
  /// `earlierGrossMinor` holds the gross totals of the account's invoices, newest first; `unratedEvents` counts usage
  /// of the period that has no price.
  public func reasons(_ invoice: Invoice, earlierGrossMinor: [Int64] = [], unratedEvents: Int = 0) -> [HoldReason] {
    var reasons: [HoldReason] = []
    let gross = invoice.grossMinor
    if holdsZeroInvoices, gross == 0 {
      reasons.append(HoldReason(.zeroInvoice, [.init("gross-minor", 0), .init("lines", Int64(invoice.lines.count))]))
    }
    if holdsNegativeInvoices, gross < 0 { reasons.append(HoldReason(.negativeInvoice, [.init("gross-minor", gross)])) }
    if let reason = unusual(gross, earlierGrossMinor) { reasons.append(reason) }
    if let limitMinor, gross > limitMinor {
      reasons.append(HoldReason(.amountOverLimit, [.init("gross-minor", gross), .init("limit-minor", limitMinor)]))
    }
    if holdsUnratedUsage, unratedEvents > 0 {
      reasons.append(HoldReason(.unratedUsage, [.init("events", Int64(unratedEvents))]))
    }
    return reasons
  }

  private func unusual(_ gross: Int64, _ earlier: [Int64]) -> HoldReason? {
    guard let unusualFactor, gross >= unusualFloorMinor, earlier.count >= max(1, unusualAtLeast) else { return nil }
    let usual = PreReleaseChecks.median(earlier.prefix(max(1, unusualInvoices)))
    guard usual.isPositive, Exact(unscaled: gross, scale: 0) >= usual * unusualFactor else { return nil }
    return HoldReason(.unusualAmount, [
      .init("gross-minor", gross), .init("usual-minor", usual.description), .init("factor", unusualFactor.description),
      .init("invoices", Int64(min(earlier.count, unusualInvoices))),
    ])
  }

  /// The middle amount; between two middle ones, their half sum.
  static func median(_ amounts: some Collection<Int64>) -> Exact {
    let sorted = amounts.sorted()
    guard let last = sorted.last else { return .zero }
    let upper = sorted.count == 1 ? last : sorted[sorted.count / 2]
    if sorted.count % 2 == 1 { return Exact(unscaled: upper, scale: 0) }
    let lower = sorted[sorted.count / 2 - 1]
    return ((Exact(unscaled: lower, scale: 0) + Exact(unscaled: upper, scale: 0)) * Exact(unscaled: 5, scale: 1)).reduced
  }
}
