import CPQ
import Primitives

/// A column of values on its way to a server as one array, in the server's binary form.
struct PostgresArray {
  /// Of the elements: whole numbers, texts or bytes.
  private(set) var element: Oid
  /// The array's head, which is filled in at the end, and the elements behind it, each as its length and its bytes.
  private var bytes: [UInt8]
  private(set) var count = 0
  private var hasNull = false

  /// How many dimensions, whether there are nulls, the type of the elements; and for the one dimension its length and where it begins.
  private static let headLength = 20

  init(_ element: Oid = PostgresParameters.Types.whole64) {
    self.element = element
    bytes = []
    // Of a group of charging requests, mostly.
    bytes.reserveCapacity(1_024)
    bytes.append(contentsOf: repeatElement(0, count: PostgresArray.headLength))
  }

  /// The type of the whole array.
  var type: Oid {
    switch element {
    case PostgresParameters.Types.text: PostgresParameters.Types.texts
    case PostgresParameters.Types.bytes: PostgresParameters.Types.manyBytes
    default: PostgresParameters.Types.whole64s
    }
  }

  mutating func append(_ value: Int64?) {
    guard let value else { return appendNull() }
    count += 1
    append(Int32(8))
    append(value)
  }

  mutating func append(_ text: String) {
    count += 1
    append(Int32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// A value as a parameter has it.
  mutating func append(_ value: UnsafeRawBufferPointer?, of type: Oid) {
    if type != 0 { element = type }
    guard let value else { return appendNull() }
    count += 1
    append(Int32(value.count))
    bytes.append(contentsOf: value)
  }

  private mutating func appendNull() {
    count += 1
    hasNull = true
    append(Int32(-1))
  }

  private mutating func append(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) } }

  /// One dimension that begins at 1; none for no elements.
  consuming func message() -> [UInt8] {
    let head = [count == 0 ? 0 : 1, hasNull ? 1 : 0, Int32(element), Int32(count), 1]
    bytes.withUnsafeMutableBytes { bytes in
      for (index, number) in head.enumerated() { bytes.storeBytes(of: number.bigEndian, toByteOffset: index * 4, as: Int32.self) }
    }
    if count == 0 { bytes.removeLast(8) }
    return bytes
  }
}

/// Rows on their way into a table by one statement, column by column.
final class PostgresRows {
  private let driver: PostgresDriver
  /// The statement up to the end of its columns.
  private let head: String
  private let conflict: String
  private var columns: [PostgresArray] = []

  /// - Parameters:
  ///   - insert: `INSERT INTO table(columns) VALUES (…)`.
  ///   - conflict: `ON CONFLICT …`, or nothing.
  init?(_ insert: String, _ conflict: String, _ driver: PostgresDriver) {
    guard let end = insert.utf8.firstIndex(of: UInt8(ascii: ")")) else { return nil }
    head = String(insert[...end])
    self.conflict = conflict
    self.driver = driver
  }

  func add(_ parameters: PostgresParameters) throws {
    if columns.isEmpty { columns = Array(repeating: PostgresArray(), count: parameters.count) }
    parameters.withValues { values, lengths, _ in
      for index in 0..<parameters.count {
        columns[index].append(values[index].map { UnsafeRawBufferPointer(start: $0, count: Int(lengths[index])) }, of: parameters.types[index])
      }
    }
    // So that memory does not grow with the rows.
    if columns[0].count >= 1_024 { try finish() }
  }

  /// Sends the rows.
  func finish() throws {
    if columns.isEmpty { return }
    let places = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
    let values = PostgresParameters(count: columns.count)
    for (index, column) in columns.enumerated() { values.bind(Int32(index + 1), column) }
    try driver.sendKept("\(head) SELECT * FROM unnest(\(places)) \(conflict)", values)
    columns.removeAll()
  }
}
