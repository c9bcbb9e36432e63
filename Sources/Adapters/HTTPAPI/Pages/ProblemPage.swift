import Primitives

/// A refusal for people: what a browser shows in the place of a problem document.
enum ProblemPage {
  static let mediaType = "text/html"

  /// Whether whoever asks likes a page better than a problem document, as browsers do.
  static func isWanted(_ accept: String?) -> Bool {
    MediaTypes.choose(accept, among: [ProblemDocument.mediaType, "application/json", mediaType]) == mediaType
  }

  /// - Parameter offersSignIn: whether people can sign in here.
  static func render(_ problems: [Problem], status: Int, request: String, offersSignIn: Bool) -> [UInt8] {
    let title = Rejection.title(of: status)
    var html = """
      <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(HTMLText.escaped(title))</title><style>\(DocsStyle.css)
      body{display:block}main{max-width:40rem;margin:0 auto;padding-top:min(16vh,8rem)}.problem{border-left:3px solid var(--delete);padding-left:1rem;margin:1.2rem 0}
      .ways a{margin-right:1.2rem}</style></head><body><main><h1>\(HTMLText.escaped(title))</h1>

      """
    for problem in problems {
      html += "<div class=\"problem\"><p class=\"summary\">\(sentence(problem.message))</p><p>\(sentence(problem.remedy))</p><p><small>\(HTMLText.escaped(problem.code.rawValue))</small></p></div>\n"
    }
    html += "<p class=\"ways\">"
    if offersSignIn, status == 400 || status == 401 || status == 403 { html += "<a href=\"/sign-in\">Sign in</a>" }
    html += "<a href=\"/docs\">What there is</a></p><p><small>Status \(status), request \(HTMLText.escaped(request))</small></p></main></body></html>\n"
    return Array(html.utf8)
  }

  /// The words of a problem begin small, since they stand behind a place.
  private static func sentence(_ words: String) -> String {
    guard let first = words.first else { return "" }
    let begun = first.uppercased() + words.dropFirst()
    return HTMLText.prose(begun.hasSuffix(".") ? begun : begun + ".")
  }
}
