/// Text on a page. Glyphs are shown in the order of reading, whichever way they run, so that who follows the structure
/// reads what was written (ISO 32000-1, 14.8.2.3.3): in a run from the right the pen goes back after each.
extension Drawing {
  mutating func begin(x: Double, y: Double, _ colour: Colour) {
    fill(colour)
    content.raw("BT 1 0 0 1 ")
    place(x, y)
    content.raw("Tm ")
  }

  mutating func show(_ text: ShapedText, x: Double, y: Double, size: Double, _ fonts: [DocumentFont?]) {
    for (index, run) in text.runs.enumerated() {
      guard let own = fonts[run.font] else { continue }
      if font?.place != run.font || font?.size != size {
        font = (run.font, size)
        content.raw("/F")
        content.integer(run.font)
        content.space()
        content.number(size)
        content.raw(" Tf ")
      }
      if !text.isFromLeft {
        content.raw("1 0 0 1 ")
        place(x + run.left * size, y)
        content.raw("Tm ")
      }
      if let ready = text.ready[index] {
        content.bytes += ready
      } else {
        show(run, index, of: text, size, own)
      }
    }
  }

  private mutating func show(_ run: GlyphRun, _ index: Int, of text: ShapedText, _ size: Double, _ font: DocumentFont) {
    var shown = ShownRun(run, size: size, font)
    for glyph in run.glyphs { shown.add(glyph) }
    shown.end()
    guard run.needsText else {
      content.append(shown.bytes)
      if shown.isLasting { text.ready[index] = shown.bytes.bytes }
      return
    }
    content.raw("/Span<</ActualText")
    content.text(run.text)
    content.raw(">>BDC ")
    content.append(shown.bytes)
    content.raw("EMC ")
  }
}

/// A run of glyphs as a page shows it.
private struct ShownRun {
  let run: GlyphRun
  let size: Double
  let font: DocumentFont
  var bytes: PDFBytes
  /// The same in every document: every glyph is of the font's base set, and nothing in it depends on the size.
  var isLasting = true
  /// Where the pen is, and where the next glyph belongs, from the left end of the run in the font's own units.
  private var pen: Int32 = 0
  private var next: Int32

  init(_ run: GlyphRun, size: Double, _ font: DocumentFont) {
    self.run = run
    self.size = size
    self.font = font
    next = run.runsBack ? run.advance : 0
    bytes = PDFBytes(reserving: run.glyphs.count * 3 + 16)
    bytes.raw("[(")
  }

  mutating func add(_ glyph: PlacedGlyph) {
    if run.runsBack { next -= glyph.advance }
    move(to: next + glyph.shift)
    if !run.runsBack { next += glyph.advance }
    if glyph.rise != 0 { raise(glyph.rise) }
    let (character, isOfBase) = font.character(glyph)
    if !isOfBase { isLasting = false }
    bytes.escaped(UInt8(truncatingIfNeeded: character >> 8))
    bytes.escaped(UInt8(truncatingIfNeeded: character))
    if glyph.rise != 0 { bytes.raw(")]TJ 0 Ts [(") }
    pen += glyph.own
  }

  mutating func end() {
    // What follows a run from the right is placed anew.
    if !run.runsBack { move(to: next) }
    bytes.raw(")]TJ ")
  }

  private mutating func move(to place: Int32) {
    guard pen != place else { return }
    bytes.raw(")")
    bytes.number(Double(pen - place) * 1000 / font.font.unitsPerEm)
    bytes.raw("(")
    pen = place
  }

  private mutating func raise(_ rise: Int32) {
    isLasting = false
    bytes.raw(")]TJ ")
    bytes.number(Double(rise) * size / font.font.unitsPerEm)
    bytes.raw(" Ts [(")
  }
}
