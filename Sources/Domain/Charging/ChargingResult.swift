/// What came of a request, by the numbers of RFC 8506.
///
/// Of several that services have, success is told for the request where one has it, else the first in this list. What is taken whole or not at
/// all succeeds only where nothing of it is refused; that no price wants a service refuses nothing.
public enum ChargingResult: Int, Sendable, CaseIterable {
  /// The session was never begun, or has ended.
  case unknownSession = 5002
  /// Nobody uses anything under this subject.
  case userUnknown = 5030
  /// The subscription is suspended or over, nothing pays for it, or a bar keeps it from being used.
  case serviceDenied = 4010
  /// No price wants the service: it needs no charging.
  case notApplicable = 4011
  /// There is a price, but it cannot price this.
  case ratingFailed = 5031
  /// Nothing is left that may be spent on it.
  case creditLimitReached = 4012
  case success = 2001

  /// As REST says it.
  public var word: String {
    switch self {
    case .unknownSession: "unknown-session"
    case .userUnknown: "user-unknown"
    case .serviceDenied: "service-denied"
    case .notApplicable: "no-charge"
    case .ratingFailed: "rating-failed"
    case .creditLimitReached: "credit-limit-reached"
    case .success: "success"
    }
  }

  /// What it means, for people who are told no reason of the case itself; `nil` for success.
  public var meaning: String? {
    switch self {
    case .unknownSession: "the session was never begun here, or has ended"
    case .userUnknown: "nobody uses anything under this subject"
    case .serviceDenied: "the subscription is suspended or over, nothing pays for it, or it is barred"
    case .notApplicable: "no price of what was ordered is for this service: it needs no charging"
    case .ratingFailed: "there is a price, but it cannot price this"
    case .creditLimitReached: "what is left does not pay for it"
    case .success: nil
    }
  }
}
