/// Writes comma-separated text after RFC 4180: CRLF after every record, quotes only where a field needs them.
public struct CSVText {
  public private(set) var bytes: [UInt8] = []
  private var atStart = true

  public init(reservingCapacity capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Starts again with an empty text, keeping the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    atStart = true
  }

  /// Writes one field, quoted where a comma, quote or line break in it asks for that.
  public mutating func field(_ text: String) {
    if !atStart { bytes.append(0x2C) }
    atStart = false
    guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    bytes.append(0x22)
    for byte in text.utf8 {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  /// Ends the line; the next field begins a new record.
  public mutating func endRecord() {
    bytes.append(0x0D)
    bytes.append(0x0A)
    atStart = true
  }

  /// Writes a whole record.
  public mutating func record(_ fields: String...) {
    for text in fields { field(text) }
    endRecord()
  }
}
