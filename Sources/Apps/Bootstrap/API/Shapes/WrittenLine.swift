import Invoicing
import Primitives
import Rating
import Taxation

extension LineDocument {
  /// All fields of a line as `Shapes.lineFields` has them: most of what an invoice or a bill so far is made of.
  ///
  /// Each is read where it lies.
  borrowing func write(into json: inout JSONText) {
    json.field("number", lines[index].number)
    json.field("kind", lines[index].charge.kind.rawValue)
    let terms = lines[index].charge.terms
    json.key("name")
    json.value(terms.name)
    json.field("price", terms.price.text)
    if let offering = terms.offering { json.field("offering", offering.text) }
    json.field("subscription", subscription)
    json.field("usedBy", usedBy)
    json.key("period")
    json.value(lines[index].charge.period)
    json.field("quantity", lines[index].charge.quantity)
    json.field("unit", terms.unit)
    json.field("amount", lines[index].charge.amount.exact)
    json.field("net", Exact(unscaled: lines[index].netMinor, scale: currency.minorDigits))
    json.field("taxTreatment", lines[index].taxKey.treatment.rawValue)
    json.field("taxPercent", lines[index].taxKey.percent)
    json.field("taxCategory", terms.taxCategory.text)
    json.field("revenueAccount", terms.revenueAccount.text)
    json.key("explanation")
    json.value(lines[index].charge.explanation)
  }
}
