import Balances
import Charging
import Primitives

/// What a ChargingDataRequest is answered with (TS 32.291, sections 6.1.3 and 6.1.6.2.1.2).
struct ChargingDataResponse: Sendable, Hashable {
  var status: Int
  var body: [UInt8]
  /// The session's own address, relative to the service's; of a first request.
  var reference: String?

  init(_ answer: ChargingAnswer, to request: ChargingDataRequest, _ settings: NchfSettings) throws(NchfProblem) {
    let kind = request.charging.kind
    if let problem = ChargingDataResponse.problem(answer, kind) { throw problem }
    status = kind == .terminate ? 204 : kind == .update ? 200 : 201
    reference = kind == .initial || kind == .debit ? request.reference : nil
    body = kind == .terminate ? [] : ChargingDataResponse.body(answer, request, settings)
  }

  /// What the request as a whole is refused with; `nil` when it is not: rating groups may be.
  private static func problem(_ answer: ChargingAnswer, _ kind: ChargingRequest.Kind) -> NchfProblem? {
    let reason = answer.reason ?? answer.services.lazy.compactMap(\.reason).first
    let goesOn = kind == .update || kind == .terminate
    switch answer.result {
    case .success: return nil
    case .unknownSession: return NchfProblem(404, .noSuchContext, reason ?? "there is no such session")
    // A session that somebody has stays with them: nobody means that there is none.
    case .userUnknown: return goesOn ? NchfProblem(404, .noSuchContext, "there is no such session") : NchfProblem(404, .userUnknown, reason ?? "nobody is known by this name")
    case .serviceDenied where answer.services.isEmpty: return NchfProblem(403, .requestDenied, reason ?? "the service is denied")
    default: break
    }
    // Of a session that goes on, each rating group is told its own result.
    if goesOn { return nil }
    return switch answer.result {
    case .notApplicable: NchfProblem(403, .notApplicable, "no price wants this: it needs no charging")
    case .creditLimitReached: NchfProblem(403, .quotaReached, "nothing is left that may be spent on this")
    case .serviceDenied: NchfProblem(403, .requestDenied, reason ?? "the service is denied")
    default: NchfProblem(400, .chargingFailed, reason ?? "the price cannot be applied")
    }
  }

  private static func body(_ answer: ChargingAnswer, _ request: ChargingDataRequest, _ settings: NchfSettings) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      // Of the request: the same again gets the same bytes.
      json.field("invocationTimeStamp", request.timeStamp)
      json.key("invocationSequenceNumber")
      json.value(Int64(request.sequenceNumber))
      // Another server knows nothing of the session.
      json.field("sessionFailover", "FAILOVER_NOT_SUPPORTED")
      if answer.services.isEmpty { return }
      json.key("multipleUnitInformation")
      json.array { list in
        for service in answer.services {
          let upf = request.asked.first { Int64($0.group) == service.ratingGroup && $0.isAsking }?.upf
          var told = service
          // What happened once was granted whole,
          if request.charging.kind == .debit { told.granted = service.charged?.units }
          // and nothing more is told of it: there is no session that a trigger could wake.
          list.object { unit(told, upf, request.charging.kind == .debit ? nil : settings.quota, &$0) }
        }
      }
    }
    return json.bytes
  }

  private static func unit(_ service: ServiceAnswer, _ upf: String?, _ quota: QuotaTerms?, _ json: inout JSONText) {
    json.field("resultCode", word(service.result))
    json.key("ratingGroup")
    json.value(service.ratingGroup)
    // Nothing granted beside a final unit means that what comes then comes at once.
    if let granted = service.granted, granted > 0 || !service.isFinal {
      json.key("grantedUnit")
      json.object {
        $0.key(service.unit == .octets ? "totalVolume" : service.unit == .seconds ? "time" : "serviceSpecificUnits")
        $0.value(granted)
      }
    }
    if let quota, let granted = service.granted, granted > 0 || !service.isFinal {
      var triggers = ["QUOTA_EXHAUSTED", "VALIDITY_TIME"]
      if let threshold = quota.threshold(of: granted, isFinal: service.isFinal) {
        triggers.append("QUOTA_THRESHOLD")
        json.key(service.unit == .octets ? "volumeQuotaThreshold" : service.unit == .seconds ? "timeQuotaThreshold" : "unitQuotaThreshold")
        json.value(threshold)
      }
      if let seconds = quota.holdingSeconds {
        triggers.append("QHT")
        json.key("quotaHoldingTime")
        json.value(seconds)
      }
      json.key("triggers")
      json.array { list in
        for trigger in triggers {
          list.object {
            $0.field("triggerType", trigger)
            $0.field("triggerCategory", "IMMEDIATE_REPORT")
          }
        }
      }
    }
    if let seconds = service.validitySeconds {
      json.key("validityTime")
      json.value(seconds)
    }
    if service.isFinal {
      json.key("finalUnitIndication")
      json.object { finalUnit(service.finalAction, &$0) }
    }
    if let upf { json.field("uPFID", upf) }
  }

  /// What the network does when the units are used.
  private static func finalUnit(_ action: FinalUnitAction, _ json: inout JSONText) {
    switch action {
    case .terminate: json.field("finalUnitAction", "TERMINATE")
    case .redirect(let address):
      json.field("finalUnitAction", "REDIRECT")
      json.key("redirectServer")
      json.object {
        $0.field("redirectAddressType", "URL")
        $0.field("redirectServerAddress", address)
      }
    case .restrict(let filters):
      json.field("finalUnitAction", "RESTRICT_ACCESS")
      // One can be named.
      if let filter = filters.first { json.field("filterId", filter) }
    }
  }

  private static func word(_ result: ChargingResult) -> String {
    switch result {
    case .success: "SUCCESS"
    case .serviceDenied, .unknownSession: "END_USER_SERVICE_DENIED"
    case .notApplicable: "QUOTA_MANAGEMENT_NOT_APPLICABLE"
    case .creditLimitReached: "QUOTA_LIMIT_REACHED"
    case .ratingFailed: "RATING_FAILED"
    case .userUnknown: "USER_UNKNOWN"
    }
  }
}
