import Operations
import Primitives

/// Writes the OpenAPI 3.1 document of the endpoints.
enum OpenAPI {
  static func document(_ api: APIDescription) -> [UInt8] {
    var json = JSONText(reservingCapacity: 1 << 16)
    json.object { json in
      json.field("openapi", "3.1.0")
      json.key("info")
      json.object {
        $0.field("title", api.title)
        $0.field("version", api.version)
        $0.field("description", api.about)
        $0.key("license")
        $0.object {
          $0.field("name", "Apache-2.0")
          $0.field("identifier", "Apache-2.0")
        }
      }
      json.key("servers")
      json.array { $0.object { $0.field("url", "/") } }
      json.key("tags")
      json.array { list in
        for chapter in api.chapters + [SelfDescription.chapter] {
          list.object {
            $0.field("name", chapter.name)
            $0.field("description", chapter.about)
          }
        }
      }
      json.key("paths")
      json.object { paths in
        for path in api.paths {
          paths.key(named: path)
          paths.object { item in
            for endpoint in api.endpoints where endpoint.path == path {
              item.key(named: endpoint.method.rawValue.lowercased())
              operation(endpoint, api.securitySchemes, &item)
            }
          }
        }
      }
      json.key("components")
      json.object { components(api, &$0) }
    }
    return json.bytes
  }

  private static func operation(_ endpoint: Endpoint, _ schemes: [APIDescription.SecurityScheme], _ json: inout JSONText) {
    json.object { json in
      json.field("operationId", endpoint.name)
      json.key("tags")
      json.array { $0.value(endpoint.chapter) }
      json.field("summary", endpoint.summary)
      let roles = endpoint.roles.map { "For the roles \($0.map(\.rawValue).joined(separator: ", "))." } ?? "Needs no access key."
      json.field("description", endpoint.about.isEmpty ? roles : endpoint.about + "\n\n" + roles)
      json.key("security")
      json.array { list in
        guard endpoint.roles != nil else { return }
        for scheme in schemes {
          list.object {
            $0.key(named: scheme.name)
            $0.array { _ in }
          }
        }
      }
      let parameters = endpoint.allParameters
      if !parameters.isEmpty {
        json.key("parameters")
        json.array { list in for parameter in parameters { self.parameter(parameter, &list) } }
      }
      if let body = endpoint.body {
        json.key("requestBody")
        json.object {
          $0.field("required", body.isRequired)
          $0.field("description", body.about.isEmpty ? nil : body.about)
          $0.key("content")
          $0.object {
            for type in body.mediaTypes {
              $0.key(named: type)
              $0.object {
                $0.key("schema")
                body.schema.write(into: &$0)
                $0.key("example")
                $0.raw(body.example)
              }
            }
          }
        }
      }
      json.key("responses")
      json.object { responses in
        for answer in endpoint.answers { self.answer(answer, &responses) }
        for refusal in endpoint.refusals where !endpoint.answers.contains(where: { $0.status == refusal.status }) {
          responses.key(named: String(refusal.status))
          responses.object { $0.field("$ref", "#/components/responses/\(refusal.name)") }
        }
      }
    }
  }

  private static func parameter(_ parameter: Endpoint.Parameter, _ json: inout JSONText) {
    json.object {
      $0.field("name", parameter.name)
      $0.field("in", parameter.place.rawValue)
      $0.field("required", parameter.isRequired)
      $0.field("description", parameter.about)
      if case .list = parameter.schema {
        $0.field("style", "form")
        $0.field("explode", false)
      }
      $0.key("schema")
      parameter.schema.write(into: &$0)
    }
  }

  private static func answer(_ answer: Endpoint.Answer, _ json: inout JSONText) {
    json.key(named: String(answer.status))
    json.object { json in
      json.field("description", answer.about)
      if !answer.links.isEmpty {
        json.key("links")
        json.object { links in for link in answer.links { self.link(link, &links) } }
      }
      if answer.media.isEmpty { return }
      json.key("content")
      json.object { content in
        for (type, schema) in answer.media {
          content.key(named: type)
          content.object {
            guard let schema else { return }
            $0.key("schema")
            schema.write(into: &$0)
          }
        }
      }
    }
  }

  private static func link(_ link: Endpoint.Answer.Link, _ json: inout JSONText) {
    json.key(named: link.operation)
    json.object { json in
      json.field("operationId", link.operation)
      json.key("parameters")
      json.object { $0.field(named: link.parameter, "$response.body#\(link.pointer)") }
    }
  }

  private static func components(_ api: APIDescription, _ json: inout JSONText) {
    var schemas: [String: Schema] = [:]
    for endpoint in api.endpoints {
      endpoint.body?.schema.collect(into: &schemas)
      for answer in endpoint.answers { for (_, schema) in answer.media { schema?.collect(into: &schemas) } }
    }
    ProblemDocument.shape.schema.collect(into: &schemas)
    json.key("schemas")
    json.object { object in
      for (name, schema) in schemas.sorted(by: { $0.key < $1.key }) {
        object.key(named: name)
        schema.writeComponent(into: &object)
      }
    }
    json.key("securitySchemes")
    json.object { json in
      for scheme in api.securitySchemes {
        json.key(named: scheme.name)
        json.object { json in for (name, value) in scheme.fields { json.field(named: name, value) } }
      }
    }
    json.key("responses")
    json.object { responses in
      for refusal in Refusal.allCases {
        responses.key(named: refusal.name)
        responses.object {
          $0.field("description", refusal.about)
          $0.key("content")
          $0.object {
            $0.key(named: ProblemDocument.mediaType)
            $0.object {
              $0.key("schema")
              ProblemDocument.shape.schema.write(into: &$0)
            }
          }
        }
      }
    }
  }
}
