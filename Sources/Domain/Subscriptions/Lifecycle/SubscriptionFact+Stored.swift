import Catalog
import Primitives

extension SubscriptionFact {
  /// Reads what `json` wrote, in place; `nil` for anything else, about which `read` says what is wrong.
  public init?(stored bytes: UnsafeBufferPointer<UInt8>) {
    var position = 0
    guard var fields = StoredFields(bytes, at: &position), position == bytes.count, let kind = fields.text("fact"),
      let recordedOn = fields.day("recordedOn"), let change = fields.change(kind), fields.isComplete
    else { return nil }
    self.init(recordedOn: recordedOn, change)
  }
}

extension StoredFields {
  fileprivate mutating func change(_ kind: String) -> SubscriptionFact.Change? {
    switch kind {
    case "ordered": return ordered()
    case "item-opened": return item().map { .itemOpened($0) }
    case "item-closed":
      guard let number = integer("number"), let on = day("on") else { return nil }
      return .itemClosed(number: Int(number), on: on)
    case "activated": return day("on").map { .activated(on: $0) }
    case "suspended": return day("from").map { .suspended(from: $0) }
    case "resumed": return day("on").map { .resumed(on: $0) }
    case "end-set": return day("on").map { .endSet(on: $0) }
    case "end-withdrawn": return .endWithdrawn
    case "payer-changed":
      guard let account = integer("account"), let from = day("from") else { return nil }
      return .payerChanged(to: BillingAccountID(account), from: from)
    case "promotion-attached":
      guard let promotion = text("promotion"), let from = day("from") else { return nil }
      return .promotionAttached(PromotionCode(promotion), from: from)
    default: return nil
    }
  }

  private mutating func ordered() -> SubscriptionFact.Change? {
    guard let reference = text("reference"), let user = integer("user"), let payer = integer("payer"), let startsOn = day("startsOn")
    else { return nil }
    return .ordered(
      SubscriptionFact.Ordered(
        reference: reference, user: CustomerID(user), payer: BillingAccountID(payer), subject: text("subject") ?? "",
        startsOn: startsOn, termEndsOn: day("termEndsOn")))
  }

  private mutating func item() -> SubscriptionItem? {
    guard let number = integer("number"), let offering = text("offering"), let quantity = exact("quantity"), let from = day("from"),
      let list = list("agreements")
    else { return nil }
    let agreements = list.compactMap { fields in
      var fields = fields
      return fields.agreement()
    }
    guard agreements.count == list.count else { return nil }
    return SubscriptionItem(
      number: Int(number), offering: OfferingCode(offering), quantity: quantity, from: from, to: day("to"), agreements: agreements)
  }

  private mutating func agreement() -> PriceAgreement? {
    guard let price = text("price"), let from = day("from") else { return nil }
    let to = day("to")
    let change: PriceAgreement.Change? =
      exact("replace").map { .replace($0) } ?? exact("add").map { .add($0) } ?? exact("percentOff").map { .percentOff($0) }
    guard let change, isComplete, to.map({ $0 > from }) ?? true else { return nil }
    return PriceAgreement(price: PriceCode(price), effective: EffectivePeriod(from: from, to: to), change: change)
  }
}
