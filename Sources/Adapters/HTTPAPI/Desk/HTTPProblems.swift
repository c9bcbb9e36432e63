import Operations
public import Primitives

extension ProblemCode {
  public static let noSuchAddress = ProblemCode("http.not-found")
  public static let unreadableAddress = ProblemCode("http.unreadable-address")
  public static let methodNotAllowed = ProblemCode("http.method-not-allowed")
  public static let notAcceptable = ProblemCode("http.not-acceptable")
  public static let bodyTooLarge = ProblemCode("http.body-too-large")
  public static let unsupportedMediaType = ProblemCode("http.unsupported-media-type")
  public static let wrongParameter = ProblemCode("http.wrong-parameter")
  public static let unknownParameter = ProblemCode("http.unknown-parameter")
  /// What was sent is no HTTP/1.1.
  public static let unreadableRequest = ProblemCode("http.unreadable-request")
  public static let wrongHost = ProblemCode("http.wrong-host")
  public static let wrongLength = ProblemCode("http.wrong-length")
  public static let headersTooLarge = ProblemCode("http.headers-too-large")
  public static let requestTooSlow = ProblemCode("http.too-slow")
  /// The server stops, and does not wait for the rest of a request.
  public static let stopping = ProblemCode("http.stopping")
  public static let unknownTransferCoding = ProblemCode("http.unknown-transfer-coding")
  public static let unsupportedVersion = ProblemCode("http.unsupported-version")
  public static let otherHost = ProblemCode("http.other-host")
  public static let tooBusy = ProblemCode("http.too-busy")
  public static let fault = ProblemCode("http.fault")
  /// There is no space left where the database is.
  public static let databaseFull = ProblemCode("database.full")
  public static let databaseUnwritable = ProblemCode("database.unwritable")
}

extension Rejection {
  /// The status that the refusal is answered with, by the code of its first problem.
  ///
  /// 400: the request cannot be read; 422: its body is not what the schema says; 404: what it names is not there; 409:
  /// it is in order by itself, but does not fit what Florin knows.
  var httpStatus: Int {
    guard let first = problems.first else { return 500 }
    // What stands in a file that the body carries is no mistake of the body.
    if let file = first.place?.file, file != "body" { return 409 }
    let code = first.code
    if let known = Rejection.statuses[code] { return known }
    let area = code.rawValue.prefix { $0 != "." }
    if area == "document" { return 422 }
    return area == "http" && code.rawValue != "http.wrong-period" ? 400 : 409
  }

  private static let statuses: [ProblemCode: Int] = [
    .unreadableDocument: 400, .repeatedField: 400, .documentTooDeep: 400,
    .keyMissing: 401, .keyUnknown: 401, .keyExpired: 401, .keyRevoked: 401, .forbidden: 403,
    .tokenUnreadable: 401, .tokenKind: 401, .tokenAlgorithm: 401, .tokenIssuer: 401, .tokenKey: 401, .tokenSignature: 401, .tokenAudience: 401,
    .tokenExpired: 401, .tokenEarly: 401, .callerRevoked: 401, .callerUnmapped: 403,
    .sessionOver: 401, .crossSite: 403, .signInState: 403, .signInIssuer: 403, .signInRefused: 403, .signInCode: 403, .signInToken: 403,
     .issuerSilent: 503, .noSuchAddress: 404, .unknownCursor: 404, .methodNotAllowed: 405, .notAcceptable: 406, .bodyTooLarge: 413, .documentTooLarge: 413,
    ProblemCode(rawValue: "documents.fonts-missing"): 503, ProblemCode(rawValue: "archive.damaged"): 500, .unsupportedMediaType: 415, .otherHost: 421, .requestTooSlow: 408, .headersTooLarge: 431, .unknownTransferCoding: 501, .unsupportedVersion: 505, .changedMeanwhile: 412, .keyReusedForOther: 409, .keyAtWork: 409, .tooBusy: 429, .fault: 500, .databaseFull: 503, .databaseUnwritable: 503, .stopping: 503,
    ProblemCode(rawValue: "usage.intake-full"): 429, ProblemCode(rawValue: "charging.too-busy"): 429, ProblemCode(rawValue: "usage.cut-off-delivery"): 400,
    ProblemCode(rawValue: "voucher.too-many-tries"): 429, ProblemCode(rawValue: "voucher.unknown-batch"): 404, ProblemCode(rawValue: "charging.not-waiting"): 404, ProblemCode(rawValue: "charging.several-wait"): 409, ProblemCode(rawValue: "control.unknown"): 404,
    ProblemCode(rawValue: "control.not-yours"): 403,
    ProblemCode(rawValue: "account.unknown"): 404, ProblemCode(rawValue: "invoice.unknown"): 404,
    ProblemCode(rawValue: "verifactu.not-recorded"): 404,
    ProblemCode(rawValue: "balance.unknown"): 404, ProblemCode(rawValue: "credit.unknown"): 404, ProblemCode(rawValue: "quotes.unknown"): 404,
    ProblemCode(rawValue: "subscriptions.unknown"): 404, ProblemCode(rawValue: "bill-run.unknown"): 404,
    ProblemCode(rawValue: "webhook.unknown"): 404, ProblemCode(rawValue: "webhook.unknown-event"): 404, ProblemCode(rawValue: "webhook.unknown-delivery"): 404,
    ProblemCode(rawValue: "catalog.not-published"): 404, ProblemCode(rawValue: "catalog.unknown-offering"): 404, .unknownCustomer: 404,
  ]

  static func title(of status: Int) -> String {
    switch status {
    case 400: "Bad request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not found"
    case 405: "Method not allowed"
    case 406: "Not acceptable"
    case 408: "Request timeout"
    case 409: "Conflict"
    case 412: "Precondition failed"
    case 413: "Content too large"
    case 415: "Unsupported media type"
    case 421: "Misdirected request"
    case 422: "Unprocessable content"
    case 428: "Precondition required"
    case 429: "Too many requests"
    case 431: "Request header fields too large"
    case 501: "Not implemented"
    case 505: "HTTP version not supported"
    case 503: "Service unavailable"
    default: "Internal server error"
    }
  }
}
