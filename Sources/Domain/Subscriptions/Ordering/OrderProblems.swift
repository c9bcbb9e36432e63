public import Catalog
public import Primitives

extension ProblemCode {
  public static let orderEmpty = ProblemCode("orders.empty")
  public static let orderUnknownOffering = ProblemCode("orders.unknown-offering")
  public static let orderIneligible = ProblemCode("orders.ineligible")
  public static let orderNotAPlan = ProblemCode("orders.not-a-plan")
  public static let orderOptionNotAllowed = ProblemCode("orders.option-not-allowed")
  public static let orderOverlap = ProblemCode("orders.overlapping-items")
  public static let orderQuantity = ProblemCode("orders.quantity")
  public static let orderEndsBeforeStart = ProblemCode("orders.ends-before-start")
  public static let orderUnknownPromotion = ProblemCode("orders.unknown-promotion")
  public static let orderUnknownPrice = ProblemCode("orders.unknown-price")
  public static let orderNoPrice = ProblemCode("orders.no-price")
  public static let orderTerm = ProblemCode("orders.term")
  public static let orderRepeatedReference = ProblemCode("orders.repeated-reference")
}

extension Order {
  /// Everything that keeps this order from being placed for a customer of `segment` who pays in `currency`.
  ///
  /// `source` is the document it was read from, so that each problem names its place.
  public func problems(catalog: CatalogIndex, segment: String, currency: Currency, source: SourceNode? = nil) -> [Problem] {
    var check = OrderCheck(order: self, catalog: catalog, segment: segment, currency: currency)
    if lines.isEmpty {
      check.report(.orderEmpty, source, "the order has no lines", remedy: "add at least one line with an offering")
    }
    let nodes = source?["lines"].flatMap { node -> [SourceNode]? in if case .list(let list) = node.content { list } else { nil } }
    var references: Set<String> = []
    for (index, line) in lines.enumerated() {
      let node = nodes.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? SourceNode(.null, path: "lines[\(index)]")
      check.check(line, node)
      if !line.reference.isEmpty, !references.insert(line.reference).inserted {
        check.report(
          .orderRepeatedReference, node["reference"] ?? node, "two lines are to become the subscription \(line.reference)",
          remedy: "give each line a reference of its own, or none")
      }
    }
    return check.problems
  }
}

/// Collects the problems of one order.
struct OrderCheck {
  let order: Order
  let catalog: CatalogIndex
  let segment: String
  let currency: Currency
  var problems: [Problem] = []

  mutating func report(_ code: ProblemCode, _ node: SourceNode?, _ message: String, remedy: String) {
    problems.append(Problem(code, at: node?.place, path: node?.path ?? "", message, remedy: remedy))
  }

  mutating func check(_ line: OrderLine, _ node: SourceNode) {
    if let end = line.endsOn, end < line.startsOn {
      report(
        .orderEndsBeforeStart, node["endsOn"] ?? node, "the subscription would end on \(end), before it starts on \(line.startsOn)",
        remedy: "set `endsOn` to the first day no longer held, \(line.startsOn) or later, or leave it out")
    }
    if let term = line.termMonths, !(1...600).contains(term) {
      report(
        .orderTerm, node["termMonths"] ?? node, "a contract term of \(term) months is not possible",
        remedy: "use 1 to 600 months, or leave it out")
    }
    check(line.quantity, node)
    let plan = offering(line.offering, line, node["offering"] ?? node)
    if let plan {
      if plan.kind == .option {
        report(
          .orderNotAPlan, node["offering"] ?? node, "\(plan.code) is an option and cannot be ordered by itself",
          remedy: "order a plan or bundle and list \(plan.code) under its `options`")
      }
      for member in plan.includes { _ = priced(member, line, node["offering"] ?? node) }
    }
    check(line.agreements, of: [line.offering] + (plan?.includes ?? []), node["agreements"] ?? node)
    checkOptions(line, plan, node)
    for code in line.promotions { check(code, line, node["promotions"] ?? node) }
  }

  private mutating func checkOptions(_ line: OrderLine, _ plan: ProductOffering?, _ node: SourceNode) {
    var held = Set([line.offering] + (plan?.includes ?? []))
    let allowed = plan?.allowedOptions(catalog) ?? []
    for (index, option) in line.options.enumerated() {
      let place = node["options"]?.element(index) ?? node
      check(option.quantity, place)
      check(option.agreements, of: [option.offering], place["agreements"] ?? place)
      guard let found = offering(option.offering, line, place["offering"] ?? place), let plan else { continue }
      if found.kind != .option || !allowed.contains(option.offering) {
        let list = allowed.map(\.text).sorted().joined(separator: ", ")
        report(
          .orderOptionNotAllowed, place["offering"] ?? place, "\(plan.code) does not allow the option \(option.offering)",
          remedy: list.isEmpty ? "leave the option out; \(plan.code) has none" : "choose among \(list)")
      } else if !held.insert(option.offering).inserted {
        report(
          .orderOverlap, place["offering"] ?? place, "\(option.offering) would be held twice on the same days",
          remedy: "list it once and set its `quantity`")
      }
    }
  }

  private mutating func check(_ quantity: Exact, _ node: SourceNode) {
    if QuantityLimit.allows(quantity) { return }
    report(
      .orderQuantity, node["quantity"] ?? node, "a quantity of \(quantity) is not allowed",
      remedy: "use a number above 0, at most \(QuantityLimit.most), with at most six decimals")
  }

  private mutating func offering(_ code: OfferingCode, _ line: OrderLine, _ node: SourceNode) -> ProductOffering? {
    guard let offering = priced(code, line, node) else { return nil }
    if let why = offering.ineligibility(segment: segment, channel: order.channel, on: line.startsOn) {
      report(
        .orderIneligible, node, "\(code) cannot be ordered by a \(segment) customer through \(order.channel) from \(line.startsOn): \(why)",
        remedy: "choose an offering for this segment, channel and day; `florin catalog show` lists them")
    }
    return offering
  }

  private mutating func priced(_ code: OfferingCode, _ line: OrderLine, _ node: SourceNode) -> ProductOffering? {
    guard let offering = catalog.offering(code) else {
      let near = nearest(code.text, among: catalog.catalog.offerings.map(\.code.text))
      report(
        .orderUnknownOffering, node, "the catalog has no offering `\(code)`",
        remedy: near.map { "did you mean `\($0)`?" } ?? "`florin catalog show` lists the offerings")
      return nil
    }
    for price in offering.prices where !price.versions.contains(where: { $0.currency == currency }) {
      report(
        .orderNoPrice, node, "the price \(price.code) of \(code) has no version in \(currency), the account's currency",
        remedy: "order for an account in another currency, or publish a version of \(price.code) in \(currency)")
    }
    return offering
  }

  private mutating func check(_ agreements: [PriceAgreement], of offerings: [OfferingCode], _ node: SourceNode) {
    let known = offerings.compactMap { catalog.offering($0) }.flatMap { $0.prices.map(\.code) }
    if known.isEmpty { return }
    for (index, agreement) in agreements.enumerated() where !known.contains(agreement.price) {
      let place = node.element(index)
      report(
        .orderUnknownPrice, place?["price"] ?? node, "`\(agreement.price)` is not a price of \(offerings[0])",
        remedy: "agree on one of \(known.map(\.text).joined(separator: ", "))")
    }
  }

  private mutating func check(_ code: PromotionCode, _ line: OrderLine, _ node: SourceNode) {
    if let promotion = catalog.promotion(code), promotion.effective.contains(line.startsOn) { return }
    let known = catalog.catalog.promotions.filter { $0.effective.contains(line.startsOn) }.map(\.code.text)
    report(
      .orderUnknownPromotion, node, "no promotion `\(code)` is offered on \(line.startsOn)",
      remedy: nearest(code.text, among: known).map { "did you mean `\($0)`?" }
        ?? (known.isEmpty ? "leave `promotions` out" : "choose among \(known.joined(separator: ", "))"))
  }
}

extension SourceNode {
  /// An element of a list, `nil` when there is none.
  func element(_ index: Int) -> SourceNode? {
    if case .list(let list) = content, list.indices.contains(index) { list[index] } else { nil }
  }
}
