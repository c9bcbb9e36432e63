/// A table written row by row: it breaks between rows, never between a title and its first row or between the last row
/// and its sum, and repeats its head on every page. Only rows that wait for company are held in memory.
struct TableFlow {
  private static let swatchRoom = 12.0

  private let composer: Composer
  private let grid: TableGrid
  private let head: SetRow?
  private var waiting: [SetRow] = []
  private var part: TableRow.Part?
  /// Whether the open page has its head already.
  private var isHeaded = false

  init(_ composer: Composer, _ grid: TableGrid, head: TableRow? = nil) {
    self.composer = composer
    self.grid = grid
    self.head = head.map { TableFlow.set($0, grid, composer) }
    composer.document.begin("Table")
  }

  mutating func add(_ row: TableRow) throws {
    let set = TableFlow.set(row, grid, composer)
    if let last = waiting.last, !last.row.keepsNext, !row.keepsPrevious { try write() }
    waiting.append(set)
  }

  mutating func end() throws {
    try write()
    if part != nil { try composer.document.end() }
    try composer.document.end()
  }

  /// How high rows would be, to see whether a table fits where it is wanted.
  static func height(_ rows: [TableRow], _ grid: TableGrid, _ composer: Composer) -> Double {
    rows.reduce(0) { $0 + set($1, grid, composer).height }
  }

  private static func set(_ row: TableRow, _ grid: TableGrid, _ composer: Composer) -> SetRow {
    var column = 0
    var cells: [[SetBlock]] = []
    var height = 0.0
    for cell in row.cells {
      let width = grid.place(column, span: cell.span).width - (cell.swatch == nil && !cell.isInset ? 0 : swatchRoom)
      let alignment = cell.alignment ?? grid.columns[column].alignment
      let blocks = cell.blocks.map { block in
        let set = composer.set(block, width: width)
        return set.lines.count > 1 && alignment == .end ? composer.set(TableFlow.fitted(block, width, composer), width: width) : set
      }
      height = max(height, blocks.reduce(0) { $0 + $1.height })
      cells.append(blocks)
      column += cell.span
    }
    return SetRow(row: row, cells: cells, height: height + row.padding * 2)
  }

  /// An amount too wide for its column is set smaller rather than broken.
  private static func fitted(_ block: TextBlock, _ width: Double, _ composer: Composer) -> TextBlock {
    let own = composer.document.press.shaper.width(block.text, block.style.weight, size: block.style.size)
    guard own > width, own > 0, width / own > 0.6 else { return block }
    var smaller = block
    smaller.style.size = (block.style.size * width / own * 20).rounded(.down) / 20
    return smaller
  }

  /// Writes the rows that wait, together on one page when a page can hold them.
  private mutating func write() throws {
    guard let first = waiting.first else { return }
    let headHeight = head?.height ?? 0
    let together = waiting.reduce(0) { $0 + $1.height } + (isHeaded ? 0 : headHeight)
    let isWhole = together <= composer.sheet.floor - composer.sheet.laterTop - headHeight
    if together > composer.room, isWhole || first.height + (isHeaded ? 0 : headHeight) > composer.room { try turn() }
    if !isHeaded { try writeHead(first: part == nil && head != nil) }
    for row in waiting {
      if row.height > composer.room, composer.room < composer.sheet.floor - composer.sheet.laterTop - headHeight - 1 {
        try turn()
        try writeHead(first: false)
      }
      try enter(row.row.part)
      try write(row)
    }
    waiting = []
  }

  private mutating func turn() throws {
    try composer.breakPage()
    isHeaded = false
  }

  private mutating func enter(_ next: TableRow.Part) throws {
    guard part != next else { return }
    if part != nil { try composer.document.end() }
    part = next
    switch next {
    case .head: composer.document.begin("THead")
    case .body: composer.document.begin("TBody")
    case .foot: composer.document.begin("TFoot")
    }
  }

  /// The head counts once; on later pages it only repeats.
  private mutating func writeHead(first: Bool) throws {
    isHeaded = true
    guard let head else { return }
    if first {
      try enter(.head)
      try write(head)
    } else {
      composer.document.artifact {
        for (index, blocks) in head.cells.enumerated() { draw(blocks, head.row.cells[index], column: index, composer.y + head.row.padding) }
      }
      try rules(head)
      composer.y += head.height
    }
  }

  private func write(_ set: SetRow) throws {
    let document = composer.document
    if let ground = set.row.ground {
      document.artifact { document.rectangle(x: grid.x, y: composer.y, width: grid.width, height: set.height, ground) }
    }
    try swatches(set)
    document.begin("TR")
    var column = 0
    for (index, blocks) in set.cells.enumerated() {
      let cell = set.row.cells[index]
      document.begin(cell.isHeader ? "TH" : "TD", attributes(cell, set.row))
      if !blocks.isEmpty {
        document.marked { draw(blocks, cell, column: column, composer.y + set.row.padding) }
      }
      try document.end()
      column += cell.span
    }
    try document.end()
    try rules(set)
    composer.y += set.height
  }

  private func attributes(_ cell: TableCell, _ row: TableRow) -> PDFBytes {
    var attributes = composer.languageOf(cell.blocks)
    guard cell.isHeader || cell.span > 1 else { return attributes }
    attributes.raw("/A<</O/Table")
    if cell.isHeader { attributes.raw(row.part == .head ? "/Scope/Column" : "/Scope/Row") }
    if cell.span > 1 {
      attributes.raw("/ColSpan ")
      attributes.integer(cell.span)
    }
    attributes.raw(">>")
    return attributes
  }

  private func draw(_ blocks: [SetBlock], _ cell: TableCell, column: Int, _ top: Double) {
    let place = grid.place(column, span: cell.span)
    let inset = cell.swatch == nil && !cell.isInset ? 0 : TableFlow.swatchRoom
    var y = top
    for (index, block) in blocks.enumerated() {
      y = composer.draw(
        block, x: place.x + inset, y: y, width: place.width - inset, cell.alignment ?? grid.columns[column].alignment,
        isLast: index == blocks.count - 1)
    }
  }

  private func swatches(_ set: SetRow) throws {
    var column = 0
    for (index, cell) in set.row.cells.enumerated() {
      if let swatch = cell.swatch, let line = set.cells[index].first {
        let y = composer.y + set.row.padding + line.style.baseline - line.style.size * 0.36 - 3.5
        composer.document.artifact {
          composer.document.roundedRectangle(x: grid.places[column].x, y: y, width: 7, height: 7, radius: 2, swatch)
        }
      }
      column += cell.span
    }
  }

  private func rules(_ set: SetRow) throws {
    guard set.row.above != nil || set.row.below != nil else { return }
    let document = composer.document
    document.artifact {
      if let rule = set.row.above {
        document.line(fromX: grid.x, y: composer.y, toX: grid.x + grid.width, width: rule.width, rule.colour)
      }
      if let rule = set.row.below {
        document.line(fromX: grid.x, y: composer.y + set.height, toX: grid.x + grid.width, width: rule.width, rule.colour)
      }
    }
  }
}
