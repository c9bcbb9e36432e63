/// A column's place in a table.
struct TableColumn {
  /// In parts of what fixed columns leave; fixed when `points` is given.
  var share = 1.0
  var points: Double?
  var alignment: TextAlignment = .start

  static func share(_ share: Double, _ alignment: TextAlignment = .start) -> TableColumn { TableColumn(share: share, alignment: alignment) }
  static func fixed(_ points: Double, _ alignment: TextAlignment = .start) -> TableColumn { TableColumn(points: points, alignment: alignment) }
}

/// What stands where a row and a column meet.
struct TableCell {
  var blocks: [TextBlock]
  /// Names its row or column for who hears the table.
  var isHeader = false
  var span = 1
  /// A spot of colour before the text, as in a chart.
  var swatch: Colour?
  /// Keeps the room of a spot of colour although it has none, to stand in line with those that do.
  var isInset = false
  var alignment: TextAlignment?

  init(_ blocks: [TextBlock], isHeader: Bool = false, span: Int = 1, swatch: Colour? = nil, alignment: TextAlignment? = nil) {
    self.blocks = blocks
    self.isHeader = isHeader
    self.span = span
    self.swatch = swatch
    self.alignment = alignment
  }

  init(_ text: String, _ style: TextStyle, isHeader: Bool = false, swatch: Colour? = nil) {
    self.init(text.isEmpty ? [] : [TextBlock(text, style)], isHeader: isHeader, swatch: swatch)
  }
}

/// A row of a table with how it looks and what it keeps company with.
struct TableRow {
  enum Part { case head, body, foot }

  struct Rule {
    var width: Double
    var colour: Colour
  }

  var cells: [TableCell]
  var part = Part.body
  var above: Rule?
  var below: Rule?
  var ground: Colour?
  /// Points above and below the text.
  var padding = 4.0
  /// Stays on the page of the row that follows, as the title of a group does.
  var keepsNext = false
  /// Stays on the page of the row before it, as a sum does.
  var keepsPrevious = false

  init(
    _ cells: [TableCell], part: Part = .body, above: Rule? = nil, below: Rule? = nil, ground: Colour? = nil, padding: Double = 4,
    keepsNext: Bool = false, keepsPrevious: Bool = false
  ) {
    self.cells = cells
    self.part = part
    self.above = above
    self.below = below
    self.ground = ground
    self.padding = padding
    self.keepsNext = keepsNext
    self.keepsPrevious = keepsPrevious
  }
}

/// A row with its text broken into lines.
struct SetRow {
  var row: TableRow
  var cells: [[SetBlock]]
  var height: Double
}

/// Where the columns of a table are.
struct TableGrid {
  let x: Double
  let width: Double
  let columns: [TableColumn]
  let gap: Double
  /// Left edge and width of each column.
  let places: [(x: Double, width: Double)]

  init(x: Double, width: Double, columns: [TableColumn], gap: Double = 12) {
    self.x = x
    self.width = width
    self.columns = columns
    self.gap = gap
    let free = width - gap * Double(max(columns.count - 1, 0)) - columns.reduce(0) { $0 + ($1.points ?? 0) }
    let shares = columns.reduce(0) { $0 + ($1.points == nil ? $1.share : 0) }
    var places: [(x: Double, width: Double)] = []
    var left = x
    for column in columns {
      let own = column.points ?? (shares > 0 ? free * column.share / shares : 0)
      places.append((left, own))
      left += own + gap
    }
    self.places = places
  }

  /// The stretch that a cell covers.
  func place(_ column: Int, span: Int) -> (x: Double, width: Double) {
    let last = places[min(column + span, places.count) - 1]
    return (places[column].x, last.x + last.width - places[column].x)
  }
}
