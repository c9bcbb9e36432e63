import Primitives

/// What a reader of an invoice must know first: that it was cancelled or credited, or which one it replaces.
enum CorrectionBanner {
  static func write(_ notes: CorrectionNotes, to ink: inout Ink) {
    guard !notes.isEmpty else { return }
    ink.raw("<aside class=\"banner\">")
    if let day = notes.cancelledOn {
      ink.raw("<p>")
      ink.say(CreditPhrases.cancelled, .day(day))
      if let replacement = notes.replacedBy {
        ink.raw(", ")
        ink.say(CreditPhrases.replacedBy, .document(replacement))
      }
      ink.raw("</p>\n")
    }
    if !notes.replaces.isEmpty {
      ink.raw("<p>")
      for (index, replaced) in notes.replaces.enumerated() {
        if index > 0 { ink.raw(" \u{B7} ") }
        ink.say(CreditPhrases.replaces, .document(replaced))
      }
      ink.raw("</p>\n")
    }
    if !notes.creditNotes.isEmpty {
      ink.raw("<ul>\n")
      for row in notes.creditNotes {
        ink.raw("<li>")
        ink.say(CreditPhrases.credited, .document(row.note), .day(row.issuedOn), .money(row.gross.amountMinor, row.gross.currency))
        ink.raw(" <span class=\"evidence\">")
        ink.person(row.reason)
        ink.raw("</span></li>\n")
      }
      ink.raw("</ul>")
    }
    ink.raw("</aside>\n")
  }
}
