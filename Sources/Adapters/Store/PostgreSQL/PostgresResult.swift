import CPQ

/// The rows of one answer, in binary form.
final class PostgresResult {
  private let handle: OpaquePointer
  let rowCount: Int32
  private let types: [Oid]

  /// Takes the answer over and frees it in the end.
  init(_ handle: OpaquePointer) {
    self.handle = handle
    rowCount = PQntuples(handle)
    types = (0..<PQnfields(handle)).map { PQftype(handle, $0) }
  }

  deinit { PQclear(handle) }

  /// How much memory the rows take.
  var byteCount: Int { PQresultMemorySize(handle) }

  func isNull(_ row: Int32, _ column: Int32) -> Bool { PQgetisnull(handle, row, column) == 1 }

  func bytes(_ row: Int32, _ column: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: PQgetvalue(handle, row, column), count: Int(PQgetlength(handle, row, column)))
  }

  /// A whole number of any width, a truth value as 0 or 1, a sum; 0 for everything else.
  func integer(_ row: Int32, _ column: Int32) -> Int64 {
    let bytes = bytes(row, column)
    guard types.indices.contains(Int(column)), !bytes.isEmpty else { return 0 }
    switch types[Int(column)] {
    case PostgresParameters.Types.whole64: return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
    case PostgresParameters.Types.whole32: return Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
    case PostgresParameters.Types.whole16: return Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
    case PostgresParameters.Types.flag: return Int64(bytes[0])
    case PostgresParameters.Types.numeric: return PostgresResult.whole(ofNumeric: bytes)
    default: return 0
    }
  }

  func value(_ row: Int32, _ column: Int32) -> Statement.Value {
    if isNull(row, column) { return .null }
    switch types[Int(column)] {
    case PostgresParameters.Types.bytes: return .blob(bytes(row, column))
    case PostgresParameters.Types.whole64, PostgresParameters.Types.whole32, PostgresParameters.Types.whole16,
      PostgresParameters.Types.flag, PostgresParameters.Types.numeric:
      return .integer(integer(row, column))
    default: return .text(bytes(row, column))
    }
  }

  /// The whole part of a `numeric`, which is what PostgreSQL makes of a sum: groups of four digits, highest first.
  private static func whole(ofNumeric bytes: UnsafeRawBufferPointer) -> Int64 {
    func word(_ index: Int) -> Int64 {
      index * 2 + 2 <= bytes.count ? Int64(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self))) : 0
    }
    let (groups, weight, isNegative) = (Int(word(0)), Int(word(1)), word(2) == 0x4000)
    var value: Int64 = 0
    for place in 0..<max(0, weight + 1) { value = value &* 10_000 &- (place < groups ? word(4 + place) : 0) }
    return isNegative ? value : 0 &- value
  }
}
