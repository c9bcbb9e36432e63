/// The endpoints through which an API describes itself.
enum SelfDescription {
  /// The description with `/openapi.json` and `/docs` among its endpoints, each telling of all of them.
  static func added(to api: APIDescription) -> APIDescription {
    var whole = api
    whole.endpoints = api.endpoints + endpoints(openAPI: [], docs: [])
    whole.endpoints = api.endpoints + endpoints(openAPI: OpenAPI.document(whole), docs: DocsPage.render(whole))
    return whole
  }

  static let chapter = APIDescription.Chapter("Service", "The service itself: whether it works, and what it can do.")

  private static func endpoints(openAPI: [UInt8], docs: [UInt8]) -> [Endpoint] {
    [
      Endpoint(
        .get, "/openapi.json", chapter: chapter.name, name: "readOpenAPI", "This API as an OpenAPI 3.1 document",
        answers: [.json(.anyOfType("object"), "The document.")], for: .open, work: .plain { _ in .json(openAPI) }),
      Endpoint(
        .get, "/docs", chapter: chapter.name, name: "readDocs", "This API as a page to read",
        answers: [.init("The page.", media: [("text/html", nil)])], for: .open,
        work: .plain { _ in APIResponse(mediaType: "text/html", .bytes(docs)) }),
    ]
  }
}
