import Charging
import Operations
import Primitives

/// A debit that came under a number other than 0, which RFC 8506 (section 8.2) lets an event have.
///
/// Charging finds the debit that is to be given back by its session's name and 0, for a refund names nothing but the session. So it is asked for
/// under 0, and under its own number only where that is taken: by a session that goes on under the name, or by another event of it.
struct NumberedDebit: Sendable {
  let asSent: ChargingRequest

  /// - Returns: `nil` for all else.
  init?(_ request: ChargingRequest) {
    guard request.kind == .debit, request.number != 0, !request.services.isEmpty else { return nil }
    asSent = request
  }

  /// Under 0. Another event of the session is another request, also where it wants the same, so what it wants goes with its number; a debit looks
  /// at what was used alone.
  var first: ChargingRequest {
    var request = asSent
    request.number = 0
    request.services[0].used = max(1, asSent.services[0].used)
    request.services[0].requested = asSent.number
    return request
  }

  /// Under its own number, for nobody, of whom nothing is taken: that number is taken where it was decided under it before.
  var look: ChargingRequest {
    var request = asSent
    (request.subject, request.services) = ("", [])
    return request
  }

  /// - Parameter mayBeKnown: it is told to be sent again, so that it may have been decided under its own number, as long ago all were.
  func decide(mayBeKnown: Bool, _ charge: @escaping DiameterServer.Charge, _ told: @escaping @Sendable (Result<ChargingAnswer, any Error>) -> Void) {
    guard mayBeKnown else { return begin(charge, told) }
    charge(look) { outcome in
      switch outcome {
      case .success: begin(charge, told)
      case .failure(let error): if NumberedDebit.isTaken(error) { charge(asSent, told) } else { told(outcome) }
      }
    }
  }

  private func begin(_ charge: @escaping DiameterServer.Charge, _ told: @escaping @Sendable (Result<ChargingAnswer, any Error>) -> Void) {
    charge(first) { outcome in
      if case .failure(let error) = outcome, NumberedDebit.isTaken(error) { charge(asSent, told) } else { told(outcome) }
    }
  }

  private static func isTaken(_ error: any Error) -> Bool { (error as? Rejection)?.problems.contains { $0.code == .chargingReused } ?? false }
}
