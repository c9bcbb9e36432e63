import CPQ

/// Rows on their way into a table by `COPY` in PostgreSQL's binary form.
final class PostgresCopy {
  private let driver: PostgresDriver
  private let sql: String
  private var bytes: [UInt8] = []
  private static let header = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0]

  /// - Parameter insert: `INSERT INTO table(columns) VALUES (…)`.
  init?(_ insert: String, _ driver: PostgresDriver) {
    guard let head = insert.prefixMatch(of: /\s*INSERT INTO (\w+\s*\([^)]*\))/) else { return nil }
    sql = "COPY \(head.1) FROM STDIN (FORMAT binary)"
    self.driver = driver
    bytes = PostgresCopy.header
  }

  /// Adds a row: how many values, then each as its length and its bytes.
  func add(_ parameters: PostgresParameters) throws {
    // So that memory does not grow with the rows.
    if bytes.count > 8 << 20 { try finish() }
    append(UInt16(parameters.count))
    parameters.withValues { values, lengths, _ in
      for index in 0..<parameters.count {
        guard let value = values[index] else {
          append(UInt32.max)
          continue
        }
        append(UInt32(lengths[index]))
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: value, count: Int(lengths[index])))
      }
    }
  }

  /// Sends the rows.
  func finish() throws {
    guard bytes.count > PostgresCopy.header.count else { return }
    append(UInt16.max)
    defer { bytes = PostgresCopy.header }
    try driver.copy(sql, bytes)
  }

  private func append(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) } }
}

extension PostgresDriver {
  /// Runs a `COPY … FROM STDIN` outside of the pipeline, which does not know it.
  fileprivate func copy(_ sql: String, _ bytes: [UInt8]) throws {
    try settle()
    guard PQexitPipelineMode(handle) == 1 else { throw giveUp(sql) }
    defer { PQenterPipelineMode(handle) }
    guard let begun = PQexec(handle, sql) else { throw giveUp(sql) }
    defer { PQclear(begun) }
    guard PQresultStatus(begun) == PGRES_COPY_IN else { throw fault(begun, sql) }
    // Portions, so that libpq's own buffer stays small.
    let portion = 1 << 20
    for start in stride(from: 0, to: bytes.count, by: portion) {
      let sent = bytes.withUnsafeBufferPointer {
        PQputCopyData(handle, UnsafeRawPointer($0.baseAddress)?.advanced(by: start).assumingMemoryBound(to: CChar.self), Int32(min(portion, bytes.count - start)))
      }
      guard sent == 1 else { throw giveUp(sql) }
    }
    guard PQputCopyEnd(handle, nil) == 1 else { throw giveUp(sql) }
    var problem: StoreFault?
    while let result = PQgetResult(handle) {
      if PQresultStatus(result) != PGRES_COMMAND_OK { problem = problem ?? fault(result, sql) }
      PQclear(result)
      if PQstatus(handle) != CONNECTION_OK { break }
    }
    if let problem {
      epoch += 1
      throw problem
    }
  }
}
