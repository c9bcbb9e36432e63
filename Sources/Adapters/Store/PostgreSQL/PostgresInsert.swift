/// How an `INSERT` gives its rows their numbers.
///
/// SQLite numbers the rows of a table with one whole-number key by itself, one after the other. PostgreSQL's sequences
/// leave gaps where a transaction fails, so the driver numbers rows as SQLite does, while it holds the write lock.
struct PostgresInsert {
  enum Number {
    /// The statement's own value of this parameter.
    case parameter(Int)
    /// Given by the driver as one more parameter: of the row, or of the first of several rows.
    case given(parameter: Int, severalRows: Bool)
  }

  let table: String
  let key: String
  let number: Number
  /// Whether rows may be left out, so that only the answer tells how many there are.
  let isCounted: Bool
  /// The statement, numbering its rows.
  let text: String

  /// `nil` when the statement inserts into no table whose rows are numbered.
  ///
  /// - Parameters:
  ///   - keys: the column that numbers the rows, by table.
  init?(_ statement: PostgresDialect.Translated, keys: [String: String]) {
    let text = statement.text
    guard let head = text.prefixMatch(of: /\s*INSERT INTO (\w+)\s*\(([^)]*)\)\s*(VALUES|SELECT)/), let key = keys[String(head.1)] else { return nil }
    table = String(head.1)
    self.key = key
    let columns = head.2.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    let rest = text[head.range.upperBound...]
    let meets = rest.firstRange(of: "ON CONFLICT").map { rest[$0.upperBound...] }
    if let place = columns.firstIndex(of: key) {
      let values = rest.split(separator: ",", maxSplits: place + 1, omittingEmptySubsequences: false)
      guard head.3 == "VALUES", values.indices.contains(place), let value = values[place].firstMatch(of: /\$(\d+)/), let parameter = Int(value.1)
      else { return nil }
      number = .parameter(parameter)
      // What is there already is changed in any case, unless that has conditions.
      isCounted = meets.map { !$0.contains("DO UPDATE") || $0.contains("WHERE") } ?? false
      self.text = text
      return
    }
    isCounted = head.3 == "SELECT" || meets != nil
    let parameter = statement.parameterCount + 1
    let into = "INSERT INTO \(table)(\(key), \(head.2)) "
    if head.3 == "VALUES" {
      guard let open = rest.firstIndex(of: "(") else { return nil }
      number = .given(parameter: parameter, severalRows: false)
      self.text = into + "VALUES ($\(parameter), " + rest[rest.index(after: open)...]
    } else {
      number = .given(parameter: parameter, severalRows: true)
      self.text = into + "SELECT $\(parameter) + ROW_NUMBER() OVER () - 1, n.* FROM (SELECT\(rest)) n"
    }
  }
}
