public import Primitives
import Catalog

extension Order {
  /// Reads an order document; `placedOn` is today unless the document says otherwise.
  ///
  ///     key: 2026-0001
  ///     customer: C-100
  ///     account: A-100
  ///     channel: shop
  ///     lines:
  ///       - offering: fibre-50
  ///         startsOn: 2026-03-01
  ///         options: [{offering: security}]
  ///         agreements: [{price: fibre-50.monthly, replace: 45, from: 2026-03-01}]
  public static func read(_ node: SourceNode, today: Day) throws(Rejection) -> Order {
    var reader = SourceReader(node)
    let key = reader.text("key")
    let customer = reader.text("customer")
    let account = reader.text("account")
    let channel = reader.optionalText("channel") ?? "direct"
    let placedOn = reader.optionalDay("placedOn") ?? today
    var lines: [OrderLine] = []
    for line in reader.required("lines").map({ reader.list($0) }) ?? [] {
      if let read = OrderLine.read(line, today: placedOn, &reader.problems) { lines.append(read) }
    }
    reader.refuseUnknownFields()
    guard reader.problems.isEmpty, let key, let customer, let account else { throw Rejection(reader.problems) }
    return Order(key: key, customer: customer, account: account, channel: channel, placedOn: placedOn, lines: lines)
  }
}

extension Quote {
  /// Reads a quote: an order without a key, with `reference`, `quotedOn` and `validUntil`.
  public static func read(_ node: SourceNode, today: Day) throws(Rejection) -> Quote {
    var reader = SourceReader(node)
    let reference = reader.text("reference")
    let customer = reader.text("customer")
    let account = reader.text("account")
    let channel = reader.optionalText("channel") ?? "direct"
    let quotedOn = reader.optionalDay("quotedOn") ?? today
    let validUntil = reader.optionalDay("validUntil") ?? quotedOn.adding(days: 30)
    var lines: [OrderLine] = []
    for line in reader.required("lines").map({ reader.list($0) }) ?? [] {
      if let read = OrderLine.read(line, today: quotedOn, &reader.problems) { lines.append(read) }
    }
    reader.refuseUnknownFields()
    guard reader.problems.isEmpty, let reference, let customer, let account else { throw Rejection(reader.problems) }
    return Quote(
      reference: reference, customer: customer, account: account, channel: channel, quotedOn: quotedOn,
      validUntil: validUntil, lines: lines)
  }
}

extension OrderLine {
  static func read(_ node: SourceNode, today: Day, _ problems: inout [Problem]) -> OrderLine? {
    var reader = SourceReader(node)
    let offering = reader.text("offering")
    let startsOn = reader.optionalDay("startsOn") ?? today
    var line = OrderLine(offering: OfferingCode(offering ?? ""), startsOn: startsOn)
    line.reference = reader.optionalText("reference") ?? ""
    line.quantity = reader.optionalNumber("quantity") ?? 1
    line.endsOn = reader.optionalDay("endsOn")
    line.termMonths = reader.optionalInteger("termMonths")
    line.subject = reader.optionalText("subject") ?? ""
    for option in reader.list("options") {
      if let read = OptionChoice.read(option, from: startsOn, &reader.problems) { line.options.append(read) }
    }
    line.agreements = PriceAgreement.readList(&reader, from: startsOn)
    line.promotions = reader.list("promotions").compactMap { reader.text($0) }.map { PromotionCode($0) }
    reader.refuseUnknownFields()
    problems += reader.problems
    return reader.problems.isEmpty && offering != nil ? line : nil
  }
}

extension OptionChoice {
  static func read(_ node: SourceNode, from day: Day, _ problems: inout [Problem]) -> OptionChoice? {
    if case .scalar(let code, _) = node.content { return OptionChoice(offering: OfferingCode(code)) }
    var reader = SourceReader(node)
    let offering = reader.text("offering")
    let quantity = reader.optionalNumber("quantity") ?? 1
    let agreements = PriceAgreement.readList(&reader, from: day)
    reader.refuseUnknownFields()
    problems += reader.problems
    return offering.map { OptionChoice(offering: OfferingCode($0), quantity: quantity, agreements: agreements) }
  }
}

extension ProblemCode {
  public static let agreementChange = ProblemCode("orders.agreement-change")
  public static let agreementPeriod = ProblemCode("orders.agreement-period")
}

extension PriceAgreement {
  /// Reads the field `agreements`: `price`, one of `replace`, `add`, `percentOff`, and `from` and `to` (the first day
  /// it no longer holds).
  public static func readList(_ reader: inout SourceReader, from day: Day) -> [PriceAgreement] {
    var found: [PriceAgreement] = []
    for node in reader.list("agreements") {
      var fields = SourceReader(node)
      let price = fields.text("price")
      let changes: [Change] = [
        fields.optionalNumber("replace").map { .replace($0) }, fields.optionalNumber("add").map { .add($0) },
        fields.optionalNumber("percentOff").map { .percentOff($0) },
      ].compactMap { $0 }
      let period = EffectivePeriod(from: fields.optionalDay("from") ?? day, to: fields.optionalDay("to"))
      fields.refuseUnknownFields()
      if fields.problems.isEmpty, changes.count != 1 {
        fields.report(
          .agreementChange, node, "a price agreement says one of replace, add and percentOff; this one says \(changes.count)",
          remedy: "write for example `replace: 45.00`")
      }
      if let to = period.to, to <= period.from {
        fields.report(
          .agreementPeriod, node["to"] ?? node, "the agreement would end on \(to), not after it begins on \(period.from)",
          remedy: "set `to` to the first day it no longer holds, or leave it out")
      }
      reader.problems += fields.problems
      if let price, changes.count == 1 { found.append(PriceAgreement(price: PriceCode(price), effective: period, change: changes[0])) }
    }
    return found
  }
}
