/// Facts of one kind in the order they were written, each linked to the one before it.
///
/// Declaring a stream is all it takes to have its facts linked when they are written and proved by `florin verify`.
struct FactStream: Sendable {
  /// Its place in the database and its part in findings and heads; part of the stored format, so it never changes.
  let id: Int64
  let name: String
  /// The rows of one fact. The first part has one row a fact, and that row's number is the fact's.
  let parts: [Part]
  /// Whether the code that writes the facts makes their links as well, from what it has at hand: for the hot paths.
  /// Links of other streams are made at the commit, from the rows just written.
  var isLinkedByWriter = false

  /// One table's share of a fact.
  struct Part: Sendable {
    let table: String
    /// The column that holds the fact's number; rows are read in its order.
    let key: String
    /// What further orders the rows of one fact.
    var order: [String] = []
    /// The columns that are linked, beside the key. Never changed once facts are linked; a later column of the table
    /// begins a part or a stream of its own.
    let columns: [String]
    /// What the rows are read from, when their own table does not hold the fact's number.
    var source: String?
    /// Tables that `source` reads beside `table`.
    var furtherTables: [String] = []
    /// Read in the order of these columns instead of by key and `order`: for tables that are written fact by fact.
    var writtenInOrderOf: [String] = []
    /// Expressions that are linked instead of a column that later changes, as the column was in the beginning.
    var initially: [String] = []
  }

  var table: String { parts[0].table }
  var places: ClosedRange<Int64> { (id << FactStream.numberBits)...(id << FactStream.numberBits | FactStream.largestNumber) }

  static let numberBits: Int64 = 48
  static let largestNumber: Int64 = 1 << numberBits - 1
}
