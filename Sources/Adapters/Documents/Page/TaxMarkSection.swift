/// The code that a bill of a seller in Spain begins with, in the words of the law.
enum TaxMarkSection {
  static func write(_ mark: TaxMark?, to ink: inout Ink) {
    guard let mark, let code = mark.code else { return }
    ink.raw("<figure class=\"tax-code\" lang=\"es\"><figcaption>")
    ink.text(mark.title)
    ink.raw("</figcaption>")
    code.write(about: mark.about, to: &ink)
    for line in mark.legend {
      ink.raw("\n<p>")
      ink.text(line)
      ink.raw("</p>")
    }
    ink.raw("</figure>\n")
  }
}
