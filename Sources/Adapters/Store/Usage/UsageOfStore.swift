import Operations
public import Primitives
public import Usage

extension Store {
  /// Gives the usage tables to work that opens its own transactions, one user at a time.
  public func usage<T>(_ body: (UsageDatabase) throws -> T) throws -> T { try alone { try body(UsageDatabase($0)) } }

  /// Gives the usage tables to what only reads, beside writers.
  public func readUsage<T>(_ body: (UsageDatabase) throws -> T) throws -> T { try read { try body(UsageDatabase($0)) } }

  /// What usage is judged by, as far as it changes: the newest catalog and the last fact of a subscription.
  public func usageFacts() throws -> (catalog: CatalogVersionID?, subscriptionFact: Int64) {
    try read { c in
      let row = try c.prepare("SELECT (SELECT MAX(id) FROM catalog_version), (SELECT COALESCE(MAX(id), 0) FROM subscription_fact)")
      defer { row.reset() }
      _ = try row.step()
      return (row.optionalInt64(0).map { CatalogVersionID($0) }, row.int64(1))
    }
  }

  /// Who a subject belongs to.
  ///
  /// - Parameters:
  ///   - known: what was read before; only what has changed since is read then.
  ///   - zone: a zone by its name.
  public func subjects(since known: SubjectIndex? = nil, zone: (String) throws -> Zone) throws -> SubjectIndex {
    try read { c in
      let rows = SubjectRows(c)
      return try known.map { try rows.updated($0, zone: zone) } ?? rows.index(zone: zone)
    }
  }
}

/// The usage tables for an intake of events: many small rounds.
public final class IntakeTables {
  private let store: Store
  private let filter = SeenFilter()

  public init(_ store: Store) { self.store = store }

  /// Gives the usage tables to work that opens its own transactions, one user at a time.
  public func use<T>(_ body: (UsageDatabase) throws -> T) throws -> T {
    try store.alone { try body(UsageDatabase($0, filter: filter)) }
  }
}
