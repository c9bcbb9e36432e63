import HTTPAPI
import Operations
import Primitives
import Templates

/// A template with what is in force on a day.
struct TemplateOnDay: Sendable {
  var history: TemplateHistory
  var day: Day
}

extension FlorinAPI {
  static let templateFiles = ObjectSchema(
    "TemplateFiles", "A template with its logo.",
    [
      .init("content", .anyOfType("string"), "Its text, in YAML or JSON; Docs/templates.md says what it may say."),
      .optional("logo", .text(.base64), "The bytes of the PNG or JPEG that the text names, in base 64."),
    ])

  static let templateExample = """
    {
      "content": "template: spain\\nname: Readers in Spain\\nfor: {countries: [ES]}\\nbrand: {accent: \\"#5B2A86\\"}\\n"
    }
    """

  static let checkedTemplate = Shape<[Problem]>(
    "TemplateCheck", "Whether a template could be put, and every mistake in it.", [.flag("valid") { $0.isEmpty }, .list("problems", ProblemDocument.entry) { $0 }])

  static let putTemplate = Shape<PutTemplate>(
    "PutTemplate", "A version of a template.",
    [
      .text("template") { $0.version.template }, .number("version") { $0.version.number }, .flag("isNew", "False: the newest version says the same already.") { $0.isNew },
      .text("by") { $0.version.by }, .instant("at") { $0.version.at },
    ])

  static let templateSummary = Shape<TemplateOnDay>(
    "TemplateSummary", "A template, its newest version and what is in force.",
    [
      .text("template") { $0.history.code }, .number("versions") { $0.history.versions.count },
      .choice("newest", TemplateHistory.State.allCases.map(\.rawValue), "Where the newest version stands.") { $0.history.state(of: $0.history.versions.count).rawValue },
      .numberIfAny("inForce", "The version in force today.") { $0.history.inForce(on: $0.day)?.number },
    ])

  private static let templateVersion = Shape<(version: TemplateVersion, state: TemplateHistory.State)>(
    "TemplateVersion", "A version as it was put.",
    [
      .number("version") { $0.version.number }, .choice("state", TemplateHistory.State.allCases.map(\.rawValue)) { $0.state.rawValue }, .text("by") { $0.version.by },
      .instant("at") { $0.version.at }, .text("content", "Its text.") { String(decoding: $0.version.source.text, as: UTF8.self) }, .flag("hasLogo") { $0.version.source.logo != nil },
    ])

  static let templateDecision = Shape<TemplateDecision>(
    "TemplateDecision", "What was decided about a version.",
    [
      .number("version") { $0.version }, .choice("decision", ["proposed", "taken-back", "released", "ended"]) { FlorinAPI.words($0.kind).name },
      .dayIfAny("from", "The first day of issue for which it counts.") { FlorinAPI.words($0.kind).from }, .text("by") { $0.by }, .instant("at") { $0.at }, .text("note") { $0.note },
    ])

  static let templateHistory = Shape<TemplateOnDay>(
    "Template", "All that happened to a template.",
    [
      .text("template") { $0.history.code }, .numberIfAny("inForce", "The version in force today.") { $0.history.inForce(on: $0.day)?.number },
      .list("versions", templateVersion) { one in one.history.versions.map { ($0, one.history.state(of: $0.number)) } },
      .list("decisions", templateDecision, "In the order they were made.") { $0.history.decisions },
    ])

  private static func words(_ kind: TemplateDecision.Kind) -> (name: String, from: Day?) {
    switch kind {
    case .proposed: ("proposed", nil)
    case .takenBack: ("taken-back", nil)
    case .released(let from): ("released", from)
    case .ended(let from): ("ended", from)
    }
  }
}
