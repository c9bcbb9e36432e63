/// What a list is narrowed to: only what was asked for stands in the statement, so that the database finds it by its indexes.
///
/// A condition that may be left out (`? IS NULL OR …`) would be looked at for every row there is.
struct Narrowing {
  private enum Value {
    case whole(Int64)
    case text(String)
  }

  private var conditions: [String] = []
  private var values: [Value] = []

  /// - Parameters:
  ///   - condition: with `?` wherever the value stands.
  ///   - value: `nil`: the list is not narrowed by it.
  mutating func add(_ condition: String, _ value: Int64?) {
    if let value { add(condition, .whole(value)) }
  }

  mutating func add(_ condition: String, _ value: String?) {
    if let value { add(condition, .text(value)) }
  }

  private mutating func add(_ condition: String, _ value: Value) {
    conditions.append("(\(condition))")
    values += Array(repeating: value, count: condition.count { $0 == "?" })
  }

  /// Begins with `WHERE`; empty when nothing narrows the list.
  var clause: String { conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ") }

  /// Binds its values to the first `?` of a statement, and `others` to those behind them.
  func bind(to statement: Statement, then others: Int...) {
    for (index, value) in values.enumerated() {
      switch value {
      case .whole(let number): statement.bind(Int32(index + 1), number)
      case .text(let text): statement.bind(Int32(index + 1), text)
      }
    }
    for (index, value) in others.enumerated() { statement.bind(Int32(values.count + index + 1), value) }
  }
}
