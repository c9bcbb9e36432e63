public import Primitives

/// A coupon or campaign that lowers charges of a subscription or an account for a while.
public struct Promotion: Sendable {
  /// What is taken off: a share of the charges, or a fixed amount of them.
  public enum Reduction: Sendable, Hashable {
    case percent(Exact)
    /// A fixed amount in one currency.
    case amount(Exact, Currency)
  }

  /// Which charges it applies to.
  public enum Scope: Sendable, Hashable {
    case account
    case offerings([OfferingCode])
    case prices([PriceCode])
  }

  public var code: PromotionCode
  public var name: LocalizedText
  public var effective: EffectivePeriod
  public var reduction: Reduction
  public var scope: Scope
  /// How many bill cycles it lasts for one subscriber; `nil`: as long as it is attached.
  public var cycles: Int?

  public init(
    code: PromotionCode, name: LocalizedText, effective: EffectivePeriod, reduction: Reduction, scope: Scope,
    cycles: Int? = nil
  ) {
    self.code = code
    self.name = name
    self.effective = effective
    self.reduction = reduction
    self.scope = scope
    self.cycles = cycles
  }
}
