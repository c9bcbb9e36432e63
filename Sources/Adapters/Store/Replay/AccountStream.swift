/// Rows of a stretch of accounts in the order of their numbers, taken account by account: one statement for all of them,
/// where each would begin one of its own.
///
/// Accounts are asked for in ascending order. Nothing is read before the first one is.
final class AccountStream {
  let rows: Statement
  private let account: Int32
  private var stretch: ClosedRange<Int64> = 0...0
  private var state = State.begun

  private enum State {
    case begun
    /// On a row that belongs to this account; `isTaken`: it was handed out.
    case on(Int64, isTaken: Bool)
    case ended
  }

  /// - Parameters:
  ///   - sql: takes the two ends of a stretch, and gives rows in the order of the accounts.
  ///   - account: the column that holds the account's number.
  init(_ sql: String, account: Int32, _ c: Connection) throws {
    rows = try c.scan(sql)
    self.account = account
  }

  /// Goes to the beginning of another stretch.
  ///
  /// - Parameter stretch: what the statement takes for its ends: the first and the last account's number, or places made of them.
  func begin(_ stretch: ClosedRange<Int64>) {
    self.stretch = stretch
    rows.reset()
    state = .begun
  }

  /// Moves to the account's next row; `false` when it has no other. Rows of accounts before it are passed over.
  func next(of wanted: Int64) throws -> Bool {
    while true {
      switch state {
      case .ended: return false
      case .on(let account, isTaken: false):
        if account > wanted { return false }
        if account == wanted {
          state = .on(account, isTaken: true)
          return true
        }
      case .begun:
        rows.bind(1, stretch.lowerBound)
        rows.bind(2, stretch.upperBound)
      case .on: break
      }
      guard try rows.step() else {
        rows.reset()
        state = .ended
        return false
      }
      state = .on(rows.int64(account), isTaken: false)
    }
  }
}
