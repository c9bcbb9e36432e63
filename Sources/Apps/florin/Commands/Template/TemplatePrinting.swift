import Documents
import Operations
import Primitives
import Templates

/// Templates on the terminal.
enum TemplatePrinting {
  static func preview(_ path: String, covers: Bool, json: Bool) -> String {
    guard json else { return path }
    var text = JSONText()
    text.object {
      $0.field("file", path)
      $0.field("covers", covers)
    }
    return text.string
  }

  static func summary(_ template: BillTemplate, json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.field("template", template.code)
        text.field("name", template.name)
        text.field("particularity", template.segment.particularity)
        text.field("phrases", template.texts.phrases.count)
        text.field("logo", template.brand.logo?.name)
      }
      return text.string
    }
    let brand = template.brand
    let logo = brand.logo.map { "logo \($0.name) (\($0.picture.width) × \($0.picture.height), \($0.heightMillimetres) mm high)" }
    let look = [logo, brand.accent.map { "accent \($0.text)" }, brand.panel.map { "panel \($0.text)" }, brand.typeface.rawValue].compactMap(\.self)
    return [
      "\(template.code): \(template.name)", "  for       \(segment(template.segment))", "  brand     \(look.joined(separator: ", "))",
      "  sections  \(template.layout.sections?.map(\.rawValue).joined(separator: ", ") ?? "as Florin orders them")",
      "  words     \(words(template.texts))",
    ].joined(separator: "\n")
  }

  private static func segment(_ segment: TemplateSegment) -> String {
    let parts = [
      ("sellers", segment.sellers.sorted()), ("countries", segment.countries.sorted()), ("segments", segment.segments.sorted()),
      ("customers", segment.customers.map(\.rawValue).sorted()), ("offerings", segment.offerings.sorted()), ("documents", segment.documents.map(\.rawValue).sorted()),
    ].filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: ", "))" }
    return parts.isEmpty ? "every document" : parts.joined(separator: "; ")
  }

  private static func words(_ texts: TemplateTexts) -> String {
    let free = [("greeting", texts.greeting), ("payment note", texts.paymentNote), ("footer", texts.footer)].compactMap { name, text in
      text.map { "\(name) (\($0.byLanguage.keys.sorted().joined(separator: ", ")))" }
    }
    let all = free + (texts.phrases.isEmpty ? [] : [texts.phrases.count == 1 ? "1 phrase reworded" : "\(texts.phrases.count) phrases reworded"])
    return all.isEmpty ? "Florin's own" : all.joined(separator: ", ")
  }

  static func put(_ put: PutTemplate, json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.field("template", put.version.template)
        text.field("version", put.version.number)
        text.field("isNew", put.isNew)
      }
      return text.string
    }
    return put.isNew
      ? "Version \(put.version.number) of \(put.version.template) is a draft by \(put.version.by)."
      : "Nothing to put: version \(put.version.number) of \(put.version.template) says the same."
  }

  static func decision(_ decision: TemplateDecision, of code: String, json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { write(decision, of: code, into: &$0) }
      return text.string
    }
    return "Version \(decision.version) of \(code) \(words(decision.kind))."
  }

  private static func words(_ kind: TemplateDecision.Kind) -> String {
    switch kind {
    case .proposed: "is proposed; somebody else releases it"
    case .takenBack: "is a draft again"
    case .released(let from): "is released for documents issued on \(from) and later"
    case .ended(let from): "is out of force for documents issued on \(from) and later"
    }
  }

  private static func name(_ kind: TemplateDecision.Kind) -> (name: String, from: Day?) {
    switch kind {
    case .proposed: ("proposed", nil)
    case .takenBack: ("taken-back", nil)
    case .released(let from): ("released", from)
    case .ended(let from): ("ended", from)
    }
  }

  private static func write(_ decision: TemplateDecision, of code: String, into text: inout JSONText) {
    let (name, from) = name(decision.kind)
    text.field("template", code)
    text.field("version", decision.version)
    text.field("decision", name)
    text.field("from", from)
    text.field("by", decision.by)
    text.field("at", decision.at)
    text.field("note", decision.note.isEmpty ? nil : decision.note)
  }

  static func list(_ all: [TemplateHistory], on day: Day, json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.key("templates")
        text.array { list in
          for one in all {
            list.object {
              $0.field("template", one.code)
              $0.field("versions", one.versions.count)
              $0.field("newest", one.state(of: one.versions.count).rawValue)
              $0.field("inForce", one.inForce(on: day)?.number)
            }
          }
        }
      }
      return text.string
    }
    if all.isEmpty { return "There is no template; documents have Florin's own look." }
    return TextTable(["Template", "Newest", "State", "By", "In force on \(day)"], rightAligned: [1]).text(
      all.map { one in
        [
          one.code, "\(one.versions.count)", one.state(of: one.versions.count).rawValue, one.versions.last?.by ?? "",
          one.inForce(on: day).map { "version \($0.number)" } ?? "none",
        ]
      })
  }

  static func history(_ history: TemplateHistory, on day: Day, json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.field("template", history.code)
        text.field("inForce", history.inForce(on: day)?.number)
        text.key("versions")
        text.array { list in
          for version in history.versions {
            list.object {
              $0.field("version", version.number)
              $0.field("state", history.state(of: version.number).rawValue)
              $0.field("by", version.by)
              $0.field("at", version.at)
            }
          }
        }
        text.key("decisions")
        text.array { list in for decision in history.decisions { list.object { write(decision, of: history.code, into: &$0) } } }
      }
      return text.string
    }
    let put = history.versions.map { (at: $0.at, words: "version \($0.number) put by \($0.by)") }
    let decided = history.decisions.map { decision in
      let (name, from) = name(decision.kind)
      return (at: decision.at, words: "version \(decision.version) \(name) by \(decision.by)\(from.map { ", from \($0)" } ?? "")\(decision.note.isEmpty ? "" : ": \(decision.note)")")
    }
    let inForce = history.inForce(on: day).map { "version \($0.number) is in force on \(day)" } ?? "no version is in force on \(day)"
    // Of one instant, what was put comes before what was decided about it.
    let events = (put + decided).enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
    return (["\(history.code): \(inForce)"] + events.map { "  \($0.element.at)  \($0.element.words)" }).joined(separator: "\n")
  }

  static func trial(_ view: TemplateTrialView, json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { write(view, into: &$0) }
      return text.string
    }
    var lines = view.differences.flatMap { one in
      let count = one.pagesBefore == one.pagesAfter ? "\(one.pagesAfter) \(one.pagesAfter == 1 ? "page" : "pages")" : "\(one.pagesBefore) → \(one.pagesAfter) pages"
      return ["\(one.number)  \(one.accountName)  (\(count))"]
        + (one.pages.isEmpty ? ["  only the page on screen"] : one.pages.map { "  page \($0.number): \(words($0.difference))" })
    }
    lines.append(
      "\(view.looked) invoices looked at, \(view.covered) for this template; \(view.differences.count) would differ, on \(view.pageCount) \(view.pageCount == 1 ? "page" : "pages")")
    return lines.joined(separator: "\n")
  }

  private static func words(_ difference: PageDifference) -> String {
    if difference.isOfLookOnly { return "same words, another look" }
    func quoted(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "nothing" }
    return "\(quoted(difference.before)) → \(quoted(difference.after))"
  }

  private static func write(_ view: TemplateTrialView, into text: inout JSONText) {
    text.field("template", view.template)
    text.field("looked", view.looked)
    text.field("covered", view.covered)
    text.field("differing", view.differences.count)
    text.field("pages", view.pageCount)
    text.key("invoices")
    text.array { list in
      for one in view.differences {
        list.object { invoice in
          invoice.field("number", one.number)
          invoice.field("account", one.accountReference)
          invoice.field("pagesBefore", one.pagesBefore)
          invoice.field("pagesAfter", one.pagesAfter)
          invoice.field("otherOnScreen", one.isOtherOnScreen)
          invoice.key("pages")
          invoice.array { pages in
            for page in one.pages {
              pages.object {
                $0.field("page", page.number)
                $0.field("before", page.difference.before)
                $0.field("after", page.difference.after)
              }
            }
          }
        }
      }
    }
  }
}
