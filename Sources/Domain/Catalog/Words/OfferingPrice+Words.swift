import Primitives

extension OfferingPrice.Kind {
  /// `every month, in advance, by-day` or `usage of voice where scope is national, each event by itself`.
  public var words: String {
    switch self {
    case .oneTime: return "once, at the start"
    case .recurring(let terms):
      return "every \(terms.every.rawValue), in \(terms.timing.rawValue), prorated \(terms.proration.rawValue)"
    case .usage(let terms):
      let filter = terms.filter.sorted { $0.key < $1.key }.map { "\($0.key) is \($0.value)" }.joined(separator: " and ")
      return "usage of \(terms.meter)\(filter.isEmpty ? "" : " where \(filter)")\(terms.perEvent ? ", each event by itself" : "")"
    }
  }
}

extension Promotion {
  /// `10 % off everything of the account, for 3 cycles`.
  public var words: String {
    let reduction =
      switch reduction {
      case .percent(let percent): "\(percent) % off"
      case .amount(let amount, let currency): "\(amount) \(currency) off"
      }
    let scope =
      switch scope {
      case .account: "everything of the account"
      case .offerings(let codes): codes.map(\.text).joined(separator: ", ")
      case .prices(let codes): codes.map(\.text).joined(separator: ", ")
      }
    return "\(reduction) \(scope)\(cycles.map { ", for \($0) cycles" } ?? "")"
  }
}
