/// What to do with an order whose key may have been used before.
public enum OrderRepeat: Sendable, Hashable {
  /// The key is new: place it.
  case new
  /// The same order again: give the first answer.
  case same
  /// The key was used for something else: refuse and name the fields that differ.
  case changed(fields: [String])
}

extension Order {
  /// Compares with the order accepted earlier under the same key. The day it was placed does not count: a repeat
  /// comes later.
  public func compared(with earlier: Order?) -> OrderRepeat {
    guard let earlier else { return .new }
    var fields: [String] = []
    if customer != earlier.customer { fields.append("customer") }
    if account != earlier.account { fields.append("account") }
    if channel != earlier.channel { fields.append("channel") }
    if lines.count != earlier.lines.count { fields.append("lines (\(earlier.lines.count) before, \(lines.count) now)") }
    for (index, (now, before)) in zip(lines, earlier.lines).enumerated() where now != before {
      fields += now.differences(from: before).map { "lines[\(index)].\($0)" }
    }
    return fields.isEmpty ? .same : .changed(fields: fields)
  }
}

extension OrderLine {
  func differences(from other: OrderLine) -> [String] {
    var fields: [String] = []
    if reference != other.reference { fields.append("reference") }
    if offering != other.offering { fields.append("offering") }
    if quantity != other.quantity { fields.append("quantity") }
    if startsOn != other.startsOn { fields.append("startsOn") }
    if endsOn != other.endsOn { fields.append("endsOn") }
    if termMonths != other.termMonths { fields.append("termMonths") }
    if subject != other.subject { fields.append("subject") }
    if options != other.options { fields.append("options") }
    if agreements != other.agreements { fields.append("agreements") }
    if promotions != other.promotions { fields.append("promotions") }
    return fields
  }
}
