/// A page's content being written, with what is set in it already.
struct Drawing {
  var content = PDFBytes(reserving: 16 * 1024)
  var fill: Colour?
  var stroke: Colour?
  var lineWidth = 1.0
  var font: (place: FontShelf.Place, size: Double)?
}

/// A rectangle on a page, in points from the left and from the top.
struct Box {
  var x: Double
  var y: Double
  var width: Double
  var height: Double
}

extension PDFDocument {
  func rectangle(x: Double, y: Double, width: Double, height: Double, _ colour: Colour) {
    rectangles([Box(x: x, y: y, width: width, height: height)], colour)
  }

  /// Rectangles filled as one path.
  func rectangles(_ boxes: [Box], _ colour: Colour) {
    guard !boxes.isEmpty else { return }
    fill(colour)
    for box in boxes {
      place(box.x, box.y + box.height)
      drawing.content.number(box.width)
      drawing.content.space()
      drawing.content.number(box.height)
      drawing.content.raw(" re ")
    }
    drawing.content.raw("f\n")
  }

  /// A filled rectangle with round corners.
  func roundedRectangle(x: Double, y: Double, width: Double, height: Double, radius: Double, _ colour: Colour) {
    fill(colour)
    let r = min(radius, width / 2, height / 2)
    // How far a curve's handles stand to look like a quarter of a circle.
    let k = r * 0.447715
    let (left, right, top, bottom) = (x, x + width, y, y + height)
    point(left + r, top, "m")
    point(right - r, top, "l")
    curve((right - k, top), (right, top + k), (right, top + r))
    point(right, bottom - r, "l")
    curve((right, bottom - k), (right - k, bottom), (right - r, bottom))
    point(left + r, bottom, "l")
    curve((left + k, bottom), (left, bottom - k), (left, bottom - r))
    point(left, top + r, "l")
    curve((left, top + k), (left + k, top), (left + r, top))
    drawing.content.raw("f\n")
  }

  func line(fromX: Double, y: Double, toX: Double, width: Double = 0.5, _ colour: Colour) {
    if drawing.stroke != colour {
      drawing.stroke = colour
      parts(colour)
      drawing.content.raw("RG\n")
    }
    if drawing.lineWidth != width {
      drawing.lineWidth = width
      drawing.content.number(width)
      drawing.content.raw(" w\n")
    }
    point(fromX, y, "m")
    point(toX, y, "l")
    drawing.content.raw("S\n")
  }

  func show(form: Int, x: Double, y: Double) {
    drawing.content.raw("q 1 0 0 1 ")
    place(x, y)
    drawing.content.raw("cm /X")
    drawing.content.integer(form)
    drawing.content.raw(" Do Q\n")
  }

  func fill(_ colour: Colour) {
    guard drawing.fill != colour else { return }
    drawing.fill = colour
    parts(colour)
    drawing.content.raw("rg\n")
  }

  private func parts(_ colour: Colour) {
    for part in [colour.red, colour.green, colour.blue] {
      drawing.content.fine(Double(part) / 255)
      drawing.content.space()
    }
  }

  /// A place on the page, in PDF's own way: from the lower left corner.
  private func place(_ x: Double, _ y: Double) {
    drawing.content.number(x)
    drawing.content.space()
    drawing.content.number(pageHeight - y)
    drawing.content.space()
  }

  private func point(_ x: Double, _ y: Double, _ operation: StaticString) {
    place(x, y)
    drawing.content.raw(operation)
    drawing.content.raw("\n")
  }

  private func curve(_ a: (Double, Double), _ b: (Double, Double), _ c: (Double, Double)) {
    place(a.0, a.1)
    place(b.0, b.1)
    point(c.0, c.1, "c")
  }
}

// MARK: - Text

extension PDFDocument {
  /// Shows shaped text; `y` is where its letters stand. With `blank`, a blank follows it, so that what comes next in the
  /// same element is another word for who reads without seeing.
  func show(_ text: ShapedText, x: Double, y: Double, size: Double, _ colour: Colour, blank: Bool = false) {
    guard !text.runs.isEmpty else { return }
    fill(colour)
    drawing.content.raw("BT 1 0 0 1 ")
    place(x, y)
    drawing.content.raw("Tm ")
    show(text, size)
    if blank { show(press.shaper.shape(" ", .regular), size) }
    drawing.content.raw("ET\n")
  }

  private func show(_ text: ShapedText, _ size: Double) {
    for (index, run) in text.runs.enumerated() {
      if drawing.font?.place != run.font || drawing.font?.size != size {
        drawing.font = (run.font, size)
        drawing.content.raw("/F")
        drawing.content.integer(run.font)
        drawing.content.space()
        drawing.content.number(size)
        drawing.content.raw(" Tf ")
      }
      if fonts[run.font] == nil {
        fonts[run.font] = DocumentFont(press.shelf.fonts[run.font], press.subsets[run.font], id: writer.reserve())
      }
      if let ready = text.ready[index] {
        drawing.content.bytes += ready
      } else {
        show(run, index, of: text, size)
      }
    }
  }

  private func show(_ run: GlyphRun, _ index: Int, of text: ShapedText, _ size: Double) {
    guard var font = fonts[run.font] else { return }
    var isOfBase = true
    var risen = false
    var shown = PDFBytes(reserving: run.glyphs.count * 3 + 16)
    shown.raw("[(")
    for glyph in run.glyphs {
      let character = font.character(glyph)
      isOfBase = isOfBase && font.isInBase(character)
      if glyph.shift != 0 { adjust(-Double(glyph.shift) * 1000 / font.font.unitsPerEm, &shown) }
      if glyph.rise != 0 {
        shown.raw(")]TJ ")
        shown.number(Double(glyph.rise) * size / font.font.unitsPerEm)
        shown.raw(" Ts [(")
        risen = true
      }
      shown.escaped(UInt8(truncatingIfNeeded: character >> 8))
      shown.escaped(UInt8(truncatingIfNeeded: character))
      if glyph.rise != 0 { shown.raw(")]TJ 0 Ts [(") }
      let moved = Double(glyph.advance - glyph.shift) * 1000 / font.font.unitsPerEm
      let difference = font.width(glyph.glyph) - moved
      if abs(difference) > 0.01 { adjust(difference, &shown) }
    }
    shown.raw(")]TJ ")
    fonts[run.font] = font
    guard run.needsText else {
      drawing.content.append(shown)
      if isOfBase, !risen { text.ready[index] = shown.bytes }
      return
    }
    drawing.content.raw("/Span<</ActualText")
    drawing.content.text(run.text)
    drawing.content.raw(">>BDC ")
    drawing.content.append(shown)
    drawing.content.raw("EMC ")
  }

  private func adjust(_ value: Double, _ shown: inout PDFBytes) {
    shown.raw(")")
    shown.number(value)
    shown.raw("(")
  }
}
