public import Catalog
public import Primitives

/// A promotion applied to the whole document: it lowers the lines in its scope, after they are rounded.
public struct DocumentDiscount: Sendable, Hashable {
  public var promotion: PromotionCode
  public var name: LocalizedText
  public var reduction: Promotion.Reduction
  public var scope: Promotion.Scope
  /// Only this subscription's lines, when it is attached to one.
  public var subscription: SubscriptionID?
  /// Only charges whose service begins in it, and what is given back of such charges; `nil`: whatever is billed.
  public var within: ServicePeriod?

  public init(
    promotion: PromotionCode, name: LocalizedText, reduction: Promotion.Reduction, scope: Promotion.Scope = .account,
    subscription: SubscriptionID? = nil, within: ServicePeriod? = nil
  ) {
    self.promotion = promotion
    self.name = name
    self.reduction = reduction
    self.scope = scope
    self.subscription = subscription
    self.within = within
  }

  public init(_ promotion: Promotion, subscription: SubscriptionID? = nil, within: ServicePeriod? = nil) {
    self.init(
      promotion: promotion.code, name: promotion.name, reduction: promotion.reduction, scope: promotion.scope,
      subscription: subscription, within: within)
  }
}
