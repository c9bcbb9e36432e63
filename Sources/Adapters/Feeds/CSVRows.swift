/// Splits CSV bytes into rows without copying fields that need no unquoting.
struct CSVRows {
  private let bytes: [UInt8]
  private var position: Int
  /// The line the last row began on; counts from 1, line breaks inside quotes included.
  private(set) var line = 0
  private var nextLine = 1
  private(set) var endedInsideQuotes = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next row; `nil` at the end of the file.
  mutating func next() -> CSVRow? {
    guard position < bytes.count else { return nil }
    line = nextLine
    var fields: [ArraySlice<UInt8>] = []
    fields.reserveCapacity(8)
    let rowStart = position
    while true {
      let (field, ended) = nextField()
      fields.append(field)
      if ended { break }
    }
    return CSVRow(line: line, start: rowStart, fields: fields)
  }

  private mutating func nextField() -> (ArraySlice<UInt8>, ended: Bool) {
    if position < bytes.count, bytes[position] == 0x22 { return quotedField() }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x2C {
        position += 1
        return (bytes[start..<position - 1], false)
      }
      if byte == 0x0A || byte == 0x0D {
        let end = position
        endLine()
        return (bytes[start..<end], true)
      }
      position += 1
    }
    return (bytes[start..<position], true)
  }

  private mutating func quotedField() -> (ArraySlice<UInt8>, ended: Bool) {
    var text: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x22 {
        if position + 1 < bytes.count, bytes[position + 1] == 0x22 {
          position += 1
        } else {
          position += 1
          return (text[...], ended: endQuoted())
        }
      } else if byte == 0x0A {
        nextLine += 1
      }
      text.append(bytes[position])
      position += 1
    }
    endedInsideQuotes = true
    return (text[...], true)
  }

  private mutating func endQuoted() -> Bool {
    while position < bytes.count {
      switch bytes[position] {
      case 0x2C:
        position += 1
        return false
      case 0x0A, 0x0D:
        endLine()
        return true
      default: position += 1
      }
    }
    return true
  }

  private mutating func endLine() {
    if bytes[position] == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A { position += 1 }
    position += 1
    nextLine += 1
  }
}

/// One row of a CSV file.
struct CSVRow {
  let line: Int
  let start: Int
  let fields: [ArraySlice<UInt8>]

  var isBlank: Bool { fields.count == 1 && fields[0].allSatisfy { $0 == 0x20 } }

  func text(_ index: Int) -> String { String(decoding: trimmed(index), as: UTF8.self) }

  /// The field without blanks around it; empty when the row is too short.
  func trimmed(_ index: Int) -> ArraySlice<UInt8> {
    guard index < fields.count else { return [] }
    var field = fields[index]
    while field.first == 0x20 || field.first == 0x09 { field.removeFirst() }
    while field.last == 0x20 || field.last == 0x09 { field.removeLast() }
    return field
  }
}
