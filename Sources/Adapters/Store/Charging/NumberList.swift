import Primitives

/// Numbers that a statement takes as its first value, several at once.
struct NumberList {
  private let numbers: [Int64]

  init(_ numbers: some Sequence<Int64>) { self.numbers = Array(numbers) }

  /// What a statement reads from: `v.value` is each number.
  ///
  /// On a server it is an array, of which PostgreSQL expects few elements, and so looks each up; of a JSON list it expects a hundred, for which
  /// it would rather read all of a table that is not large.
  static func rows(_ c: Connection) -> String { c.isOnServer ? "unnest(?1) v(value)" : "json_each(?1) v" }

  func bind(to statement: Statement, _ c: Connection) {
    if c.isOnServer {
      var array = PostgresArray()
      for number in numbers { array.append(number) }
      return statement.bind(1, array)
    }
    var json = JSONText(reservingCapacity: 8 * numbers.count + 2)
    json.array { list in for number in numbers { list.value(number) } }
    statement.bind(1, json.string)
  }

  /// A statement that takes the numbers, sent to a server with whatever is sent next.
  func ahead(_ sql: String, _ c: Connection) throws -> Statement {
    let statement = try c.prepare(sql)
    bind(to: statement, c)
    try statement.sendAhead()
    return statement
  }
}
