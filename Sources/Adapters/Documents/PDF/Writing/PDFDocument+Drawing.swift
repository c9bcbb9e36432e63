/// Drawing on the open page.
extension PDFDocument {
  func rectangle(x: Double, y: Double, width: Double, height: Double, _ colour: Colour) {
    drawing.rectangles([Box(x: x, y: y, width: width, height: height)], colour)
  }

  func rectangles(_ boxes: [Box], _ colour: Colour) { drawing.rectangles(boxes, colour) }

  func roundedRectangle(x: Double, y: Double, width: Double, height: Double, radius: Double, _ colour: Colour) {
    drawing.roundedRectangle(x: x, y: y, width: width, height: height, radius: radius, colour)
  }

  func line(fromX: Double, y: Double, toX: Double, width: Double = 0.5, _ colour: Colour) {
    drawing.line(fromX: fromX, y: y, toX: toX, width: width, colour)
  }

  func show(form: Int, x: Double, y: Double) { drawing.show(form: form, x: x, y: y) }

  /// Shows shaped text; `y` is where its letters stand. With `blank`, a blank follows it, so that what comes next in the
  /// same element is another word for who reads without seeing.
  func show(_ text: ShapedText, x: Double, y: Double, size: Double, _ colour: Colour, blank: Bool = false) {
    guard !text.runs.isEmpty else { return }
    for run in text.runs where fonts[run.font] == nil { open(run.font) }
    tracer?.text(text, press.shelf.fonts)
    drawing.begin(x: x, y: y, colour)
    drawing.show(text, x: x, y: y, size: size, fonts)
    if blank {
      for run in press.blank.runs where fonts[run.font] == nil { open(run.font) }
      drawing.show(press.blank, x: x, y: y, size: size, fonts)
    }
    drawing.content.raw("ET\n")
  }

  private func open(_ place: FontShelf.Place) {
    fonts[place] = DocumentFont(press.shelf.fonts[place], press.subsets[place], id: writer.reserve())
  }
}
