import Catalog
public import Primitives
public import Subscriptions

/// Facts about subscriptions as the text that is stored: one JSON object each, keys in a fixed order.
public enum FactText {
  public static func text(_ fact: SubscriptionFact) -> String {
    var json = JSONText()
    json.object { json in
      json.field("recordedOn", fact.recordedOn)
      switch fact.change {
      case .ordered(let ordered):
        json.field("change", "ordered")
        json.field("reference", ordered.reference)
        json.field("user", ordered.user.rawValue)
        json.field("payer", ordered.payer.rawValue)
        json.field("subject", ordered.subject)
        json.field("startsOn", ordered.startsOn)
        json.field("termEndsOn", ordered.termEndsOn)
      case .itemOpened(let item):
        json.field("change", "itemOpened")
        json.field("number", item.number)
        json.field("offering", item.offering.text)
        json.field("quantity", item.quantity)
        json.field("from", item.from)
        json.field("to", item.to)
        json.write(item.agreements)
      case .itemClosed(let number, let day):
        json.field("change", "itemClosed")
        json.field("number", number)
        json.field("on", day)
      case .activated(let day): json.change("activated", day)
      case .suspended(let day): json.change("suspended", day)
      case .resumed(let day): json.change("resumed", day)
      case .endSet(let day): json.change("endSet", day)
      case .endWithdrawn: json.field("change", "endWithdrawn")
      case .payerChanged(let account, let day):
        json.change("payerChanged", day)
        json.field("payer", account.rawValue)
      case .promotionAttached(let promotion, let day):
        json.change("promotionAttached", day)
        json.field("promotion", promotion.text)
      }
    }
    return json.string
  }

  /// Reads what `text` wrote, parsed by an adapter; `nil` when this is not such a fact.
  public static func fact(_ node: SourceNode) -> SubscriptionFact? {
    var reader = SourceReader(node)
    guard let recordedOn = reader.optionalDay("recordedOn"), let word = reader.optionalText("change") else { return nil }
    let day = reader.optionalDay("on")
    var change: SubscriptionFact.Change?
    switch word {
    case "ordered":
      if let reference = reader.optionalText("reference"), let user = reader.optionalInteger("user"),
        let payer = reader.optionalInteger("payer"), let startsOn = reader.optionalDay("startsOn")
      {
        change = .ordered(
          .init(
            reference: reference, user: CustomerID(Int64(user)), payer: BillingAccountID(Int64(payer)),
            subject: reader.optionalText("subject") ?? "", startsOn: startsOn, termEndsOn: reader.optionalDay("termEndsOn")))
      }
    case "itemOpened":
      if let number = reader.optionalInteger("number"), let offering = reader.optionalText("offering"),
        let quantity = reader.optionalNumber("quantity"), let from = reader.optionalDay("from")
      {
        change = .itemOpened(
          SubscriptionItem(
            number: number, offering: OfferingCode(offering), quantity: quantity, from: from, to: reader.optionalDay("to"),
            agreements: PriceAgreement.readList(&reader, from: from)))
      }
    case "itemClosed": change = reader.optionalInteger("number").flatMap { number in day.map { .itemClosed(number: number, on: $0) } }
    case "activated": change = day.map { .activated(on: $0) }
    case "suspended": change = day.map { .suspended(from: $0) }
    case "resumed": change = day.map { .resumed(on: $0) }
    case "endSet": change = day.map { .endSet(on: $0) }
    case "endWithdrawn": change = .endWithdrawn
    case "payerChanged":
      change = reader.optionalInteger("payer").flatMap { payer in
        day.map { .payerChanged(to: BillingAccountID(Int64(payer)), from: $0) }
      }
    case "promotionAttached":
      change = reader.optionalText("promotion").flatMap { code in day.map { .promotionAttached(PromotionCode(code), from: $0) } }
    default: break
    }
    return change.map { SubscriptionFact(recordedOn: recordedOn, $0) }
  }
}

extension JSONText {
  fileprivate mutating func change(_ word: String, _ day: Day) {
    field("change", word)
    field("on", day)
  }

  /// Price agreements in the form order documents use.
  mutating func write(_ agreements: [PriceAgreement]) {
    guard !agreements.isEmpty else { return }
    key("agreements")
    array { list in
      for agreement in agreements {
        list.object {
          $0.field("price", agreement.price.text)
          switch agreement.change {
          case .replace(let value): $0.field("replace", value)
          case .add(let value): $0.field("add", value)
          case .percentOff(let value): $0.field("percentOff", value)
          }
          $0.field("from", agreement.effective.from)
          $0.field("to", agreement.effective.to)
        }
      }
    }
  }

  /// An order as the document it could have been read from.
  mutating func value(_ order: Order) {
    object { json in
      json.field("key", order.key)
      json.field("customer", order.customer)
      json.field("account", order.account)
      json.field("channel", order.channel)
      json.field("placedOn", order.placedOn)
      json.key("lines")
      json.array { list in
        for line in order.lines { list.object { $0.fields(of: line) } }
      }
    }
  }

  private mutating func fields(of line: OrderLine) {
    field("reference", line.reference.isEmpty ? nil : line.reference)
    field("offering", line.offering.text)
    field("quantity", line.quantity)
    field("startsOn", line.startsOn)
    field("endsOn", line.endsOn)
    field("termMonths", line.termMonths)
    field("subject", line.subject.isEmpty ? nil : line.subject)
    if !line.options.isEmpty {
      key("options")
      array { list in
        for option in line.options {
          list.object {
            $0.field("offering", option.offering.text)
            $0.field("quantity", option.quantity)
            $0.write(option.agreements)
          }
        }
      }
    }
    write(line.agreements)
    if !line.promotions.isEmpty {
      key("promotions")
      array { list in for code in line.promotions { list.value(code.text) } }
    }
  }
}
