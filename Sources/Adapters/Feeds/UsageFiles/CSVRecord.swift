/// The fields of one CSV record (RFC 4180), found in place in the window.
struct CSVRecord {
  enum Outcome {
    /// The record ends before `next`, which begins the record after it.
    case record(next: Int, lines: Int)
    case badQuotes
    /// Too long, or cut off by the end of the file inside quotes.
    case endless
  }

  private(set) var starts: [Int32] = []
  private(set) var lengths: [Int32] = []
  /// The record is valid UTF-8.
  private(set) var isText = true
  private var quoted = false
  private let separator: UInt8

  init(separator: UInt8) {
    self.separator = separator
    starts.reserveCapacity(64)
    lengths.reserveCapacity(64)
  }

  var count: Int { starts.count }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Splits the record that begins at `start`; `end` is where the bytes at hand end.
  ///
  /// Quoted fields are unwrapped in place once the whole record is known to be well formed.
  mutating func split(_ bytes: UnsafeMutablePointer<UInt8>, from start: Int, end: Int) -> Outcome {
    starts.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    quoted = false
    var wide: UInt64 = 0
    let raw = UnsafeRawPointer(bytes)
    let separators = CSVRecord.ones &* UInt64(separator)
    var position = start
    var lines = 1
    let limit = min(end, start + ByteWindow.recordLimit + 1)
    while true {
      if position < end, bytes[position] == 0x22 {
        guard let close = closingQuote(bytes, position, limit, &lines, &wide) else { return .endless }
        starts.append(Int32(position - start))
        lengths.append(Int32(close + 1 - position))
        quoted = true
        position = close + 1
        if position < end, bytes[position] == 0x0D, position + 1 < end, bytes[position + 1] == 0x0A { position += 1 }
      } else {
        let field = position
        // Eight bytes at a time: the separator, a line end or a stray quote.
        scan: while position < limit {
          let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
          wide |= word
          let a = word ^ separators
          let b = word ^ (CSVRecord.ones &* 0x0A)
          let c = word ^ (CSVRecord.ones &* 0x22)
          let hit =
            ((a &- CSVRecord.ones) & ~a) | ((b &- CSVRecord.ones) & ~b) | ((c &- CSVRecord.ones) & ~c)
          let found = hit & CSVRecord.highs
          if found != 0 {
            position += found.trailingZeroBitCount >> 3
            break scan
          }
          position += 8
        }
        if position >= limit {
          position = limit
          if limit < end { return .endless }
        } else if bytes[position] == 0x22 {
          return .badQuotes
        }
        var length = position - field
        if length > 0, position >= end || bytes[position] == 0x0A, bytes[position - 1] == 0x0D { length -= 1 }
        starts.append(Int32(field - start))
        lengths.append(Int32(length))
      }
      if position >= end { break }
      if bytes[position] == 0x0A {
        position += 1
        break
      }
      guard bytes[position] == separator else { return .badQuotes }
      position += 1
      if position - start > ByteWindow.recordLimit { return .endless }
    }
    isText = true
    if wide & CSVRecord.highs != 0 {
      let whole = UnsafeBufferPointer(start: bytes + start, count: position - start)
      isText = String(validating: whole, as: UTF8.self) != nil
    }
    if quoted { unwrap(bytes + start) }
    return .record(next: position, lines: lines)
  }

  /// The quote that ends a field which begins with one.
  private func closingQuote(
    _ bytes: UnsafeMutablePointer<UInt8>, _ open: Int, _ limit: Int, _ lines: inout Int, _ wide: inout UInt64
  ) -> Int? {
    var position = open + 1
    while position < limit {
      let byte = bytes[position]
      wide |= UInt64(byte)
      if byte == 0x22 {
        if position + 1 < limit, bytes[position + 1] == 0x22 {
          position += 2
          continue
        }
        return position
      }
      if byte == 0x0A { lines += 1 }
      position += 1
    }
    return nil
  }

  private mutating func unwrap(_ bytes: UnsafeMutablePointer<UInt8>) {
    for index in starts.indices where lengths[index] >= 2 && bytes[Int(starts[index])] == 0x22 {
      let start = Int(starts[index]) + 1
      let end = start + Int(lengths[index]) - 2
      var to = start
      var from = start
      while from < end {
        bytes[to] = bytes[from]
        to += 1
        from += bytes[from] == 0x22 ? 2 : 1
      }
      starts[index] = Int32(start)
      lengths[index] = Int32(to - start)
    }
  }
}
