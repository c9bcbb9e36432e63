/// A page's content being written, with what is set in it already.
struct Drawing {
  /// Of the page or form, from which places are counted down.
  let height: Double
  var content: PDFBytes
  var fill: Colour?
  var stroke: Colour?
  var lineWidth = 1.0
  var font: (place: FontShelf.Place, size: Double)?

  init(height: Double, reserving capacity: Int = 0) {
    self.height = height
    content = PDFBytes(reserving: capacity)
  }
}

/// A rectangle on a page, in points from the left and from the top.
struct Box {
  var x: Double
  var y: Double
  var width: Double
  var height: Double
}

extension Drawing {
  /// Rectangles filled as one path.
  mutating func rectangles(_ boxes: [Box], _ colour: Colour) {
    guard !boxes.isEmpty else { return }
    fill(colour)
    for box in boxes {
      place(box.x, box.y + box.height)
      content.number(box.width)
      content.space()
      content.number(box.height)
      content.raw(" re ")
    }
    content.raw("f\n")
  }

  /// A filled rectangle with round corners.
  mutating func roundedRectangle(x: Double, y: Double, width: Double, height: Double, radius: Double, _ colour: Colour) {
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
    content.raw("f\n")
  }

  mutating func line(fromX: Double, y: Double, toX: Double, width: Double = 0.5, _ colour: Colour) {
    if stroke != colour {
      stroke = colour
      parts(colour)
      content.raw("RG\n")
    }
    if lineWidth != width {
      lineWidth = width
      content.number(width)
      content.raw(" w\n")
    }
    point(fromX, y, "m")
    point(toX, y, "l")
    content.raw("S\n")
  }

  mutating func show(form: Int, x: Double, y: Double) {
    content.raw("q 1 0 0 1 ")
    place(x, y)
    content.raw("cm /X")
    content.integer(form)
    content.raw(" Do Q\n")
  }

  mutating func fill(_ colour: Colour) {
    guard fill != colour else { return }
    fill = colour
    parts(colour)
    content.raw("rg\n")
  }

  private mutating func parts(_ colour: Colour) {
    for part in [colour.red, colour.green, colour.blue] {
      content.fine(Double(part) / 255)
      content.space()
    }
  }

  /// A place on the page, in PDF's own way: from the lower left corner.
  mutating func place(_ x: Double, _ y: Double) {
    content.number(x)
    content.space()
    content.number(height - y)
    content.space()
  }

  private mutating func point(_ x: Double, _ y: Double, _ operation: StaticString) {
    place(x, y)
    content.raw(operation)
    content.raw("\n")
  }

  private mutating func curve(_ a: (Double, Double), _ b: (Double, Double), _ c: (Double, Double)) {
    place(a.0, a.1)
    place(b.0, b.1)
    point(c.0, c.1, "c")
  }
}
