import Primitives

/// An explanation as a table: its steps, their sum, and whether that is the amount issued.
enum StepTable {
  /// - Parameter below: rows under the sum.
  static func write(_ explanation: Explanation, issued: Exact, _ currency: Currency, to ink: inout Ink, below: (inout Ink) -> Void) {
    ink.raw("<table>\n<thead class=\"vh\"><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.step)
    ink.raw("</th><th scope=\"col\">")
    ink.words(InvoicePhrases.amount)
    ink.raw("</th></tr></thead>\n<tbody>\n")
    for step in explanation.steps {
      ink.raw("<tr><th scope=\"row\">")
      ink.step(step, currency)
      let before = ink.bytes.count
      ink.raw("<span class=\"calc\">")
      let start = ink.bytes.count
      ink.calculation(step, currency)
      if ink.bytes.count == start {
        ink.bytes.removeLast(start - before)
      } else {
        ink.raw("</span>")
      }
      ink.raw("</th><td class=\"n\">")
      ink.amount(step.amount, currency)
      ink.raw("</td></tr>\n")
    }
    let sum = explanation.amount
    ink.raw("</tbody>\n<tfoot>\n<tr><th scope=\"row\">")
    ink.words(InvoicePhrases.sum)
    if sum != issued {
      ink.raw("<span class=\"calc wrong\">")
      ink.words(InvoicePhrases.differs)
      ink.raw("</span>")
    }
    ink.raw("</th><td class=\"n\">")
    ink.amount(sum, currency)
    ink.raw("</td></tr>\n")
    below(&ink)
    ink.raw("</tfoot>\n</table>\n")
  }
}
