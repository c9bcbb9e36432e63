import Primitives

/// Texts that a statement takes as its first value, several at once.
struct TextList {
  private let texts: [String]

  init(_ texts: some Sequence<String>) { self.texts = Array(texts) }

  /// What a statement reads from: `v.value` is each text. As `NumberList` has numbers.
  static func rows(_ c: Connection) -> String { NumberList.rows(c) }

  func bind(to statement: Statement, _ c: Connection) {
    if c.isOnServer {
      var array = PostgresArray(PostgresParameters.Types.text)
      for text in texts { array.append(text) }
      return statement.bind(1, array)
    }
    var json = JSONText(reservingCapacity: 32 * texts.count + 2)
    json.array { list in for text in texts { list.value(text) } }
    statement.bind(1, json.string)
  }
}
