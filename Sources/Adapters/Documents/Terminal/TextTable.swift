/// Columns for the terminal: the first to the left, the others to the right or left as asked, wide letters counted
/// as two cells (Unicode East Asian Width, the blocks that Korean text uses).
struct TextTable {
  enum Side { case start, end }
  enum Row {
    case cells([String])
    case rule
  }

  let sides: [Side]
  var rows: [Row] = []

  init(_ sides: [Side]) { self.sides = sides }

  mutating func add(_ cells: String...) { rows.append(.cells(cells)) }
  mutating func addRule() { rows.append(.rule) }

  func text(indent: String = "") -> String {
    var widths = [Int](repeating: 0, count: sides.count)
    for case .cells(let cells) in rows {
      for (place, cell) in cells.enumerated() where place < widths.count { widths[place] = max(widths[place], TextTable.width(cell)) }
    }
    let gap = "  "
    var result = ""
    for row in rows {
      var line = indent
      switch row {
      case .rule:
        line += String(repeating: "-", count: widths.reduce(0, +) + gap.count * (widths.count - 1))
      case .cells(let cells):
        for (place, cell) in cells.enumerated() where place < widths.count {
          let padding = String(repeating: " ", count: widths[place] - TextTable.width(cell))
          if place > 0 { line += gap }
          line += sides[place] == .start ? cell + padding : padding + cell
        }
        while line.last == " " { line.removeLast() }
      }
      result += line + "\n"
    }
    return result
  }

  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x300...0x36F, 0x200B...0x200F: sum
      case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x20000...0x3FFFD: sum + 2
      default: sum + 1
      }
    }
  }
}
