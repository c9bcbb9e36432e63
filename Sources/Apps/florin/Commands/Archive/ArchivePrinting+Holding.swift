import Archiving
import Operations
import Primitives

extension ArchivePrinting {
  static func words(_ scope: LegalHold.Scope) -> String {
    switch scope {
    case .account(let reference): "account \(reference)"
    case .document(let number): "document \(number)"
    }
  }

  static func text(_ holds: [LegalHold]) -> String {
    if holds.isEmpty { return "Nothing is held." }
    return TextTable(["Hold", "On", "Reason", "By", "Since", "Lifted"], rightAligned: [0]).text(
      holds.map { hold in
        [
          "\(hold.number)", words(hold.scope), hold.reason, hold.setBy, "\(hold.setAt.utcDay)",
          hold.release.map { "\($0.releasedAt.utcDay) by \($0.releasedBy): \($0.reason)" } ?? "",
        ]
      })
  }

  static func json(_ holds: [LegalHold]) -> String {
    var text = JSONText()
    text.object { text in
      text.key("holds")
      text.array { list in
        for hold in holds {
          list.object {
            $0.field("hold", hold.number)
            switch hold.scope {
            case .account(let reference): $0.field("account", reference)
            case .document(let number): $0.field("document", number)
            }
            $0.field("reason", hold.reason)
            $0.field("setBy", hold.setBy)
            $0.field("setAt", hold.setAt)
            $0.field("releasedAt", hold.release?.releasedAt)
            $0.field("releasedBy", hold.release?.releasedBy)
            $0.field("releaseReason", hold.release?.reason)
          }
        }
      }
    }
    return text.string
  }

  static func rules(_ rules: RetentionRules, json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.key("rules")
        text.array { list in
          for rule in rules.rules {
            list.object {
              $0.field("country", rule.country)
              $0.field("kind", rule.kind?.rawValue)
              $0.field("years", rule.years)
              $0.field("from", rule.start.rawValue)
              $0.field("source", rule.source)
            }
          }
        }
      }
      return text.string
    }
    return TextTable(["Country", "Kind", "Years", "From", "Source"], rightAligned: [2]).text(
      rules.rules.map { [$0.country, $0.kind?.rawValue ?? "every", "\($0.years)", $0.start.rawValue, $0.source] })
  }

  static func outlook(_ outlook: EraseDocuments.Outlook, json: Bool) -> String {
    if json { return self.json(outlook.erasable.map(\.archived), outlook, isDone: false) }
    var lines = outlook.erasable.prefix(50).map { one in
      "\(one.archived.entry.document.number) (\(one.archived.entry.document.form)): since \(one.since), \(one.rule.source)"
    }
    if outlook.erasable.count > 50 { lines.append("… and \(outlook.erasable.count - 50) more; --json lists them all") }
    lines.append("\(outlook.erasable.count) may be erased\(outlook.erasable.isEmpty ? "" : "; --confirm --by NAME erases them"). \(rest(outlook))")
    return lines.joined(separator: "\n")
  }

  static func erased(_ erased: [ArchivedEntry], _ outlook: EraseDocuments.Outlook, json: Bool) -> String {
    if json { return self.json(erased, outlook, isDone: true) }
    let lines = erased.map { "\($0.entry.document.number) (\($0.entry.document.form)) erased" }
    return (lines + ["\(erased.count) erased. \(rest(outlook))"]).joined(separator: "\n")
  }

  private static func rest(_ outlook: EraseDocuments.Outlook) -> String {
    var parts = ["\(outlook.kept) must still be kept"]
    if !outlook.held.isEmpty { parts.append("\(outlook.held.count) are held (\(Set(outlook.held.map { "hold \($0.hold.number)" }).sorted().joined(separator: ", ")))") }
    for (country, count) in outlook.withoutRule.sorted(by: { $0.key < $1.key }) {
      parts.append("\(count) of \(country.isEmpty ? "no country" : country) have no rule and are kept for ever")
    }
    return parts.joined(separator: "; ") + "."
  }

  private static func json(_ entries: [ArchivedEntry], _ outlook: EraseDocuments.Outlook, isDone: Bool) -> String {
    var text = JSONText()
    text.object { text in
      text.key(isDone ? "erased" : "erasable")
      text.array { list in
        for one in entries {
          list.object {
            $0.field("document", one.entry.document.number)
            $0.field("form", one.entry.document.form)
            $0.field("language", one.entry.document.language.isEmpty ? nil : one.entry.document.language)
            $0.field("sha256", one.entry.digest.description)
          }
        }
      }
      text.field("kept", outlook.kept)
      text.field("held", outlook.held.count)
      text.field("withoutRule", outlook.withoutRule.values.reduce(0, +))
    }
    return text.string
  }
}
