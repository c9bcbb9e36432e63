public import Balances
public import Charging
public import Primitives

/// Where controls are kept, and what came of them. What was said is never edited; the latest of a code is what holds.
public protocol ControlStore: Sendable {
  /// Says something of one control, in one transaction: `decide` sees what was said before and what holds now.
  ///
  /// When the key is known already, nothing is decided and the first answer is given.
  /// - Parameter reference: of the customer balance; `nil`: for all.
  func say(
    _ reference: String?, command: BalanceCommand, decide: (_ own: [StoredControl], _ inForce: [StoredControl], StoredBalance?) throws -> StoredControl
  ) throws -> StoredControl

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
