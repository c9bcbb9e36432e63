import Documents
import Foundation
import HTTPAPI
import Operations
import Primitives
import Store
import Templates

/// Templates over HTTP: read, checked, put, proposed, released, withdrawn.
extension FlorinAPI {
  private static let template = Endpoint.Parameter.path("template", "The template's code.")

  var templateEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/templates", chapter: "Templates", name: "listTemplates", "List templates", about: "In the order of their codes, with what is in force today.",
        parameters: Endpoint.Parameter.paging, answers: [.json(.page(FlorinAPI.templateSummary), "Templates.")],
        for: Who.staff, work: .reading { request in
          let all = try billTemplates.all().map { TemplateOnDay(history: $0, day: today) }
          return .page(PageOf(ofAll: all, after: try request.after(), limit: request.limit), FlorinAPI.templateSummary, request)
        }),
      Endpoint(
        .get, "/v1/templates/{template}", chapter: "Templates", name: "readTemplate", "Read all that happened to a template", parameters: [FlorinAPI.template],
        answers: [.json(FlorinAPI.templateHistory.schema, "Its versions and what was decided about them.")],
        for: Who.staff, work: .reading { request in
          .json(TemplateOnDay(history: try billTemplates.history(request.text("template") ?? ""), day: today), FlorinAPI.templateHistory, request)
        }),
      Endpoint(
        .post, "/v1/templates/check", chapter: "Templates", name: "checkTemplate", "Tell every mistake of a template",
        about: "Keeps nothing. A template with mistakes is a good question, so it is answered with 200 and `valid: false`.",
        body: .init(.object(FlorinAPI.templateFiles), example: FlorinAPI.templateExample, maximumBytes: 2 << 20),
        answers: [.json(FlorinAPI.checkedTemplate.schema, "What was found.")],
        for: Who.staff, work: .reading { request in
          do throws(Rejection) {
            _ = try FlorinAPI.templateFile(request.body)
            return .json([], FlorinAPI.checkedTemplate, request)
          } catch {
            return .json(error.problems, FlorinAPI.checkedTemplate, request)
          }
        }),
      Endpoint(
        .post, "/v1/templates", chapter: "Templates", name: "putTemplate", "Keep a template as its next version, a draft",
        about: "The same content as the newest version changes nothing. Whoever puts a version cannot release it.",
        body: .init(.object(FlorinAPI.templateFiles), example: FlorinAPI.templateExample, maximumBytes: 2 << 20),
        answers: [.json(FlorinAPI.putTemplate.schema, status: 201, "The version.").leading(to: "readTemplate", with: "template", from: "/template")],
        for: Who.templates, work: .writing { request in
          .json(try billTemplates.put(try FlorinAPI.templateFile(request.body), by: who(request)), FlorinAPI.putTemplate, request, status: 201)
        }),
      deciding("propose", "proposeTemplate", "Ask that a draft be released", "The newest version, or the one that is named.", [FlorinAPI.version]) { request, wish in
        try billTemplates.propose(wish.code, version: wish.version, by: wish.by, note: wish.note)
      },
      deciding(
        "release", "releaseTemplate", "Put what was proposed in force",
        "For documents issued from a day on; whoever put or proposed the version cannot release it, and documents that were issued keep their look.", [FlorinAPI.version, FlorinAPI.from]
      ) { request, wish in try billTemplates.release(wish.code, version: wish.version, from: FlorinAPI.day("from", request.body), by: wish.by, note: wish.note) },
      deciding(
        "withdraw", "withdrawTemplate", "Take a proposal back, or a template out of force", "With `from`: out of force for documents issued on that day and later.", [FlorinAPI.from]
      ) { request, wish in
        try FlorinAPI.day("from", request.body).map { try billTemplates.end(wish.code, from: $0, by: wish.by, note: wish.note) }
          ?? billTemplates.takeBack(wish.code, by: wish.by, note: wish.note)
      },
    ]
  }

  private var billTemplates: BillTemplates { BillTemplates(installation) }

  /// Who is written down: the name of the key or of whom an issuer vouches for.
  func who(_ request: APIRequest) -> String { request.caller.name.isEmpty ? "this machine" : request.caller.name }

  private struct Wish {
    var code: String
    var version: Int?
    var by: String
    var note: String
  }

  private static let version = ObjectSchema.Field.optional("version", .integer(1...1_000_000), "Its version.")
  private static let from = ObjectSchema.Field.optional("from", .day, "The first day of issue for which it counts.")

  private func deciding(
    _ verb: String, _ name: String, _ summary: String, _ about: String, _ fields: [ObjectSchema.Field], _ decide: @escaping @Sendable (APIRequest, Wish) throws -> TemplateDecision
  ) -> Endpoint {
    let schema = ObjectSchema(
      name.prefix(1).uppercased() + name.dropFirst(), "\(summary).", fields + [.optional("note", .text(.plain.within(0...500)), "A word about why, kept with it.")])
    return Endpoint(
      .post, "/v1/templates/{template}/\(verb)", chapter: "Templates", name: name, summary, about: about, parameters: [FlorinAPI.template],
      body: .init(.object(schema), example: #"{"note": "for June"}"#, required: false), answers: [.json(FlorinAPI.templateDecision.schema, status: 201, "What was decided.")],
      for: Who.templates, work: .writing { request in
        var reader = SourceReader(request.body)
        let wish = Wish(
          code: request.text("template") ?? "", version: reader.optionalInteger("version"), by: who(request), note: reader.optionalText("note") ?? "")
        _ = try billTemplates.history(wish.code)
        return .json(try decide(request, wish), FlorinAPI.templateDecision, request, status: 201)
      })
  }

  /// The files that a body carries.
  private static func templateFile(_ body: SourceNode) throws(Rejection) -> TemplateFile {
    var reader = SourceReader(body)
    let text = Array((reader.text("content") ?? "").utf8)
    guard let written = reader.optionalText("logo") else { return try TemplateFile(TemplateSource(text: text), file: "template.yaml") }
    guard let logo = Data(base64Encoded: written) else {
      throw Rejection(Problem(.wrongValue, path: "logo", "the logo is not in base 64", remedy: "encode the bytes of the file (RFC 4648, 4), without line breaks"))
    }
    return try TemplateFile(TemplateSource(text: text, logo: [UInt8](logo)), file: "template.yaml")
  }
}
