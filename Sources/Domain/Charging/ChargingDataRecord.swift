public import Primitives

/// Something that was used and is told afterwards: a call, a message, a data session.
public struct ChargingDataRecord: Sendable, Hashable {
  /// Unique among the records of its kind of network, and the same whenever the record is read.
  public var id: String
  /// Who used it: the key that subscriptions are used under.
  public var subject: String
  public var at: Instant
  /// What was used of which services.
  public var services: [ServiceUnits]

  public init(id: String, subject: String, at: Instant, services: [ServiceUnits]) {
    self.id = id
    self.subject = subject
    self.at = at
    self.services = services
  }

  /// It happens once, and has happened: it is taken as far as there is something, and the rest is written down.
  public var request: ChargingRequest {
    var request = ChargingRequest(session: id, kind: .debit, subject: subject, at: at, services: services)
    request.hasHappened = true
    return request
  }
}
