public import Primitives

/// How the API says no, for every endpoint.
enum Refusal: Int, CaseIterable {
  case badRequest = 400
  case unauthorized = 401
  case forbidden = 403
  case notFound = 404
  case notAcceptable = 406
  case conflict = 409
  case preconditionFailed = 412
  case tooLarge = 413
  case unsupportedMediaType = 415
  case unprocessable = 422
  case tooMany = 429
  case fault = 500
  case unavailable = 503

  var status: Int { rawValue }

  var name: String {
    switch self {
    case .badRequest: "BadRequest"
    case .unauthorized: "Unauthorized"
    case .forbidden: "Forbidden"
    case .notFound: "NotFound"
    case .notAcceptable: "NotAcceptable"
    case .conflict: "Conflict"
    case .preconditionFailed: "PreconditionFailed"
    case .tooLarge: "ContentTooLarge"
    case .unsupportedMediaType: "UnsupportedMediaType"
    case .unprocessable: "UnprocessableContent"
    case .tooMany: "TooManyRequests"
    case .fault: "InternalServerError"
    case .unavailable: "ServiceUnavailable"
    }
  }

  var about: String {
    switch self {
    case .badRequest: "The request cannot be read: its address, a parameter, a header, or its JSON."
    case .unauthorized: "No access key or token, or one that opens nothing: unknown, expired, revoked, of an issuer that is not trusted. `WWW-Authenticate` says the same (RFC 6750)."
    case .forbidden: "Whoever asks has none of the roles that may do this."
    case .notFound: "What the request names is not there, or belongs to somebody else."
    case .notAcceptable: "None of the media types in `Accept` is given here."
    case .conflict: "What is asked does not fit what Florin knows; nothing was changed."
    case .preconditionFailed: "What `If-Match` names was changed meanwhile; nothing was changed now."
    case .tooLarge: "The body is longer than is taken here."
    case .unsupportedMediaType: "The body is not `application/json`."
    case .unprocessable: "The body is JSON, but not what the schema says; every mistake is named."
    case .tooMany: "Too many requests wait at this moment; `Retry-After` says when to come again."
    case .fault: "Florin failed. Nothing was changed; repeat the request with the same key."
    case .unavailable: "The database, or the issuer of the token, cannot be reached at this moment, there is no space left for what is to be written (`database.full`), or the database takes no writes (`database.unwritable`); repeat the request with the same key after `Retry-After`."
    }
  }
}

/// The body of every refusal: problem details (RFC 9457) with the codes, paths and remedies of the core.
public enum ProblemDocument {
  static let mediaType = "application/problem+json"

  /// One problem, wherever problems stand in answers.
  public static let entry = Shape<Problem>(
    "ProblemEntry", "One thing wrong with the request.",
    [
      .text("code", "Stable name, such as `document.missing-field`.") { $0.code.rawValue },
      .textIfAny("path", "Where in the document or the request.") { $0.path.isEmpty ? nil : $0.path },
      .textIfAny("file", "The file, when the request carries several.") { $0.place.flatMap { $0.file == "body" || $0.file.isEmpty ? nil : $0.file } },
      .numberIfAny("line", "Line, from 1.") { $0.place?.line },
      .numberIfAny("column", "Column, from 1.") { $0.place?.column },
      .text("message", "What is wrong.") { $0.message },
      .text("remedy", "What to do about it.") { $0.remedy },
    ])

  struct Details: Sendable {
    var problems: [Problem]
    var status: Int
    var request: String

    var first: Problem? { problems.first }
    var title: String { Rejection.title(of: status) }
  }

  static let shape = Shape<Details>(
    "Problem", "Problem details (RFC 9457). `problems` has every mistake of the request, not only the first.",
    [
      .text("type", "The code as a URI.") { "urn:florin:problem:\($0.first?.code.rawValue ?? "")" },
      .text("title", "The kind of refusal.") { $0.title },
      .number("status", "The status of the answer.") { $0.status },
      .text("detail", "The first problem in words.") { $0.first?.message ?? $0.title },
      .text("code", "The first problem's code.") { $0.first?.code.rawValue ?? "" },
      .text("instance", "The request, by its id.") { "urn:florin:request:\($0.request)" },
      .list("problems", entry, "Every problem.") { $0.problems },
    ])
}
