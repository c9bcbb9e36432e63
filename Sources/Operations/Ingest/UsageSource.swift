public import Usage

/// A file of usage being read, front to back.
public protocol UsageSource: AnyObject {
  /// The name shown in problems.
  var file: String { get }
  /// The head line, when the format has one; known from the start.
  var header: [UInt8] { get }
  /// The first byte not yet read into a batch, and its line.
  var nextOffset: Int64 { get }
  var nextLine: Int64 { get }
  /// Length of the file in bytes.
  var length: Int64 { get }
  /// Remarks on the file as a whole, after the end was reached.
  var notices: [String] { get }

  /// Continues at a place where an earlier import of the same bytes stopped.
  func seek(offset: Int64, line: Int64) throws
  /// Reads up to `limit` records into `records`, accepted by form or rejected by it.
  ///
  /// - Returns: how many records were read; 0 at the end of the file.
  func read(into records: UsageRecords, limit: Int) throws -> Int
  /// The record as it stands in the file.
  func rawText(_ row: UsageRecords.Row) -> [UInt8]
}
