import Primitives

/// The archive as finance and auditors see it: sealed days with their roots and time stamps, holds, and how long documents are kept.
public enum ArchivePage {
  public static func render(_ view: ArchiveView) -> [UInt8] {
    var ink = Ink(view.language, reserving: 24_576 + view.days.count * 400)
    PageFrame.open(&ink, links: view.links) {
      $0.words(ArchivePhrases.archive)
      $0.raw(" \u{B7} Florin")
    } brand: {
      $0.raw("Florin")
    }
    ink.raw("<h1>")
    ink.words(ArchivePhrases.archive)
    ink.raw("</h1>\n<p class=\"sub\">")
    if let at = view.sealedAt { ink.say(ArchivePhrases.daily, .text(at)) } else { ink.words(ArchivePhrases.byHand) }
    if let authority = view.authority {
      ink.raw(" \u{B7} ")
      ink.say(ArchivePhrases.authority, .text(authority))
    }
    ink.raw("</p>\n")
    if view.hoursLate > 0 {
      ink.raw("<p class=\"check bad\" role=\"status\">")
      ink.say(ArchivePhrases.late, .number(Exact(view.hoursLate)))
      ink.raw("</p>\n")
    }
    ink.raw("<dl class=\"tiles\">\n")
    for (words, count) in [
      (ArchivePhrases.entries, view.entries), (ArchivePhrases.unsealed, view.unsealed), (ArchivePhrases.unstamped, view.unstamped), (ArchivePhrases.held, view.holds.count),
    ] {
      ink.raw("<div><dt>")
      ink.words(words)
      ink.raw("</dt><dd>")
      ink.number(count)
      ink.raw("</dd></div>\n")
    }
    ink.raw("</dl>\n")
    days(view, &ink)
    holds(view, &ink)
    retention(view, &ink)
    PageFrame.close(&ink) { $0.raw("<span>Florin</span>\n") }
    return ink.bytes
  }

  private static func section(_ name: StaticString, _ head: Phrase, _ ink: inout Ink, _ body: (inout Ink) -> Void) {
    ink.raw("<section aria-labelledby=\"")
    ink.raw(name)
    ink.raw("\">\n<h2 id=\"")
    ink.raw(name)
    ink.raw("\">")
    ink.words(head)
    ink.raw("</h2>\n")
    body(&ink)
    ink.raw("</section>\n")
  }

  private static func none(_ words: Phrase, _ ink: inout Ink) {
    ink.raw("<p class=\"muted\">")
    ink.words(words)
    ink.raw("</p>\n")
  }

  private static func head(_ columns: [(Phrase, StaticString)], _ ink: inout Ink) {
    ink.raw("<table class=\"list\">\n<thead><tr>")
    for (words, shade) in columns { InvoiceTable.column(words, shade, &ink) }
    ink.raw("</tr></thead>\n<tbody>\n")
  }

  private static func cell(_ shade: StaticString, _ ink: inout Ink, _ value: (inout Ink) -> Void) {
    ink.raw("<td class=\"")
    ink.raw(shade)
    ink.raw("\">")
    value(&ink)
    ink.raw("</td>")
  }

  private static func days(_ view: ArchiveView, _ ink: inout Ink) {
    section("days", ArchivePhrases.days, &ink) { ink in
      if view.days.isEmpty { return none(ArchivePhrases.noDays, &ink) }
      head(
        [
          (ArchivePhrases.day, ""), (ArchivePhrases.seller, "n"), (ArchivePhrases.documents, "n"), (ArchivePhrases.erased, "n wide"), (ArchivePhrases.stamp, ""),
        ], &ink)
      for row in view.days {
        ink.raw("<tr><th scope=\"row\">")
        ink.day(row.day, .short)
        ink.raw("<span class=\"meta\">")
        ink.words(ArchivePhrases.root)
        // Whole: it is compared with what an auditor has.
        ink.raw("<br><code dir=\"ltr\">")
        for start in stride(from: 0, to: row.root.utf8.count, by: 16) {
          if start > 0 { ink.raw("<wbr>") }
          ink.text(String(row.root.dropFirst(start).prefix(16)))
        }
        ink.raw("</code></span></th>")
        cell("n", &ink) { $0.text(row.seller) }
        cell("n", &ink) { $0.number(row.documents) }
        cell("n wide", &ink) { $0.number(row.erased) }
        cell("", &ink) { ink in
          if let day = row.stampedOn { ink.day(day, .short) } else { ink.words(ArchivePhrases.noStamp) }
        }
        ink.raw("</tr>\n")
      }
      ink.raw("</tbody>\n</table>\n")
      if let older = view.older {
        ink.raw("<p>")
        PageFrame.link(&ink, older, ArchivePhrases.older)
        ink.raw("</p>\n")
      }
    }
  }

  private static func holds(_ view: ArchiveView, _ ink: inout Ink) {
    section("holds", ArchivePhrases.held, &ink) { ink in
      if view.holds.isEmpty { return none(ArchivePhrases.noHolds, &ink) }
      head([(ArchivePhrases.scope, ""), (PagePhrases.reason, ""), (ArchivePhrases.by, ""), (ArchivePhrases.since, "")], &ink)
      for row in view.holds {
        ink.raw("<tr><th scope=\"row\">")
        ink.person(row.scope)
        ink.raw("</th>")
        cell("", &ink) { $0.person(row.reason) }
        cell("", &ink) { $0.person(row.by) }
        cell("", &ink) { $0.day(row.since, .short) }
        ink.raw("</tr>\n")
      }
      ink.raw("</tbody>\n</table>\n")
    }
  }

  private static func retention(_ view: ArchiveView, _ ink: inout Ink) {
    section("retention", ArchivePhrases.retention, &ink) { ink in
      head([(ArchivePhrases.country, "n"), (ArchivePhrases.years, "n"), (ArchivePhrases.source, "")], &ink)
      for row in view.retention {
        ink.raw("<tr><th scope=\"row\" class=\"n\">")
        ink.text(row.country)
        ink.raw("</th>")
        cell("n", &ink) { $0.number(row.years) }
        cell("", &ink) { $0.person(row.source) }
        ink.raw("</tr>\n")
      }
      ink.raw("</tbody>\n</table>\n")
    }
  }
}
