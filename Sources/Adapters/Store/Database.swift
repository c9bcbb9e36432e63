/// One open database, brought to the newest schema. Used by one thread at a time; each worker opens its own.
public final class Database {
  let connection: Connection

  /// Opens the database, creates its file when missing, and applies the migrations it still lacks.
  ///
  /// - Throws: `StoreFault` when it cannot be opened, `Rejection` when a newer Florin wrote it.
  public init(at address: DatabaseAddress) throws {
    connection = try Connection(at: address)
    try Migrations.apply(to: connection)
  }

  /// Runs `body` in one transaction; everything it writes through this database's stores, or nothing.
  public func transaction<T>(_ body: () throws -> T) throws -> T { try connection.transaction { try body() } }

  public var catalog: CatalogStore { CatalogStore(connection) }
}
