public import Operations

extension Store {
  /// Gives the usage tables to work that opens its own transactions, one user at a time.
  public func usage<T>(_ body: (UsageDatabase) throws -> T) throws -> T { try alone { try body(UsageDatabase($0)) } }
}
