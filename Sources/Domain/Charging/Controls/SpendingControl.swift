public import Balances
public import Primitives

/// What keeps the spending from one customer balance, or from all of them, within bounds.
///
/// Controls are told apart by their codes. One of a balance's own takes the place of one for all under the same code.
public struct SpendingControl: Sendable, Hashable {
  /// Who wants it.
  public enum Setter: String, Sendable, CaseIterable {
    case `operator`, customer
  }

  /// What it does.
  public enum Rule: Sendable, Hashable {
    case limit(SpendingLimit)
    case bar(SpendingBar)
    case low(LowBalance)
    /// What the network does when nothing more is granted.
    case exhaustion(FinalUnitAction)
  }

  public var code: String
  public var rule: Rule
  public var setBy: Setter
  /// Whether the customer may change or end it, though the operator set it.
  public var mayBeLifted: Bool

  public init(code: String, rule: Rule, setBy: Setter = .operator, mayBeLifted: Bool = false) {
    self.code = code
    self.rule = rule
    self.setBy = setBy
    self.mayBeLifted = mayBeLifted
  }
}

/// Tells when less than an amount is left.
public struct LowBalance: Sendable, Hashable {
  public var unit: BalanceUnit
  /// In smallest units; it is told when what is there falls below.
  public var amount: Int64
  /// What whoever is told should pay in, when the customer wants that done without being asked.
  public var topUp: Int64?

  public init(unit: BalanceUnit, amount: Int64, topUp: Int64? = nil) {
    self.unit = unit
    self.amount = amount
    self.topUp = topUp
  }
}

/// What the network does with a service when the last units are used (RFC 8506, `Final-Unit-Action`).
public enum FinalUnitAction: Sendable, Hashable {
  /// It ends.
  case terminate
  /// Everything leads to an address, such as a page to pay on.
  case redirect(String)
  /// Only what these filters of the network let through goes on: some addresses, or everything slowly.
  case restrict([String])

  /// `terminate`, `redirect:https://pay.example`, `restrict:slow,top-up`.
  public var text: String {
    switch self {
    case .terminate: "terminate"
    case .redirect(let address): "redirect:\(address)"
    case .restrict(let filters): "restrict:\(filters.joined(separator: ","))"
    }
  }

  /// Reads `text`.
  public init?(_ text: String) {
    func isName(_ text: Substring) -> Bool { (1...200).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
    if text == "terminate" {
      self = .terminate
    } else if text.hasPrefix("redirect:"), isName(text.dropFirst(9)) {
      self = .redirect(String(text.dropFirst(9)))
    } else if text.hasPrefix("restrict:") {
      let filters = text.dropFirst(9).split(separator: ",", omittingEmptySubsequences: false)
      guard (1...8).contains(filters.count), filters.allSatisfy(isName) else { return nil }
      self = .restrict(filters.map(String.init))
    } else {
      return nil
    }
  }
}
