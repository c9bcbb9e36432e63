public import Balances
public import Charging
public import Primitives

/// Where controls are kept, and what came of them. What was said is never edited; the latest of a code is what holds.
public protocol ControlStore: Sendable {
  /// Says something of the control of one code, in one transaction: `decide` sees what was said of it before and what holds now.
  ///
  /// When the key is known already, nothing is decided and the first answer is given.
  /// - Parameter reference: of the customer balance; `nil`: for all.
  func say(_ code: String, of reference: String?, command: BalanceCommand, decide: (ControlSoFar) throws -> StoredControl) throws -> StoredControl

  /// What holds for a customer balance, in the order of codes; what is said for all when it is `nil`.
  func controls(for balance: StoredBalance?) throws -> [StoredControl]

  /// What a limit counted; `nil`: nothing yet.
  func count(_ key: CountKey) throws -> SpendingCount?

  /// The newest first, before a number.
  func notices(of balance: CustomerBalanceID, before: Int64?, limit: Int) throws -> [StoredNotice]

  /// What was taken from a customer balance between two instants, less what was given back, in smallest units.
  func spent(of balance: CustomerBalanceID, since: Instant, until: Instant) throws -> [BalanceUnit: Int64]
}

/// Something that was said of a control.
public struct StoredControl: Sendable, Hashable {
  /// Given by the store; 0 before.
  public var id: Int64
  /// The customer balance's reference; `nil`: for all.
  public var balance: String?
  public var code: String
  /// `nil`: from then on there is none.
  public var control: SpendingControl?
  public var setBy: SpendingControl.Setter
  public var setAt: Instant
  public var reason: String

  public init(id: Int64 = 0, balance: String?, code: String, control: SpendingControl?, setBy: SpendingControl.Setter, setAt: Instant, reason: String) {
    self.id = id
    self.balance = balance
    self.code = code
    self.control = control
    self.setBy = setBy
    self.setAt = setAt
    self.reason = reason
  }
}

/// What was said of the control of one code before something more is said of it.
public struct ControlSoFar: Sendable {
  /// What was said for the same balance, or for all, in that order.
  public var own: [StoredControl]
  /// What else was said under the same code and may be counted together with it: for all when this is about one balance, for any
  /// balance when this is about all.
  public var others: [StoredControl]
  /// What of it holds now, if anything does.
  public var inForce: StoredControl?

  public init(own: [StoredControl], others: [StoredControl], inForce: StoredControl?) {
    self.own = own
    self.others = others
    self.inForce = inForce
  }
}

extension StoredControl {
  /// Whether customers must live with it.
  var binds: Bool { control.map { $0.setBy == .operator && !$0.mayBeLifted } ?? false }

  /// What holds for a balance, in the order of codes.
  ///
  /// Of each code the latest counts. What was said for the balance itself takes the place of what is said for all, whichever came
  /// first, except that what binds all customers stands above what a customer said.
  /// - Parameters:
  ///   - all: what was said for all balances, in that order.
  ///   - own: what was said for this one.
  public static func inForce(all: [StoredControl], own: [StoredControl]) -> [StoredControl] {
    if all.isEmpty && own.isEmpty { return [] }
    var last: [String: StoredControl] = [:]
    for one in all { last[one.code] = one }
    let binding = Set(last.values.lazy.filter(\.binds).map(\.code))
    for one in own where one.setBy == .operator || !binding.contains(one.code) { last[one.code] = one }
    return last.values.filter { $0.control != nil }.sorted { $0.code < $1.code }
  }
}

/// A notice as kept.
public struct StoredNotice: Sendable, Hashable {
  public var id: Int64
  public var notice: ControlNotice
  public var at: Instant

  public init(id: Int64, notice: ControlNotice, at: Instant) {
    self.id = id
    self.notice = notice
    self.at = at
  }
}

extension ProblemCode {
  public static let controlTerms = ProblemCode("control.wrong-terms")
  public static let controlUnknown = ProblemCode("control.unknown")
  public static let controlOther = ProblemCode("control.other-kind")
  public static let controlOperators = ProblemCode("control.not-yours")
}
