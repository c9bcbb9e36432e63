import Primitives

/// Why a request over Nchf is refused: `application/problem+json` with the causes of 3GPP (TS 29.500, table 5.2.7.2-1; TS 32.291,
/// table 6.1.7.3-1).
public struct NchfProblem: Error, Sendable, Hashable {
  /// Causes, by 3GPP's words.
  public enum Cause: String, Sendable, CaseIterable {
    case invalidMessage = "INVALID_MSG_FORMAT"
    case mandatoryMissing = "MANDATORY_IE_MISSING"
    case mandatoryIncorrect = "MANDATORY_IE_INCORRECT"
    case optionalIncorrect = "OPTIONAL_IE_INCORRECT"
    case noSuchResource = "RESOURCE_URI_STRUCTURE_NOT_FOUND"
    case noSuchContext = "CONTEXT_NOT_FOUND"
    case methodNotAllowed = "INVALID_API"
    case congestion = "NF_CONGESTION"
    case systemFailure = "SYSTEM_FAILURE"
    case tooLarge = "INCORRECT_LENGTH"
    case mediaType = "UNSUPPORTED_MEDIA_TYPE"
    case unauthorized = "UNAUTHORIZED"
    case accessDenied = "UNAUTHORIZED_SCOPE"
    case chargingFailed = "CHARGING_FAILED"
    case notApplicable = "CHARGING_NOT_APPLICABLE"
    case userUnknown = "USER_UNKNOWN"
    case requestDenied = "END_USER_REQUEST_DENIED"
    case quotaReached = "QUOTA_LIMIT_REACHED"
  }

  /// A field that is not as it must be.
  public struct Field: Sendable, Hashable {
    public var path: String
    public var reason: String
  }

  public var status: Int
  public var cause: Cause
  public var detail: String
  public var fields: [Field]

  public init(_ status: Int, _ cause: Cause, _ detail: String, fields: [Field] = []) {
    self.status = status
    self.cause = cause
    self.detail = detail
    self.fields = fields
  }

  /// ProblemDetails (TS 29.571).
  var body: [UInt8] {
    var json = JSONText()
    json.object { json in
      json.field("title", detail)
      json.key("status")
      json.value(status)
      json.field("cause", cause.rawValue)
      if fields.isEmpty { return }
      json.key("invalidParams")
      json.array { list in
        for field in fields {
          list.object {
            $0.field("param", field.path)
            $0.field("reason", field.reason)
          }
        }
      }
    }
    return json.bytes
  }
}
