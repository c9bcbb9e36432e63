public import Charging
public import Primitives

/// What a network told was used in a session that is over, and what could not be charged: nobody is known under the subject, no
/// balance pays, a price cannot be applied. It waits until it can be; the network is not asked to say it again.
public struct UnchargedUse: Sendable, Equatable {
  /// As it was told, with the services that were not charged.
  public var request: ChargingRequest
  public var result: ChargingResult
  public var reason: String?
  public var notedAt: Instant

  public init(request: ChargingRequest, result: ChargingResult, reason: String?, notedAt: Instant) {
    self.request = request
    self.result = result
    self.reason = reason
    self.notedAt = notedAt
  }

  /// What of a last request was not charged; `nil` when all of it was, or needs no charging.
  init?(_ request: ChargingRequest, _ answer: ChargingAnswer, at: Instant) {
    guard request.running != nil, request.kind == .terminate else { return nil }
    func isRefused(_ result: ChargingResult) -> Bool { ![.success, .notApplicable, .creditLimitReached].contains(result) }
    var left = request
    var reason = answer.reason
    if answer.services.isEmpty {
      if !isRefused(answer.result) { return nil }
    } else {
      let refused = answer.services.filter { isRefused($0.result) }
      left.services = request.services.filter { asked in refused.contains { $0.service == asked.service && $0.ratingGroup == asked.ratingGroup } }
      reason = reason ?? refused.lazy.compactMap(\.reason).first
    }
    left.services.removeAll { $0.used == 0 }
    if left.services.isEmpty { return nil }
    let result = answer.services.first { isRefused($0.result) }?.result ?? answer.result
    self.init(request: left, result: result, reason: reason, notedAt: at)
  }
}
