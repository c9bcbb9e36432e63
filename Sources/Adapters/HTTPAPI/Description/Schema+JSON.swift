import Primitives

extension Schema {
  /// The pattern of a decimal in text.
  static let decimalPattern = "^-?[0-9]{1,15}(\\.[0-9]{1,12})?$"

  /// Writes the schema as JSON Schema 2020-12, the dialect of OpenAPI 3.1; named objects as references.
  func write(into json: inout JSONText, about: String = "") {
    json.object { fields(into: &$0, about: about) }
  }

  private func fields(into json: inout JSONText, about: String) {
    switch self {
    case .object(let object) where object.name != nil:
      json.field("$ref", "#/components/schemas/\(object.name ?? "")")
    case .variants(let name, _, _): json.field("$ref", "#/components/schemas/\(name)")
    default: inline(into: &json)
    }
    json.field("description", about.isEmpty ? nil : about)
  }

  private func inline(into json: inout JSONText) {
    switch self {
    case .text(let form):
      json.field("type", "string")
      json.field("minLength", form.lengths.lowerBound)
      json.field("maxLength", form.lengths.upperBound)
      json.field("pattern", form.pattern)
    case .choice(let words):
      json.field("type", "string")
      json.key("enum")
      json.array { for word in words { $0.value(word) } }
    case .day:
      json.field("type", "string")
      json.field("format", "date")
    case .instant:
      json.field("type", "string")
      json.field("format", "date-time")
    case .decimal:
      json.field("type", "string")
      json.field("pattern", "^(-?[0-9]+(\\.[0-9]+)?|-?[0-9]+/[0-9]+)$")
    case .amount:
      json.key("anyOf")
      json.array { list in
        list.object {
          $0.field("type", "string")
          $0.field("pattern", Schema.decimalPattern)
        }
        list.object {
          $0.field("type", "number")
          $0.key("minimum")
          $0.raw("0.000001")
          $0.field("maximum", 1_000_000_000_000)
        }
        list.object { $0.field("const", 0) }
      }
    case .integer(let range):
      json.field("type", "integer")
      json.field("minimum", range.lowerBound)
      json.field("maximum", range.upperBound)
    case .flag: json.field("type", "boolean")
    case .list(let element, let least, let most):
      json.field("type", "array")
      json.field("minItems", least > 0 ? least : isListOfWords ? 1 : nil)
      json.field("maxItems", most)
      json.key("items")
      element.write(into: &json)
    case .map(let element):
      json.field("type", "object")
      json.key("additionalProperties")
      element.write(into: &json)
    case .object(let object): object.fields(into: &json)
    case .variants(_, _, let objects):
      json.key("oneOf")
      json.array { list in for object in objects { Schema.object(object).write(into: &list) } }
    case .orNull(let schema):
      json.key("anyOf")
      json.array { list in
        schema.write(into: &list)
        list.object { $0.field("type", "null") }
      }
    case .either(let schemas):
      json.key("anyOf")
      json.array { list in for schema in schemas { schema.write(into: &list) } }
    case .anyOfType(let type): json.field("type", type)
    case .anything(let words): json.field("description", words)
    }
  }

  /// A list in a parameter: empty text is no list.
  private var isListOfWords: Bool {
    if case .list(.choice, _, _) = self { true } else { false }
  }

  /// Adds every named object of the schema, and of what it holds, to `table`.
  func collect(into table: inout [String: Schema]) {
    switch self {
    case .object(let object):
      if let name = object.name {
        if table[name] != nil { return }
        table[name] = self
      }
      for field in object.fields { field.schema.collect(into: &table) }
    case .variants(let name, _, let objects):
      if table[name] != nil { return }
      table[name] = self
      for object in objects { Schema.object(object).collect(into: &table) }
    case .list(let element, _, _), .map(let element), .orNull(let element): element.collect(into: &table)
    case .either(let schemas): for schema in schemas { schema.collect(into: &table) }
    default: break
    }
  }

  /// Writes a named schema's own content, as it stands among the components.
  func writeComponent(into json: inout JSONText) {
    json.object {
      inline(into: &$0)
      if case .object(let object) = self { $0.field("description", object.about.isEmpty ? nil : object.about) }
    }
  }
}

extension ObjectSchema {
  fileprivate func fields(into json: inout JSONText) {
    json.field("type", "object")
    json.field("additionalProperties", false)
    let required = isAnswered ? [] : fields.filter(\.isRequired)
    if !required.isEmpty {
      json.key("required")
      json.array { for field in required { $0.value(field.name) } }
    }
    json.key("properties")
    json.object { properties in
      for field in fields {
        properties.key(named: field.name)
        field.schema.write(into: &properties, about: field.about)
      }
    }
  }
}
