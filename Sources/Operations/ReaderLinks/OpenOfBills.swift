public import Primitives

/// What is still to be paid of each bill, as the books have it: what an account owes is what its newest bills come to, since
/// what is paid settles the oldest first.
public enum OpenOfBills {
  /// - Parameters:
  ///   - owed: what the account owes in all.
  ///   - bills: what is left of each after credit notes, the newest first.
  /// - Returns: the open amount of each, in the same order.
  public static func amounts(owed: Int64, bills: [Int64]) -> [Int64] {
    var rest = max(0, owed)
    return bills.map { bill in
      let open = min(max(0, bill), rest)
      rest -= open
      return open
    }
  }
}
