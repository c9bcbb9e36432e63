import Operations
import Primitives

/// The API as one page to read: no script, nothing from elsewhere.
enum DocsPage {
  static func render(_ api: APIDescription) -> [UInt8] {
    var html = """
      <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(HTMLText.escaped(api.title))</title><style>\(DocsStyle.css)</style></head><body>
      <a class="skip" href="#main">Skip to the text</a>
      <nav aria-label="Chapters"><p class="brand">\(HTMLText.escaped(api.title)) <small>\(HTMLText.escaped(api.version))</small></p>

      """
    let chapters = api.chapters + [SelfDescription.chapter]
    for chapter in chapters {
      html += "<p class=\"chapter\"><a href=\"#\(anchor(chapter.name))\">\(HTMLText.escaped(chapter.name))</a></p><ul>"
      for endpoint in api.endpoints where endpoint.chapter == chapter.name {
        html += "<li><a href=\"#\(endpoint.name)\"><b class=\"\(endpoint.method.rawValue)\">\(endpoint.method.rawValue)</b> \(broken(shortened(endpoint.path)))</a></li>"
      }
      html += "</ul>\n"
    }
    html += "</nav><main id=\"main\"><h1>\(HTMLText.escaped(api.title))</h1>"
    if api.offersSignIn {
      html += "<p>For people: <a href=\"/sign-in\">sign in</a>, then see <a href=\"/v1/me\">who you are</a>.</p>"
      html += "<form method=\"post\" action=\"/sign-out\"><button>Sign out</button></form>\n"
    }
    html += api.about.split(separator: "\n\n").map { "<p>\(HTMLText.prose(String($0)))</p>" }.joined()
    html += "<h2 id=\"first-steps\">First steps</h2><pre \(scrolled("First steps, as commands"))>\(HTMLText.escaped(api.firstSteps))</pre>"
    html += "<p>For programs: <a href=\"/openapi.json\">OpenAPI 3.1</a>.</p>\n"
    for chapter in chapters {
      html += "<section class=\"group\"><h2 id=\"\(anchor(chapter.name))\">\(HTMLText.escaped(chapter.name))</h2><p>\(HTMLText.prose(chapter.about))</p>\n"
      for endpoint in api.endpoints where endpoint.chapter == chapter.name { html += section(endpoint) }
      html += "</section>\n"
    }
    html += refusals()
    html += "</main></body></html>\n"
    return Array(html.utf8)
  }

  /// A path that may be broken behind its slashes.
  private static func broken(_ path: String) -> String { HTMLText.escaped(path).replacing("/", with: "/<wbr>").replacing("/<wbr>{", with: "/{") }

  private static func anchor(_ chapter: String) -> String { "chapter-" + chapter.lowercased().split(separator: " ").joined(separator: "-") }
  private static func shortened(_ path: String) -> String { path.hasPrefix("/v1/") ? String(path.dropFirst(3)) : path }

  private static func section(_ endpoint: Endpoint) -> String {
    var html = """
      <article id="\(endpoint.name)"><h3><b class="\(endpoint.method.rawValue)">\(endpoint.method.rawValue)</b> <code>\(HTMLText.escaped(endpoint.path))</code></h3>
      <p class="summary">\(HTMLText.prose(endpoint.summary))</p>

      """
    if !endpoint.about.isEmpty { html += endpoint.about.split(separator: "\n\n").map { "<p>\(HTMLText.prose(String($0)))</p>" }.joined() }
    let roles = endpoint.roles.map { "For \($0.map(\.rawValue).joined(separator: ", "))." } ?? "Needs no access key."
    html += "<p class=\"roles\">\(HTMLText.escaped(roles))</p>"
    let parameters = endpoint.allParameters
    if !parameters.isEmpty {
      html += "<h4>Parameters</h4><div class=\"wide\" \(scrolled("Parameters", endpoint))><table><thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Where</th><th scope=\"col\">What</th><th scope=\"col\">About</th></tr></thead><tbody>"
      for parameter in parameters {
        html += "<tr><th scope=\"row\"><code>\(HTMLText.escaped(parameter.name))</code>\(parameter.isRequired ? " <em>required</em>" : "")</th><td>\(parameter.place.rawValue)</td><td>\(HTMLText.escaped(parameter.schema.words))</td><td>\(HTMLText.prose(parameter.about))</td></tr>"
      }
      html += "</tbody></table></div>"
    }
    if let body = endpoint.body {
      html += "<h4>Body</h4>"
      if !body.about.isEmpty { html += "<p>\(HTMLText.prose(body.about))</p>" }
      html += "<pre \(scrolled("Body", endpoint))>\(HTMLText.escaped(body.example))</pre>"
      html += "<details><summary>Every field of the body</summary>\(fields(body.schema))</details>"
    }
    for answer in endpoint.answers {
      html += "<h4>Answer \(answer.status)</h4><p>\(HTMLText.prose(answer.about))"
      if !answer.media.isEmpty { html += " <small>\(answer.media.map { HTMLText.escaped($0.type) }.joined(separator: ", "))</small>" }
      html += "</p>"
      if let schema = answer.media.compactMap(\.schema).first, schema.answeredFields != nil {
        html += "<details><summary>Every field of the answer</summary>\(fields(schema))</details>"
      }
    }
    return html + "</article>\n"
  }

  /// What may be wider than the page is scrolled by keyboard as well (WCAG 2.1.1), and says what it is: each by a name of its own.
  private static func scrolled(_ name: String, _ endpoint: Endpoint? = nil) -> String {
    "tabindex=\"0\" role=\"region\" aria-label=\"\(name)\(endpoint.map { " of \($0.method.rawValue) \(HTMLText.escaped($0.path))" } ?? "")\""
  }

  private static func fields(_ schema: Schema, depth: Int = 0) -> String {
    if depth > 6 { return "" }
    switch schema {
    case .object(let object):
      var html = "<dl>"
      for field in object.fields {
        html += "<dt><code>\(HTMLText.escaped(field.name))</code> <small>\(HTMLText.escaped(field.schema.words))\(field.isRequired ? "" : ", may be missing")</small></dt><dd>\(HTMLText.prose(field.about))\(fields(field.schema, depth: depth + 1))</dd>"
      }
      return html + "</dl>"
    case .variants(_, let by, let objects):
      return objects.map { object in
        let word = object.fields.first { $0.name == by }.map { "\(by): \($0.schema.words)" } ?? ""
        return "<p class=\"variant\"><code>\(HTMLText.escaped(word))</code> \(HTMLText.prose(object.about))</p>" + fields(.object(object), depth: depth + 1)
      }.joined()
    case .list(let element, _, _), .orNull(let element), .map(let element): return fields(element, depth: depth)
    default: return ""
    }
  }

  private static func refusals() -> String {
    var html = """
      <section class="group"><h2 id="refusals">When Florin says no</h2>
      <p>Every refusal is <code>application/problem+json</code> (RFC 9457). <code>problems</code> names every mistake of the request with its code, place and remedy. Browsers get the same as a page.</p>
      <div class="wide" \(scrolled("What the statuses of refusals mean"))><table><thead><tr><th scope="col">Status</th><th scope="col">What it means</th></tr></thead><tbody>

      """
    for refusal in Refusal.allCases { html += "<tr><th scope=\"row\">\(refusal.status)</th><td>\(HTMLText.prose(refusal.about))</td></tr>" }
    return html + "</tbody></table></div></section>\n"
  }
}

extension Schema {
  /// What the schema allows, in a few words.
  var words: String {
    switch self {
    case .text, .anyOfType("string"): "text"
    case .choice(let words) where words.count > 12: words.prefix(6).joined(separator: ", ") + ", …"
    case .choice(let words): words.joined(separator: ", ")
    case .day: "day, YYYY-MM-DD"
    case .instant: "instant, RFC 3339"
    case .decimal: "decimal, as text"
    case .amount: "decimal, as text or number"
    case .integer(let range): range.upperBound == .max ? "whole number" : "\(range.lowerBound) to \(range.upperBound)"
    case .anyOfType("integer"): "whole number"
    case .flag: "true or false"
    case .list(.choice(let words), _, _): Schema.choice(words).words
    case .list(let element, _, _): "list of \(element.words)"
    case .map(let element): "map to \(element.words)"
    case .object(let object): object.name ?? "object"
    case .variants(let name, _, _): name
    case .orNull(let schema): schema.words + " or null"
    case .either(let schemas): schemas.map(\.words).joined(separator: " or ")
    case .anyOfType(let type): type
    case .anything(let words): words
    }
  }
}
