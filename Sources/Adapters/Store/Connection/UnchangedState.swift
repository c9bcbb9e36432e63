import CSQLite

/// What was read of one state of a database, by its type; it holds until somebody commits something.
struct UnchangedState {
  fileprivate var number: UInt32?
  fileprivate var values: [ObjectIdentifier: Any] = [:]
}

extension Connection {
  /// The one value of its type that is true of the whole state of the database that is being read; read again when anything was committed
  /// since, and whenever that cannot be told: on a server, or by who writes.
  ///
  /// For few and small values that every reader asks for.
  func whileUnchanged<T>(_ read: () throws -> T) throws -> T {
    guard case .sqlite(let sqlite) = driver, let number = sqlite.stateRead else { return try read() }
    if number != unchanged.number { unchanged = UnchangedState(number: number) }
    // In two steps: what is not there would pass for the `nil` of an optional type.
    if let known = unchanged.values[ObjectIdentifier(T.self)], let value = known as? T { return value }
    let value = try read()
    unchanged.values[ObjectIdentifier(T.self)] = value
    return value
  }
}

extension SQLiteDriver {
  /// Which state of the database is being read: another number whenever anything was committed; `nil` when none is, or when this connection
  /// has written.
  fileprivate var stateRead: UInt32? {
    guard sqlite3_txn_state(handle, "main") == SQLITE_TXN_READ else { return nil }
    var number: UInt32 = 0
    return sqlite3_file_control(handle, "main", SQLITE_FCNTL_DATA_VERSION, &number) == SQLITE_OK ? number : nil
  }
}
