extension QRCode {
  /// As a drawing in a page: dark on white in either theme, or cameras would not read it; one path, so that no seam shows.
  func write(about: String, to ink: inout Ink) {
    ink.raw("<svg viewBox=\"0 0 ")
    ink.integer(side + 8)
    ink.raw(" ")
    ink.integer(side + 8)
    ink.raw("\" role=\"img\" shape-rendering=\"crispEdges\" aria-label=\"")
    ink.text(about)
    ink.raw("\"><path fill=\"#000\" d=\"")
    for row in 0..<side {
      var column = 0
      while column < side {
        guard isDark(row: row, column: column) else {
          column += 1
          continue
        }
        var end = column
        while end < side, isDark(row: row, column: end) { end += 1 }
        ink.raw("M")
        ink.integer(column + 4)
        ink.raw(" ")
        ink.integer(row + 4)
        ink.raw("h")
        ink.integer(end - column)
        ink.raw("v1h-")
        ink.integer(end - column)
        ink.raw("z")
        column = end
      }
    }
    ink.raw("\"/></svg>")
  }
}
