import Catalog
import Primitives

/// Amendments of items: an item is never changed, it is closed on the day and another opened.
extension AmendmentDecision {
  func changeOffering(of selector: ItemSelector, to code: OfferingCode, _ agreements: [PriceAgreement])
    throws(AmendmentRefusal) -> Changes
  {
    let item = try held(selector)
    let offering = try orderable(code)
    let isOption = context.catalog.offering(item.offering)?.kind == .option
    if isOption, offering.kind != .option { throw .notAnOption(code) }
    if !isOption, offering.kind == .option { throw .notAPlan(code) }
    if isOption {
      try refuseUnlessAllowed(code)
    } else {
      let bundled = Set(context.catalog.offering(item.offering)?.includes ?? [])
      for option in heldItems where isOptionOffering(option.offering) && !bundled.contains(option.offering) {
        if !allowed(by: offering).contains(option.offering) { throw .optionNotAllowed(option.offering, by: code) }
      }
    }
    if code == item.offering, agreements == item.agreements { throw .nothingChanges }
    if code != item.offering { try refuseIfHeld(code) }
    var changes = close(item)
    for part in members(of: item) { changes += close(part) }
    let first = SubscriptionItem(
      number: subscription.nextItemNumber, offering: code, quantity: item.quantity, from: on, to: item.to,
      agreements: agreements)
    changes += offering.expanded(first, context.catalog).map { .itemOpened($0) }
    return changes
  }

  func changeQuantity(of selector: ItemSelector, to quantity: Exact) throws(AmendmentRefusal) -> Changes {
    var item = try held(selector)
    guard QuantityLimit.allows(quantity) else { throw .quantityNotAllowed(limit: QuantityLimit.most) }
    if quantity == item.quantity { throw .nothingChanges }
    let changes = close(item)
    (item.number, item.quantity, item.from) = (subscription.nextItemNumber, quantity, on)
    return changes + [.itemOpened(item)]
  }

  func agreePrice(of selector: ItemSelector, _ agreements: [PriceAgreement]) throws(AmendmentRefusal) -> Changes {
    var item = try held(selector)
    if agreements == item.agreements { throw .nothingChanges }
    let changes = close(item)
    (item.number, item.agreements, item.from) = (subscription.nextItemNumber, agreements, on)
    return changes + [.itemOpened(item)]
  }

  func addOption(_ code: OfferingCode, _ quantity: Exact, _ agreements: [PriceAgreement]) throws(AmendmentRefusal)
    -> Changes
  {
    let offering = try orderable(code)
    if offering.kind != .option { throw .notAnOption(code) }
    try refuseUnlessAllowed(code)
    guard QuantityLimit.allows(quantity) else { throw .quantityNotAllowed(limit: QuantityLimit.most) }
    try refuseIfHeld(code)
    let item = SubscriptionItem(
      number: subscription.nextItemNumber, offering: code, quantity: quantity, from: on, agreements: agreements)
    return [.itemOpened(item)]
  }

  func removeOption(_ selector: ItemSelector) throws(AmendmentRefusal) -> Changes {
    let item = try held(selector)
    guard isOptionOffering(item.offering) else { throw .notAnOption(item.offering) }
    // What was planned for the option later goes with it.
    let later = subscription.items.filter { $0.offering == item.offering && $0.from >= on && $0.number != item.number && !$0.isVoid }
    return close(item) + later.map { .itemClosed(number: $0.number, on: $0.from) }
  }

  // MARK: what the items must satisfy

  private var heldItems: [SubscriptionItem] { subscription.items.filter { subscription.held($0).contains(on) } }

  private func held(_ selector: ItemSelector) throws(AmendmentRefusal) -> SubscriptionItem {
    let found = heldItems.first { item in
      switch selector {
      case .plan: !isOptionOffering(item.offering)
      case .offering(let code): item.offering == code
      case .number(let number): item.number == number
      }
    }
    guard let found else { throw .notHeld(on: on) }
    return found
  }

  private func orderable(_ code: OfferingCode) throws(AmendmentRefusal) -> ProductOffering {
    guard let offering = context.catalog.offering(code) else { throw .unknownOffering(code) }
    if let why = offering.ineligibility(segment: context.segment, channel: context.channel, on: on) {
      throw .ineligible(code, why)
    }
    return offering
  }

  private func refuseUnlessAllowed(_ option: OfferingCode) throws(AmendmentRefusal) {
    let plans = heldItems.compactMap { context.catalog.offering($0.offering) }.filter { $0.kind != .option }
    guard let plan = plans.first else { throw .notHeld(on: on) }
    if !plans.contains(where: { allowed(by: $0).contains(option) }) { throw .optionNotAllowed(option, by: plan.code) }
  }

  private func refuseIfHeld(_ code: OfferingCode) throws(AmendmentRefusal) {
    if subscription.items.contains(where: { $0.offering == code && !$0.isVoid && ($0.to ?? .open) > on }) {
      throw .alreadyHeld(code)
    }
  }

  private func allowed(by offering: ProductOffering) -> Set<OfferingCode> {
    offering.allowedOptions(context.catalog)
  }

  private func isOptionOffering(_ code: OfferingCode) -> Bool { context.catalog.offering(code)?.kind == .option }

  /// What a bundle opened together with its own item, as far as it is still held.
  private func members(of item: SubscriptionItem) -> [SubscriptionItem] {
    let parts = Set(context.catalog.offering(item.offering)?.includes ?? [])
    return heldItems.filter { parts.contains($0.offering) }
  }

  private func close(_ item: SubscriptionItem) -> Changes { [.itemClosed(number: item.number, on: on)] }
}

extension Subscription {
  /// The number the next item gets.
  var nextItemNumber: Int { (items.map(\.number).max() ?? 0) + 1 }
}

extension SubscriptionItem {
  /// Closed on its first day: never held.
  var isVoid: Bool { to == from }
}
