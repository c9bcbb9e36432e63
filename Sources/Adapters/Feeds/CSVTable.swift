/// A whole CSV file (RFC 4180) as records of text, for small files that are read once.
public enum CSVTable {
  /// Every record with the line it begins on; the head line is the first.
  public static func records(_ bytes: [UInt8]) -> [(line: Int, fields: [String])] {
    var rows = CSVRows(bytes)
    var found: [(line: Int, fields: [String])] = []
    while let row = rows.next() {
      found.append((row.line, row.fields.map { String(decoding: $0, as: UTF8.self) }))
    }
    return found
  }
}
