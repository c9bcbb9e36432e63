public import Primitives
import Catalog

/// The stored form of a fact: one line of JSON whose `fact` names its kind.
extension SubscriptionFact {
  public var json: String {
    var text = JSONText(reservingCapacity: 160)
    text.object { json in
      json.field("fact", kind)
      json.field("recordedOn", recordedOn)
      write(into: &json)
    }
    return text.string
  }

  private var kind: String {
    switch change {
    case .ordered: "ordered"
    case .itemOpened: "item-opened"
    case .itemClosed: "item-closed"
    case .activated: "activated"
    case .suspended: "suspended"
    case .resumed: "resumed"
    case .endSet: "end-set"
    case .endWithdrawn: "end-withdrawn"
    case .payerChanged: "payer-changed"
    case .promotionAttached: "promotion-attached"
    }
  }

  private func write(into json: inout JSONText) {
    switch change {
    case .ordered(let ordered):
      json.field("reference", ordered.reference)
      json.field("user", ordered.user.rawValue)
      json.field("payer", ordered.payer.rawValue)
      json.field("subject", ordered.subject)
      json.field("startsOn", ordered.startsOn)
      json.field("termEndsOn", ordered.termEndsOn)
    case .itemOpened(let item):
      json.field("number", item.number)
      json.field("offering", item.offering.text)
      json.field("quantity", item.quantity)
      json.field("from", item.from)
      json.field("to", item.to)
      guard !item.agreements.isEmpty else { return }
      json.key("agreements")
      json.array { list in
        for agreement in item.agreements { list.object { agreement.write(into: &$0) } }
      }
    case .itemClosed(let number, let on):
      json.field("number", number)
      json.field("on", on)
    case .activated(let on), .resumed(let on), .endSet(let on): json.field("on", on)
    case .suspended(let from): json.field("from", from)
    case .endWithdrawn: break
    case .payerChanged(let account, let from):
      json.field("account", account.rawValue)
      json.field("from", from)
    case .promotionAttached(let promotion, let from):
      json.field("promotion", promotion.text)
      json.field("from", from)
    }
  }

  /// Reads what `json` wrote.
  public static func read(_ node: SourceNode) throws(Rejection) -> SubscriptionFact {
    var reader = SourceReader(node)
    let kind = reader.text("fact")
    let recordedOn = reader.day("recordedOn")
    let change = reader.change(kind ?? "")
    reader.refuseUnknownFields()
    if reader.problems.isEmpty, change == nil {
      reader.report(.wrongValue, node, "a fact of the kind \"\(kind ?? "")\" is not known", remedy: "restore the line as it was written")
    }
    guard reader.problems.isEmpty, let recordedOn, let change else { throw Rejection(reader.problems) }
    return SubscriptionFact(recordedOn: recordedOn, change)
  }
}

extension SourceReader {
  fileprivate mutating func change(_ kind: String) -> SubscriptionFact.Change? {
    switch kind {
    case "ordered":
      guard let reference = text("reference"), let user = integer("user"), let payer = integer("payer"),
        let startsOn = day("startsOn")
      else { return nil }
      return .ordered(
        SubscriptionFact.Ordered(
          reference: reference, user: CustomerID(Int64(user)), payer: BillingAccountID(Int64(payer)),
          subject: optionalText("subject") ?? "", startsOn: startsOn, termEndsOn: optionalDay("termEndsOn")))
    case "item-opened":
      guard let offering = text("offering"), let quantity = number("quantity"), let number = integer("number"),
        let from = day("from")
      else { return nil }
      return .itemOpened(
        SubscriptionItem(
          number: number, offering: OfferingCode(offering), quantity: quantity, from: from, to: optionalDay("to"),
          agreements: PriceAgreement.readList(&self, from: from)))
    case "item-closed":
      guard let number = integer("number"), let on = day("on") else { return nil }
      return .itemClosed(number: number, on: on)
    case "activated": return day("on").map { .activated(on: $0) }
    case "suspended": return day("from").map { .suspended(from: $0) }
    case "resumed": return day("on").map { .resumed(on: $0) }
    case "end-set": return day("on").map { .endSet(on: $0) }
    case "end-withdrawn": return .endWithdrawn
    case "payer-changed":
      guard let account = integer("account"), let from = day("from") else { return nil }
      return .payerChanged(to: BillingAccountID(Int64(account)), from: from)
    case "promotion-attached":
      guard let promotion = text("promotion"), let from = day("from") else { return nil }
      return .promotionAttached(PromotionCode(promotion), from: from)
    default: return nil
    }
  }
}

extension PriceAgreement {
  /// Writes the fields that `readList` reads.
  func write(into json: inout JSONText) {
    json.field("price", price.text)
    switch change {
    case .replace(let value): json.field("replace", value)
    case .add(let value): json.field("add", value)
    case .percentOff(let value): json.field("percentOff", value)
    }
    json.field("from", effective.from)
    json.field("to", effective.to)
  }
}
