import Primitives
import Rating

/// The printing order of charges, as indexes: equal charges keep the order they came in.
enum LineOrder {
  private struct Key {
    /// This bill's own lines, corrections, third party.
    var section: UInt8
    var user: Int64
    var subscription: Int64
    var kind: UInt8
    var price: PriceCode
    var start: Int32
    var index: Int

    static func < (a: Key, b: Key) -> Bool {
      if a.section != b.section { return a.section < b.section }
      if a.user != b.user { return a.user < b.user }
      if a.subscription != b.subscription { return a.subscription < b.subscription }
      if a.kind != b.kind { return a.kind < b.kind }
      if a.price != b.price { return a.price < b.price }
      if a.start != b.start { return a.start < b.start }
      return a.index < b.index
    }
  }

  static func sorted(_ charges: [BillableCharge], payer: BillingAccountID) -> [Int] {
    var keys: [Key] = []
    keys.reserveCapacity(charges.count)
    var inOrder = true
    for index in charges.indices {
      let key = key(charges[index], payer, index)
      if inOrder, index > 0, key < keys[index - 1] { inOrder = false }
      keys.append(key)
    }
    if inOrder { return Array(charges.indices) }
    keys.sort { $0 < $1 }
    return keys.map(\.index)
  }

  /// Corrections of earlier bills, then other companies, below what this bill is for.
  private static func section(_ kind: RatedCharge.Kind) -> UInt8 {
    switch kind {
    case .correction: 1
    case .thirdParty: 2
    default: 0
    }
  }

  private static func key(_ item: BillableCharge, _ payer: BillingAccountID, _ index: Int) -> Key {
    let user = item.usedBy ?? payer
    return Key(
      section: section(item.charge.kind), user: user == payer ? .min : user.rawValue,
      subscription: item.charge.subscription?.rawValue ?? .max, kind: rank(item.charge.kind), price: item.charge.price,
      start: item.charge.period.start.number, index: index)
  }

  private static func rank(_ kind: RatedCharge.Kind) -> UInt8 {
    switch kind {
    case .recurring: 0
    case .oneTime: 1
    case .usage: 2
    case .trueUp: 3
    case .credit: 4
    case .discount: 5
    case .correction: 6
    case .thirdParty: 7
    }
  }
}
