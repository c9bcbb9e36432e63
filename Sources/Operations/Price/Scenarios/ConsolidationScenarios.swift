import Invoicing
import Primitives

/// `invoice_consolidation`: what an adjustment or a credit of a child account does to the paying parent's invoice.
enum ConsolidationScenarios {
  static func consolidation(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let item = minor("child_item", &reader)
    let state = parent(&reader)
    var adjustments: [Int64] = []
    if inputs["adjustments"] != nil {
      for amount in reader.numbers("adjustments") ?? [] { if let minor = minor(amount, "adjustments", &reader) { adjustments.append(minor) } }
    } else if inputs["adjustment"] != nil {
      if let minor = minor("adjustment", &reader) { adjustments.append(minor) }
    } else if inputs["child_credit"] != nil, let minor = minor("child_credit", &reader) {
      adjustments.append(0 &- minor)
    }
    guard let item, let state, reader.problems.isEmpty,
      let effect = ChildAdjustment(itemMinor: item, adjustmentsMinor: adjustments, parent: state)
    else {
      if reader.problems.isEmpty { reader.refuse("child_item", "the amounts do not fit 64 bits", remedy: "write smaller amounts") }
      throw reader.missing()
    }
    let isPaid = state == .paid
    let paid = isPaid ? effect.parentLineMinor : 0
    let kept = effect.childCreditMinor
    return ScenarioResult(
      [
        ("parent_line", cents(effect.parentLineMinor)), ("parent_charged", cents(effect.parentLineMinor)), ("parent_paid", cents(paid)),
        ("parent_balance", cents(effect.parentOpenMinor)), ("child_balance", cents(effect.parentOpenMinor)),
        // Once the parent has paid, what is given back to the child becomes its credit.
        ("child_items", .list(([item] + adjustments + (isPaid && kept > 0 ? [kept] : [])).map(cents))), ("child_keeps_credit", cents(kept)),
      ],
      explanation: Explanation(
        [ExplanationStep(.flat, amount: Exact(unscaled: item, scale: 2))]
          + adjustments.map { ExplanationStep(.credit, amount: Exact(unscaled: $0, scale: 2)) }))
  }

  /// `draft`, `committed, unpaid` or `paid`.
  private static func parent(_ reader: inout SourceReader) -> ChildAdjustment.ParentInvoice? {
    guard let text = reader.text("parent_invoice_state") else { return nil }
    let word = String(text.prefix { $0 != "," && $0 != " " })
    if let state = ChildAdjustment.ParentInvoice(rawValue: word) { return state }
    reader.refuse("parent_invoice_state", "\"\(text)\" is not a state of an invoice", remedy: "use draft, committed or paid")
    return nil
  }

  private static func minor(_ key: String, _ reader: inout SourceReader) -> Int64? {
    reader.number(key).flatMap { minor($0, key, &reader) }
  }

  private static func minor(_ amount: Exact, _ key: String, _ reader: inout SourceReader) -> Int64? {
    if let minor = amount.minorUnits(digits: 2, mode: .halfUp) { return minor }
    reader.refuse(key, "\(amount) does not fit a booked amount", remedy: "write a smaller amount")
    return nil
  }

  private static func cents(_ minor: Int64) -> ScenarioValue { .number(Exact(unscaled: minor, scale: 2)) }
}
