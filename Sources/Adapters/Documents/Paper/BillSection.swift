/// A titled table of a few rows, with a sentence before it and a bar of its parts where it has one.
struct BillSection {
  var title: String
  var lead: String?
  /// Words of a template below the rows, and their language.
  var note: (text: String, language: String)?
  /// The parts of the whole, and what the bar shows in words.
  var bar: (parts: [(Colour, Int64)], about: String)?
  var columns: [TableColumn]
  var head: TableRow?
  var rows: [TableRow]

  private func titleHeight(width: Double, _ composer: Composer) -> Double {
    composer.set(TextBlock(title, BillStyle.sectionTitle), width: width).height + 6
  }

  private func leadHeight(width: Double, _ composer: Composer) -> Double {
    lead.map { composer.set(TextBlock($0, BillStyle.lead), width: width).height + 4 } ?? 0
  }

  private func noteHeight(width: Double, _ composer: Composer) -> Double {
    note.map { composer.set(TextBlock($0.text, BillStyle.body), width: width).height + 6 } ?? 0
  }

  private var barHeight: Double { bar == nil ? 0 : 14 }

  private func grid(x: Double, width: Double) -> TableGrid { TableGrid(x: x, width: width, columns: columns, gap: 10) }

  func height(width: Double, _ composer: Composer) -> Double {
    titleHeight(width: width, composer) + leadHeight(width: width, composer) + barHeight
      + TableFlow.height((head.map { [$0] } ?? []) + rows, grid(x: 0, width: width), composer) + noteHeight(width: width, composer)
  }

  func write(x: Double, width: Double, _ composer: Composer) throws {
    let document = composer.document
    document.begin("Sect")
    try composer.text("H2", [TextBlock(title, BillStyle.sectionTitle)], x: x, y: composer.y, width: width)
    composer.y += titleHeight(width: width, composer)
    if let lead {
      try composer.text("P", [TextBlock(lead, BillStyle.lead)], x: x, y: composer.y, width: width)
      composer.y += leadHeight(width: width, composer)
    }
    if let bar {
      try composer.figure(x: x, y: composer.y, width: width, height: 7, alternative: bar.about) {
        draw(bar.parts, x: x, y: composer.y, width: width, document)
      }
      composer.y += barHeight
    }
    if !rows.isEmpty {
      var table = TableFlow(composer, grid(x: x, width: width), head: head)
      for row in rows { try table.add(row) }
      try table.end()
    }
    if let note {
      let height = noteHeight(width: width, composer)
      // Where the table turned the page, the column beside it is over.
      try composer.need(height)
      try composer.text("P", [TextBlock(note.text, BillStyle.body)], x: x, y: composer.y + 6, width: width, language: note.language)
      composer.y += height
    }
    try document.end()
  }

  /// The parts side by side, with a hair of white between them.
  private func draw(_ parts: [(Colour, Int64)], x: Double, y: Double, width: Double, _ document: PDFDocument) {
    let positive = parts.filter { $0.1 > 0 }
    let whole = positive.reduce(Int64(0)) { $0 + $1.1 }
    guard whole > 0 else { return }
    var before: Int64 = 0
    for (colour, part) in positive {
      let start = width * Double(before) / Double(whole)
      before += part
      let end = width * Double(before) / Double(whole)
      document.rectangle(x: x + start, y: y, width: max(end - start - 1.2, 0.4), height: 7, colour)
    }
  }
}
